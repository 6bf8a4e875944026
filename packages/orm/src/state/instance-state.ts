import { ArgumentError, InvalidRequestError, UnmappedError } from "@cupel/core";
import type { Mapper } from "../mapping/mapper.js";
import type { RelationshipProperty } from "../mapping/relationship.js";
import type { IdentityKey } from "./identity-map.js";
import type { SessionHost } from "./session-host.js";
import { UNLOADED } from "./unloaded.js";

/**
 * Where an object is in its life: made by the program (`transient`), to be inserted (`pending`), standing for a row (`persistent`), its
 * row deleted in this transaction (`deleted`), standing for a row but of no session (`detached`).
 */
export type InstanceStatus = "transient" | "pending" | "persistent" | "deleted" | "detached";

/** What was added to, and taken out of, a collection that is not loaded; merged when it is. */
export interface QueuedEdits {
  readonly appended: object[];
  readonly removed: object[];
}

/** Reads the state off an object; present on the prototype of every mapped class. Not `Symbol.for`: another copy of the package has another. */
export const STATE: unique symbol = Symbol("cupel.state");
/** Says "a mapped object of some copy of this package". */
export const MAPPED_OBJECT: unique symbol = Symbol.for("cupel.mappedObject");

/**
 * What the ORM knows of one object, kept in a `#private` of it. Arrays indexed by slot are shared until they are written, so that an
 * object whose relationships nobody touches carries none: they are written by the functions of this folder alone.
 */
export class InstanceState {
  readonly mapper: Mapper;
  readonly entity: object;
  session: SessionHost | null = null;
  status: InstanceStatus;
  /** The identity of its row, once it has one. */
  key: IdentityKey | null = null;
  /** Normalised copies of what the database has, by column index; `UNLOADED` where not read. Null as long as there is no row. */
  row: unknown[] | null;
  /** By relationship slot: `UNLOADED`, null, an object, an `EntityCollection`. */
  slots: readonly unknown[];
  /** By relationship slot, what the database has: `UNLOADED`, null, an object, an array of members. */
  committed: readonly unknown[];
  /** By relationship slot: edits of collections that are not loaded. */
  queued: (QueuedEdits | undefined)[] | null = null;
  /** Whether the program made it: what was never set is then empty, not unloaded. */
  isNew: boolean;
  /** For relationships that own by `delete-orphan`: who owns it, or null if it was taken from its owner. Absent: unknown. */
  owners: Map<RelationshipProperty, InstanceState | null> | null = null;
  /** By relationship slot: the members of a loaded collection that both sides last agreed on; absent while they are those the database has. */
  seen: (object[] | undefined)[] | null = null;
  /** Values of columns that validators or `set` handlers watch, by key. */
  watched: Record<string, unknown> | null = null;
  /** What loaders keep with an object: the options under which it was loaded. */
  loadContext: object | null = null;
  /** Its place in the dense array of the identity map. */
  position = -1;
  /** What the flush that is under way has to do with it; null otherwise. */
  task: object | null = null;
  /** The record of the transaction that inserted it, as long as that can be rolled back. */
  insertedIn: object | null = null;

  constructor(mapper: Mapper, entity: object, row: unknown[] | null) {
    this.mapper = mapper;
    this.entity = entity;
    this.row = row;
    this.isNew = row === null;
    this.status = row === null ? "transient" : "persistent";
    this.slots = mapper.unloadedSlots;
    this.committed = mapper.unloadedSlots;
  }

  /** Where relationships can be written: its own array from now on. */
  ownSlots(): unknown[] {
    const { unloadedSlots } = this.mapper;
    if (this.slots === unloadedSlots) this.slots = unloadedSlots.slice();
    return this.slots as unknown[];
  }

  /** As `ownSlots`, for what the database has. */
  ownCommitted(): unknown[] {
    const { unloadedSlots } = this.mapper;
    if (this.committed === unloadedSlots) this.committed = unloadedSlots.slice();
    return this.committed as unknown[];
  }

  /** What was queued for a collection that is not loaded. */
  queuedFor(property: RelationshipProperty): QueuedEdits | undefined {
    return this.queued === null ? undefined : this.queued[property.slot];
  }

  /** Whether a row of it has been read or written, so that it can be loaded from. */
  get hasIdentity(): boolean {
    return this.key !== null;
  }

  /** `User 5`, `User (new)`: for messages. */
  describe(): string {
    return this.key === null ? `${this.mapper.name} (new)` : `${this.mapper.name} ${this.mapper.describeKey(this)}`;
  }
}

/**
 * The state of an object.
 *
 * @throws UnmappedError for an object of no mapped class, ArgumentError for a Proxy of one or an object of another copy of the package
 */
export function stateOf(entity: object): InstanceState {
  const state = stateIfMapped(entity);
  if (state !== undefined) return state;
  throw strangerError(entity);
}

/** The state of an object, or undefined if it is none of ours. */
export function stateIfMapped(entity: unknown): InstanceState | undefined {
  return typeof entity === "object" && entity !== null ? (entity as { readonly [STATE]?: InstanceState })[STATE] : undefined;
}

/** What to say of a value that is no mapped object. */
export function strangerError(value: unknown): Error {
  if (typeof value !== "object" || value === null)
    return new UnmappedError(
      `${value === null ? "null" : `A ${typeof value}`} is no mapped object: give an instance of a class that extends Base.table(…).`,
    );
  const name = (value as { readonly constructor?: { readonly name?: string } }).constructor?.name ?? "Object";
  if (STATE in value) {
    return new ArgumentError(
      `This ${name} is a Proxy of a mapped object, or was made by Object.create from its prototype, so its state cannot be reached: give the object itself, as \`new ${name}(…)\` or the session made it.`,
    );
  }
  if (MAPPED_OBJECT in value) {
    return new InvalidRequestError(
      `This ${name} belongs to another copy of the package: two copies of @cupel/orm are loaded in this process. See that one version is installed (\`npm ls @cupel/orm\`) and that it is not bundled twice.`,
    );
  }
  if (name === "Object" || Array.isArray(value))
    return new UnmappedError(
      `${Array.isArray(value) ? "An array" : "A plain object"} is no mapped object: make one with \`new\` of a class that extends Base.table(…)${Array.isArray(value) ? ", and give several one by one or by addAll" : ""}.`,
    );
  return new UnmappedError(`Class ${name} is not mapped: let it extend Base.table("…", { … }).`);
}

export { UNLOADED };
