/**
 * One further SELECT for all parents at once, by their keys. Three forms: a reference asks for its targets by primary key, and not at all for
 * those that the session has; a collection asks by the foreign key that the children hold; what goes through an association table, or by
 * a condition of its own, joins.
 */
import { select } from "@cupel/core";
import type { Column, FromClause } from "@cupel/core/internal";
import type { RelationshipProperty } from "../../mapping/relationship.js";
import { columnAt, type EntityReference, entityOf } from "../../query/entity.js";
import { type AnyElement, conjunction, criteriaAt, primaryCondition, secondaryCondition } from "../../query/relationship-join.js";
import { readColumn } from "../../state/columns.js";
import { type InstanceState, stateIfMapped } from "../../state/instance-state.js";
import { UNLOADED } from "../../state/unloaded.js";
import { loadBelow } from "../below.js";
import { gather } from "../gathering.js";
import { type Key, keyCondition, keyText, keyTextOf, partText } from "../keys.js";
import { nodeOption } from "../node-option.js";
import { isPlainEquality } from "../plain-join.js";
import { readKeyed } from "../read-statement.js";
import type { LoadJob, LoadRun } from "../run.js";
import type { LaterStrategy } from "./strategy.js";

type AnyColumn = Column<string, unknown, unknown>;

export const selectInStrategy: LaterStrategy = {
  load(job, run) {
    const { property } = job;
    if (property.isSimpleManyToOne && criteriaOf(job).length === 0) return loadReferences(job, run);
    if (property.secondary === null && isPlainEquality(property)) return loadByForeignKey(job, run);
    return loadByJoin(job, run);
  },
};

/** Many-to-one: the targets by their primary key. */
async function loadReferences(job: LoadJob, run: LoadRun): Promise<void> {
  const { property } = job;
  const target = targetOf(job);
  const { referenceIndexes } = property.join;
  const waiting = new Map<string | number, { readonly key: Key; readonly states: InstanceState[] }>();
  const present = new Set<InstanceState>();
  for (const state of job.states) {
    if (!run.mayFill(state, property)) {
      noteLoaded(state, property, present);
      continue;
    }
    const key = valuesOf(state, referenceIndexes);
    if (key === null) {
      run.fill(state, property, null);
      continue;
    }
    const identity = property.target.identityKey(key);
    const found = identity === null ? undefined : run.identityMap.get(property.target, identity);
    if (found !== undefined && !(run.populateExisting && !run.fresh!.has(found))) {
      run.fill(state, property, found.entity);
      present.add(found);
      continue;
    }
    const text = keyText(key);
    const group = waiting.get(text);
    if (group === undefined) waiting.set(text, { key, states: [state] });
    else group.states.push(state);
  }
  if (waiting.size > 0) {
    const groups = [...waiting.values()];
    const columns = property.target.primaryKey.map((attribute) => columnAt(target, attribute));
    for (const statement of statementsFor(
      job,
      run,
      target,
      columns,
      groups.map((group) => group.key),
      (plain) => plain,
      [],
    ))
      await readKeyed(run, statement, () => {});
    for (const { key, states } of groups) {
      const identity = property.target.identityKey(key);
      const found = identity === null ? undefined : run.identityMap.get(property.target, identity);
      for (const state of states) run.fill(state, property, found?.entity ?? null);
    }
  }
  loadBelow(run, [...present], job.node.below(property), [...job.trail, property.parent]);
}

/** One-to-many: the children by the foreign key they hold. */
async function loadByForeignKey(job: LoadJob, run: LoadRun): Promise<void> {
  const { property } = job;
  const target = targetOf(job);
  const columns = property.pairs.map((pair) => columnInTarget(target, pair.remote as unknown as AnyColumn));
  const indexes = property.pairs.map((pair) => property.parent.attributeOf(pair.local as never)!.index);
  await loadCollections(job, run, target, columns, indexes, (statement) => statement);
}

/** Through an association table, or by a condition of its own. */
async function loadByJoin(job: LoadJob, run: LoadRun): Promise<void> {
  const { property } = job;
  const target = targetOf(job);
  const parentTable = property.parent.table as unknown as FromClause;
  const secondary = property.secondary as unknown as FromClause | null;
  if (secondary !== null && isPlainEquality(property)) {
    const sides = { parent: parentTable, target: target.selectable, secondary };
    const columns = property.pairs.map((pair) => pair.remote as unknown as AnyColumn);
    const indexes = property.pairs.map((pair) => property.parent.attributeOf(pair.local as never)!.index);
    await loadCollections(job, run, target, columns, indexes, (statement) =>
      statement.selectFrom(secondary.join(target.selectable, secondaryCondition(property, sides) as never) as never),
    );
    return;
  }
  const parent = parentTable.alias();
  const sides = { parent, target: target.selectable, secondary };
  const from =
    secondary === null
      ? parent.join(target.selectable, primaryCondition(property, sides) as never)
      : parent
          .join(secondary, primaryCondition(property, sides) as never)
          .join(target.selectable, secondaryCondition(property, sides) as never);
  const columns = property.parent.primaryKey.map((attribute) => parent.correspondingColumn(attribute.column as never) as AnyColumn);
  await loadCollections(
    job,
    run,
    target,
    columns,
    property.parent.primaryKey.map((attribute) => attribute.index),
    (statement) => statement.selectFrom(from as never),
  );
}

