import { and, bindParam, deleteFrom, insert, type SchemaColumn, StaleDataError, type Table } from "@cupel/core";
import type { ColumnAttribute } from "../../mapping/column-attribute.js";
import type { RelationshipProperty } from "../../mapping/relationship.js";
import { isGone } from "../../state/gone.js";
import type { InstanceState } from "../../state/instance-state.js";
import { executeMany } from "../persistence/execute.js";
import { mapped, populateRow } from "../sync.js";
import type { UnitOfWork } from "../unit-of-work.js";
import { Dependency, type SideActions, type StateActions } from "./dependency.js";

interface RowPair {
  readonly source: ColumnAttribute;
  readonly column: SchemaColumn;
}
type Row = Record<string, unknown>;

/** Rows of an association table connect the two sides: they are inserted and deleted here, once for both sides of one relationship. */
export class ManyToMany extends Dependency {
  readonly secondary: Table<never, string>;
  readonly parentPairs: readonly RowPair[];
  readonly targetPairs: readonly RowPair[];
  #insert: object | null = null;
  #delete: object | null = null;

  constructor(property: RelationshipProperty) {
    super(property);
    this.secondary = property.secondary!;
    this.parentPairs = property.pairs.map((pair) => ({ source: mapped(property.parent, pair.local, property), column: pair.remote }));
    this.targetPairs = property.secondaryPairs.map((pair) => ({
      source: mapped(property.target, pair.local, property),
      column: pair.remote,
    }));
  }

  protected override addEdges(
    unit: UnitOfWork,
    { parentSaves, childSaves, parentDeletes, childDeletes, afterSave, beforeDelete }: SideActions,
  ): void {
    unit.addEdge(parentSaves, afterSave);
    unit.addEdge(childSaves, afterSave);
    unit.addEdge(afterSave, childDeletes);
    // A save may take over the row of a deleted owner, and must not find its association rows still there.
    unit.addEdge(beforeDelete, parentSaves);
    unit.addEdge(beforeDelete, parentDeletes);
    unit.addEdge(beforeDelete, childDeletes);
    unit.addEdge(beforeDelete, childSaves);
  }

  protected override addStateEdges(
    unit: UnitOfWork,
    { saveParent, deleteParent, childAction, afterSave, beforeDelete, isDelete, childIsDelete }: StateActions,
  ): void {
    if (isDelete) {
      unit.addEdge(beforeDelete, childAction);
      unit.addEdge(beforeDelete, deleteParent);
    } else {
      unit.addEdge(saveParent, afterSave);
      if (childIsDelete) unit.addEdge(afterSave, childAction);
      else unit.addEdge(childAction, afterSave);
    }
  }

  override async presortDeletes(unit: UnitOfWork, states: readonly InstanceState[]): Promise<void> {
    if (!this.property.passiveDeletes) await this.loadUnknown(unit, states);
  }

  override async presortSaves(unit: UnitOfWork, states: readonly InstanceState[]): Promise<void> {
    if (!this.property.cascade.deleteOrphan) return;
    const orphans: InstanceState[] = [];
    for (const state of states) for (const child of this.history(unit, state).removed) if (this.isOrphan(child, state)) orphans.push(child);
    if (orphans.length > 0) for (const state of await unit.host.cascadeDelete(orphans)) unit.register(state, { isDelete: true });
  }

  override processDeletes(unit: UnitOfWork, states: readonly InstanceState[]): Promise<void> {
    const deletes: Row[] = [];
    const done = this.#done(unit);
    const found: (readonly [InstanceState, InstanceState])[] = [];
    for (const state of states) {
      const { unchanged, removed } = this.history(unit, state);
      for (const child of [...unchanged, ...removed]) {
        if (this.#hasLeft(unit, child)) continue;
        found.push([child, state]);
        if (!done.has(state, child)) deletes.push(this.#row(state, child, true));
      }
    }
    done.add(found);
    return this.#run(unit, [], deletes);
  }

  override processSaves(unit: UnitOfWork, states: readonly InstanceState[]): Promise<void> {
    const inserts: Row[] = [];
    const deletes: Row[] = [];
    const done = this.#done(unit);
    const found: (readonly [InstanceState, InstanceState])[] = [];
    for (const state of states) {
      const { added, removed } = this.history(unit, state);
      for (const child of added) {
        found.push([child, state]);
        if (done.has(state, child)) continue;
        this.verify(state, child);
        if (!unit.host.contains(child)) {
          this.meetStranger(state, child);
          continue;
        }
        inserts.push(this.#row(state, child, false));
      }
      for (const child of removed) {
        if (this.#hasLeft(unit, child)) continue;
        found.push([child, state]);
        if (!done.has(state, child)) deletes.push(this.#row(state, child, true));
      }
    }
    done.add(found);
    return this.#run(unit, inserts, deletes);
  }

  /** Its association rows went with it, in an earlier flush. */
  #hasLeft(unit: UnitOfWork, child: InstanceState): boolean {
    return unit.taskOf(child) === null && isGone(child);
  }

  #row(state: InstanceState, child: InstanceState, committed: boolean): Row {
    const row: Row = {};
    populateRow(state, row, this.parentPairs, committed);
    populateRow(child, row, this.targetPairs, committed);
    return row;
  }

  /** Which connections the other side of the relationship has seen to already. */
  #done(unit: UnitOfWork): Done {
    const { reverse } = this.property;
    const shared =
      reverse !== null && reverse.parent.id + reverse.slot / 1000 < this.parent.id + this.property.slot / 1000 ? reverse : this.property;
    return reverse === null ? new Done() : unit.memo(shared, () => new Done());
  }

  async #run(unit: UnitOfWork, inserts: Row[], deletes: Row[]): Promise<void> {
    if (inserts.length === 0 && deletes.length === 0) return;
    const connection = await unit.host.connectionFor(this.parent);
    if (deletes.length > 0) {
      this.#delete ??= this.#deleteStatement(deletes[0]!);
      const { rowCount } = await executeMany(connection, this.#delete, deletes);
      if (rowCount !== -1 && rowCount !== deletes.length) {
        throw new StaleDataError(
          `Deleting from "${this.secondary.name}" for ${String(this.property)}: ${deletes.length} rows were to go, but ${rowCount} were there. They were deleted by something else: roll back and load the objects again.`,
        );
      }
    }
    if (inserts.length > 0) await executeMany(connection, (this.#insert ??= insert(this.secondary as never)), inserts);
  }

  #deleteStatement(row: Row): object {
    const criteria = this.secondary.columns
      .filter((column) => column.key in row)
      .map((column) => column.eq(bindParam(column.key, { type: column.type }) as never));
    return deleteFrom(this.secondary as never).where(and(...criteria));
  }
}

/** Pairs of objects whose association row is done. */
class Done {
  readonly #pairs = new Map<InstanceState, Set<InstanceState>>();

  has(from: InstanceState, to: InstanceState): boolean {
    return this.#pairs.get(from)?.has(to) ?? false;
  }

  add(pairs: readonly (readonly [InstanceState, InstanceState])[]): void {
    for (const [from, to] of pairs) {
      const known = this.#pairs.get(from);
      if (known === undefined) this.#pairs.set(from, new Set([to]));
      else known.add(to);
    }
  }
}
