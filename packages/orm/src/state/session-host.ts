import type { ColumnAttribute } from "../mapping/column-attribute.js";
import type { RelationshipProperty } from "../mapping/relationship.js";
import type { IdentityMap } from "./identity-map.js";
import type { InstanceState } from "./instance-state.js";

/**
 * What the state of an object asks of the session it belongs to. The state knows no session class: it tells what happened in memory, and
 * the session decides what follows from it.
 */
export interface SessionHost {
  readonly identityMap: IdentityMap;
  readonly fetchMode: "one" | "peers" | "raise";
  /** `child` has come to hang on `parent`, which is of this session, by an edit of `property`, which cascades `save-update`: it and what it reaches join. */
  cascadeSaveUpdate(parent: InstanceState, property: RelationshipProperty, child: InstanceState): void;
  /** `child` no longer hangs on `parent`, which is of this session: a pending one that is now an orphan leaves. */
  removed(parent: InstanceState, property: RelationshipProperty, child: InstanceState): void;
  /** A relationship of this object was edited in memory. */
  markModified(state: InstanceState): void;
  /** Loads one attribute of these objects (`awaitableAttrs`); calls of one tick may be answered by one statement. */
  loadAttribute(states: readonly InstanceState[], attribute: ColumnAttribute | RelationshipProperty): Promise<void>;
}