type AnySelect = ReturnType<typeof select>;
type From = (statement: AnySelect) => AnySelect;

/** The parents that have one key, nearly always one, and what belongs to them. */
class Group {
  readonly state: InstanceState;
  readonly key: Key;
  others: InstanceState[] | null = null;
  readonly members: object[] = [];
  seen: Set<object> | null = null;
  constructor(state: InstanceState, key: Key) {
    this.state = state;
    this.key = key;
  }
}

/** Reads targets with the key of their parent beside them, and hands each parent its own. */
async function loadCollections(
  job: LoadJob,
  run: LoadRun,
  target: EntityReference,
  columns: readonly AnyColumn[],
  indexes: readonly number[],
  from: From,
): Promise<void> {
  const { property } = job;
  const groups = new Map<string | number, Group>();
  const textOf = keyTextOf(columns);
  const loaded = new Set<InstanceState>();
  for (const state of job.states) {
    if (!run.mayFill(state, property)) {
      noteLoaded(state, property, loaded);
      continue;
    }
    const key = valuesOf(state, indexes);
    if (key === null) {
      run.fill(state, property, property.uselist ? [] : null);
      continue;
    }
    const text = textOf(key);
    const group = groups.get(text);
    if (group === undefined) groups.set(text, new Group(state, key));
    else (group.others ??= []).push(state);
  }
  if (groups.size > 0) {
    const keys: Key[] = [];
    for (const group of groups.values()) keys.push(group.key);
    const isOne = columns.length === 1;
    const plainOne = textOf === keyText;
    for (const statement of statementsFor(job, run, target, columns, keys, from, property.orderBy as readonly AnyElement[])) {
      await readKeyed(run, statement, (key, entity) => {
        const group = groups.get(isOne ? (plainOne ? partText(key) : textOf([key])) : textOf(key as Key));
        if (group !== undefined) gather(group, entity);
      });
    }
    for (const { state, others, members } of groups.values()) {
      run.fill(state, property, property.uselist ? members : (members[0] ?? null));
      if (others !== null) for (const other of others) run.fill(other, property, property.uselist ? members.slice() : (members[0] ?? null));
    }
  }
  loadBelow(run, [...loaded], job.node.below(property), [...job.trail, property.parent]);
}

/** The statements that read the targets: one, unless keys must be sent in several lists. */
function* statementsFor(
  job: LoadJob,
  run: LoadRun,
  target: EntityReference,
  columns: readonly AnyColumn[],
  keys: readonly Key[],
  from: From,
  order: readonly AnyElement[],
): IterableIterator<AnySelect> {
  const { property } = job;
  const conditions = criteriaAt(criteriaOf(job), property.target.table as unknown as FromClause, target.selectable);
  const ordering = criteriaAt(order, property.target.table as unknown as FromClause, target.selectable);
  const option = nodeOption(target, job.node.below(property), [...job.trail, property.parent]);
  for (const some of keyCondition(columns, keys, run)) {
    let statement = from(select(...([...columns, target.entity] as never[])) as AnySelect).where(
      conjunction([some, ...conditions]) as never,
    );
    if (ordering.length > 0) statement = statement.orderBy(...(ordering as never[]));
    yield statement.options(option as never);
  }
}

/** What the option says of the target, besides the relationship's own condition. */
function criteriaOf(job: LoadJob): readonly AnyElement[] {
  return (job.node.edges.get(job.property)?.attribute.criteria ?? []) as readonly AnyElement[];
}
function targetOf(job: LoadJob): EntityReference {
  return job.node.edges.get(job.property)?.attribute.ofTypeTarget ?? entityOf(job.property.target.class, "selectInLoad");
}
function columnInTarget(target: EntityReference, column: AnyColumn): AnyColumn {
  return column.table === target.selectable ? column : (target.selectable.correspondingColumn(column) as AnyColumn);
}

/** The values of an object's columns; null if one is NULL or not there. */
function valuesOf(state: InstanceState, indexes: readonly number[]): Key | null {
  const values: unknown[] = [];
  for (const index of indexes) {
    const kept = readColumn(state, index);
    const value = kept === UNLOADED ? state.row?.[index] : kept;
    if (value === null || value === undefined || value === UNLOADED) return null;
    values.push(value);
  }
  return values;
}

/** What a relationship that is loaded holds: options may go on below it. */
function noteLoaded(state: InstanceState, property: RelationshipProperty, into: Set<InstanceState>): void {
  const held = state.slots[property.slot];
  const add = (entity: object): void => {
    const found = stateIfMapped(entity);
    if (found !== undefined) into.add(found);
  };
  if (Array.isArray(held)) for (const entity of held as object[]) add(entity);
  else if (typeof held === "object" && held !== null) add(held);
}
