/** The options under which an object was loaded, kept with it: they rule what is loaded for it later. */
import type { ColumnAttribute } from "../mapping/column-attribute.js";
import type { RelationshipProperty } from "../mapping/relationship.js";
import type { InstanceState } from "../state/instance-state.js";
import type { LoadNode } from "./tree.js";

export class LoadContext {
  readonly node: LoadNode;
  /** The objects that came with it in the same result, where the session loads for all of them at once. */
  readonly peers: InstanceState[] | null;
  constructor(node: LoadNode, peers: InstanceState[] | null) {
    this.node = node;
    this.peers = peers;
  }
  /** Whether `raiseLoad` forbids loading this relationship; `"sqlOnly"`: only by a query. */
  raises(property: RelationshipProperty | ColumnAttribute): boolean | "sqlOnly" {
    if (property.kind === "column") return false;
    if (this.node.strategyOf(property) !== "raise") return false;
    return this.node.edges.get(property)?.sqlOnly === true ? "sqlOnly" : true;
  }
}

/** The options that came with an object, if they say anything. */
export function contextOf(state: InstanceState): LoadContext | null {
  return state.loadContext as LoadContext | null;
}
