/**
 * What a rollback brings back. A transaction keeps, of each object it changes, what the object was before: kept rows are copies already, so
 * that an entry costs a slice. Nothing is kept of objects that are only read.
 *
 * A rollback gives every object what the database has again, as far as that is known. What was read after rows had been changed past the
 * unit of work (bulk statements, raw SQL, `ON DELETE` rules) may not be what the database returns to: such attributes are expired.
 */
import { expire, restoreSlots } from "../state/attributes.js";
import { readColumn, writeColumn } from "../state/columns.js";
import { isModified } from "../state/history.js";
import type { IdentityKey } from "../state/identity-map.js";
import type { InstanceState } from "../state/instance-state.js";
import { UNLOADED } from "../state/unloaded.js";
import { readColumns } from "../unit-of-work/persistence/values.js";

/** A persistent object before the transaction changed it. */
interface Original {
  readonly row: readonly unknown[];
  readonly committed: readonly unknown[];
  readonly key: IdentityKey | null;
}

/** The tables whose rows may differ from what a rollback returns to. */
export class WrittenTables {
  #all = false;
  /** Made when it is needed: most transactions write nothing past the unit of work. */
  #tables: Set<unknown> | null = null;

  add(tables: Iterable<unknown> | "all"): void {
    if (tables === "all") this.#all = true;
    else for (const table of tables) (this.#tables ??= new Set()).add(table);
  }

  addFrom(other: WrittenTables): void {
    if (other.#all) this.#all = true;
    if (other.#tables !== null) this.add(other.#tables);
  }

  has(table: unknown): boolean {
    return this.#all || this.#tables?.has(table) === true;
  }

  get isEmpty(): boolean {
    return !this.#all && this.#tables === null;
  }
}

export class Originals {
  readonly #changed = new Map<InstanceState, Original>();
  /**
   * New objects that were inserted, with the values their columns had before the flush. Which they are is noted on them (`insertedIn`), for a
   * large flush should not pay for a map of its objects; one that has left is still in the list.
   */
  #inserted: InstanceState[] = [];
  #valuesBefore: (readonly unknown[])[] = [];
  readonly #deleted = new Set<InstanceState>();
  /** Objects read from tables that had been written past the unit of work. */
  #uncertain: Set<InstanceState> | null = null;
  readonly written = new WrittenTables();

  get deleted(): ReadonlySet<InstanceState> {
    return this.#deleted;
  }

  isInserted(state: InstanceState): boolean {
    return state.insertedIn === this;
  }

  /** Called before a persistent object's row, committed relationships or key change. */
  keep(state: InstanceState): void {
    if (state.row === null || state.insertedIn === this || this.#changed.has(state)) return;
    const { committed } = state;
    this.#changed.set(state, {
      row: state.row.slice(),
      committed: committed === state.mapper.unloadedSlots ? committed : committed.slice(),
      key: state.key,
    });
  }

  /** Called before the flush of a new object. */
  keepInserted(state: InstanceState): void {
    if (state.insertedIn === this) return;
    state.insertedIn = this;
    this.#inserted.push(state);
    this.#valuesBefore.push(readColumns(state));
  }

  keepDeleted(state: InstanceState): void {
    this.#deleted.add(state);
  }

  /** The object has left the session: nothing of it is brought back. */
  forget(state: InstanceState): void {
    this.#changed.delete(state);
    if (state.insertedIn === this) state.insertedIn = null;
    this.#deleted.delete(state);
    this.#uncertain?.delete(state);
  }

  clear(): void {
    this.#changed.clear();
    this.forgetInserted();
    this.#deleted.clear();
    this.#uncertain = null;
  }

  /** The inserts stand: nothing can undo them. */
  forgetInserted(): void {
    const states = this.#inserted;
    for (let i = 0; i < states.length; i++) if (states[i]!.insertedIn === this) states[i]!.insertedIn = null;
    this.#inserted = [];
    this.#valuesBefore = [];
  }

  /** Rows are about to be read into an object that was there: what a rollback returns to, if it is not what is read, is what was there. */
  keepBeforeLoad(state: InstanceState): void {
    if (!this.written.isEmpty && this.written.has(state.mapper.table)) this.keep(state);
  }

  /** A row has been read into an object. */
  noteLoaded(state: InstanceState): void {
    if (!this.written.isEmpty && this.written.has(state.mapper.table)) (this.#uncertain ??= new Set()).add(state);
  }

  /** A savepoint was released: its entries are the outer transaction's, where that has none of its own. */
  mergeInto(outer: Originals): void {
    for (let i = 0; i < this.#inserted.length; i++) {
      const state = this.#inserted[i]!;
      if (state.insertedIn !== this || outer.#changed.has(state)) continue;
      state.insertedIn = outer;
      outer.#inserted.push(state);
      outer.#valuesBefore.push(this.#valuesBefore[i]!);
    }
    for (const [state, original] of this.#changed)
      if (!outer.#changed.has(state) && !outer.isInserted(state)) outer.#changed.set(state, original);
    for (const state of this.#deleted) outer.#deleted.add(state);
    if (this.#uncertain !== null) for (const state of this.#uncertain) (outer.#uncertain ??= new Set()).add(state);
    outer.written.addFrom(this.written);
  }

  /**
   * Gives the objects back what they were. The caller has taken pending objects out of the session.
   *
   * @param host the identity map and how objects come and go
   */
  restore(host: {
    present(): Iterable<InstanceState>;
    expel(state: InstanceState): void;
    revive(state: InstanceState, key: IdentityKey): void;
    withdraw(state: InstanceState): void;
  }): void {
    // Keys first: an object that took over another's key leaves it before the other comes back.
    for (const state of this.#inserted) if (state.insertedIn === this) host.withdraw(state);
    for (const state of this.#changed.keys()) host.withdraw(state);
    for (let i = 0; i < this.#inserted.length; i++) {
      const state = this.#inserted[i]!;
      if (state.insertedIn !== this) continue;
      host.expel(state);
      becomeNew(state, this.#valuesBefore[i]!);
    }
    for (const [state, original] of this.#changed) {
      host.revive(state, original.key!);
      if (this.#uncertain?.has(state) === true) expire(state, "all", "all");
      else restoreTo(state, original.row, original.committed);
    }
    for (const state of this.#deleted) if (!this.isInserted(state) && !this.#changed.has(state)) host.revive(state, state.key!);
    for (const state of host.present()) {
      if (this.#changed.has(state) || state.row === null) continue;
      if (this.#uncertain?.has(state) === true) expire(state, "all", "all");
      else if (isModified(state) || this.#deleted.has(state)) restoreTo(state, state.row, state.committed);
    }
  }
}

/** The object is one again that no row stands for. */
function becomeNew(state: InstanceState, values: readonly unknown[]): void {
  state.row = null;
  state.key = null;
  state.isNew = true;
  for (const attribute of state.mapper.columns)
    if (values[attribute.index] !== UNLOADED) writeColumn(state, attribute.index, values[attribute.index]);
  state.committed = state.mapper.unloadedSlots;
}

function restoreTo(state: InstanceState, row: readonly unknown[], committed: readonly unknown[]): void {
  const unknown: number[] = [];
  const kept = (state.row = row.slice());
  for (const attribute of state.mapper.columns) {
    const { index } = attribute;
    if (kept[index] === UNLOADED) unknown.push(index);
    else {
      const value = readColumn(state, index);
      if (value === UNLOADED || !attribute.equals(kept[index], value))
        writeColumn(state, index, kept[index] === null ? null : attribute.type.restore(kept[index]));
    }
  }
  if (unknown.length > 0) expire(state, unknown, []);
  restoreSlots(state, committed);
}
