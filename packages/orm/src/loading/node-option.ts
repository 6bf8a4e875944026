/** The options of a statement that a loader sends itself: a part of the tree of the statement that it serves. */
import { KEY, type KeyWriter, ROOT } from "@cupel/core/internal";
import type { Mapper } from "../mapping/mapper.js";
import type { EntityReference } from "../query/entity.js";
import { LOADER_OPTION, type LoaderStep, type RuntimeOption } from "./steps.js";
import type { LoadNode } from "./tree.js";

/** What the options say of an entity, given to a statement that selects it. */
export function nodeOption(reference: EntityReference, node: LoadNode, trail: readonly Mapper[]): NodeOption {
  return new NodeOption(reference, node, trail);
}

export class NodeOption implements RuntimeOption {
  declare readonly [ROOT]: never;
  readonly [LOADER_OPTION]: readonly LoaderStep[];
  readonly #node: LoadNode;
  readonly #trail: readonly Mapper[];

  constructor(reference: EntityReference, node: LoadNode, trail: readonly Mapper[]) {
    this.#node = node;
    this.#trail = trail;
    this[LOADER_OPTION] = [{ kind: "node", reference, node, trail }];
  }
  [KEY](key: KeyWriter): void {
    key.write(this.#trail.length);
    for (const mapper of this.#trail) key.object(mapper);
    this.#node.appendKey(key);
  }
}
