/** One flush of a session: what the unit of work asks for, answered by the session. */
import type { Connection, Table } from "@cupel/core";
import { loadAttribute } from "../loading/load.js";
import type { Mapper } from "../mapping/mapper.js";
import type { RelationshipProperty } from "../mapping/relationship.js";
import type { IdentityKey, IdentityMap } from "../state/identity-map.js";
import type { InstanceState } from "../state/instance-state.js";
import type { FlushSubject } from "../unit-of-work/flush.js";
import { collectDeletes } from "./cascades.js";
import type { SessionCore } from "./core.js";
import { tablesAffectedByDelete } from "./delete-rules.js";
import type { Originals } from "./originals.js";

type Maybe<T> = T | Promise<T>;

export class FlushRun implements FlushSubject {
  readonly #core: SessionCore;
  #originals: Originals | null = null;
  hasBegun = false;

  constructor(core: SessionCore) {
    this.#core = core;
  }

  get identityMap(): IdentityMap {
    return this.#core.identityMap;
  }
  get new(): ReadonlySet<InstanceState> {
    return this.#core.objects.new;
  }
  get deleted(): ReadonlySet<InstanceState> {
    return this.#core.objects.deleted;
  }

  contains(state: InstanceState): boolean {
    return this.#core.objects.contains(state);
  }
  findDirty(): InstanceState[] {
    return this.#core.objects.findDirty();
  }
  tell(event: "beforeFlush" | "afterFlush" | "afterFlushPostexec"): Maybe<void> {
    return this.#core.tell(event, {});
  }
  hears(event: "beforeFlush"): boolean {
    return this.#core.hub.has(event);
  }
  async beginFlush(): Promise<void> {
    this.#core.transactions.checkActive();
    this.hasBegun = true;
  }
  connectionFor(mapper: Mapper): Maybe<Connection> {
    return this.#core.connection(mapper);
  }
  loadRelationship(states: readonly InstanceState[], property: RelationshipProperty): Maybe<void> {
    return loadUnknown(this.#core, states, property);
  }
  async cascadeDelete(states: readonly InstanceState[]): Promise<readonly InstanceState[]> {
    const { objects } = this.#core;
    const doomed = await collectDeletes(states, (owners, property) => this.loadRelationship(owners, property));
    return doomed.filter((state) => {
      // What was never inserted need not be deleted.
      if (state.key === null) objects.expelPending(state);
      return state.key !== null;
    });
  }
  emit(mapper: Mapper, event: string, state: InstanceState, connection: Connection): Maybe<void> {
    const { events } = mapper;
    if (events === null || !events.has(event)) return;
    return this.#core.inHandlers(() => events.emit(event, { target: state.entity, connection, mapper, session: this.#core.session }));
  }
  keepOriginal(state: InstanceState): void {
    this.#core.transactions.ensure().originals.keep(state);
  }
  keepInserted(state: InstanceState): void {
    (this.#originals ??= this.#core.transactions.ensure().originals).keepInserted(state);
  }
  noteDelete(table: Table<never, string>): void {
    this.#core.noteWrite(tablesAffectedByDelete(table));
  }
  becomeDeleted(state: InstanceState): void {
    this.#core.transactions.ensure().originals.keepDeleted(state);
    this.#core.objects.becomeDeleted(state);
  }
  becomePersistent(states: readonly InstanceState[], keyOf: (state: InstanceState) => IdentityKey): void {
    this.#core.objects.becomePersistent(states, keyOf);
  }
}

/** Loads what an object's own making does not tell: rows may have come to hang on it since. */
export function loadUnknown(core: SessionCore, states: readonly InstanceState[], property: RelationshipProperty): Maybe<void> {
  for (const state of states) if (state.isNew && state.key !== null) state.isNew = false;
  return loadAttribute(core, states, property);
}
