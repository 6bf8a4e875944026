/**
 * Loading for objects in hand: by key, by options, one attribute of several objects, or anew. Whoever calls these holds the session's turn
 * already, and has flushed if that was wanted.
 */
import { ArgumentError, bindParam, InvalidRequestError, ObjectDeletedError, select } from "@cupel/core";
import { andThen, type Column, type MaybePromise } from "@cupel/core/internal";
import type { ColumnAttribute } from "../mapping/column-attribute.js";
import type { Mapper } from "../mapping/mapper.js";
import type { RelationshipProperty } from "../mapping/relationship.js";
import { entityOf } from "../query/entity.js";
import type { SessionInternals } from "../session/internals.js";
import { expire } from "../state/attributes.js";
import type { IdentityKey } from "../state/identity-map.js";
import type { InstanceState } from "../state/instance-state.js";
import { UNLOADED } from "../state/unloaded.js";
import { loadBelow } from "./below.js";
import { contextOf } from "./context.js";
import { keyCondition } from "./keys.js";
import { loadOnly, stepsOf } from "./options.js";
import { readStatement } from "./read-statement.js";
import { LoadRun, type RunOptions } from "./run.js";
import { LoadNode, loadTree, NO_OPTIONS } from "./tree.js";

/** What `session.get` may be told. */
export interface GetOptions extends RunOptions {
  readonly options?: readonly unknown[] | undefined;
  readonly withForUpdate?: boolean | object | undefined;
}

/**
 * The object with this key: from the identity map, else by one SELECT.
 * @param key as the user gave it: a value, or an object for a key of several columns
 * @throws ArgumentError for a key of the wrong form, naming the key columns
 */
export function getByIdentity(
  session: SessionInternals,
  mapper: Mapper,
  key: unknown,
  options: GetOptions = {},
): MaybePromise<InstanceState | null> {
  const values = keyValues(mapper, key);
  const identity = mapper.identityKey(values);
  if (identity === null) return null;
  const mustAsk = options.populateExisting === true || (options.withForUpdate !== undefined && options.withForUpdate !== false);
  if (!mustAsk) {
    const present = session.identityMap.get(mapper, identity);
    if (present !== undefined && !isExpired(present)) {
      if (options.options === undefined || options.options.length === 0) return present;
      return loadOptions(session, [present], options.options).then(() => present);
    }
  }
  return selectByKey(session, mapper, values, identity, options);
}

function selectByKey(
  session: SessionInternals,
  mapper: Mapper,
  values: readonly unknown[],
  identity: IdentityKey,
  options: GetOptions,
): MaybePromise<InstanceState | null> {
  const isLocking = options.withForUpdate !== undefined && options.withForUpdate !== false;
  return andThen(
    andThen(session.autoflush([mapper.table]), () => session.connection(mapper)),
    (connection) => {
      const run = new LoadRun(session, connection, isLocking ? { ...options, populateExisting: true } : options);
      const { statement: byKey, names } = statementByKey(mapper);
      let statement = byKey;
      if (options.options !== undefined && options.options.length > 0) statement = statement.options(...(options.options as never[]));
      if (isLocking) statement = statement.withForUpdate(options.withForUpdate === true ? {} : (options.withForUpdate as never));
      const parameters: Record<string, unknown> = {};
      for (let index = 0; index < values.length; index++) parameters[names[index]!] = values[index];
      return andThen(readStatement(run, statement, parameters), (rows) => {
        const found = rows.length === 0 ? null : (run.identityMap.get(mapper, identity) ?? null);
        const loading = run.finish();
        return loading === undefined ? found : loading.then(() => found);
      });
    },
  );
}

interface ByKey {
  readonly statement: ReturnType<typeof select>;
  /** The parameters are named after the attributes: that is what the message about a bad value shows. */
  readonly names: readonly string[];
}

const statements = new WeakMap<Mapper, ByKey>();
function statementByKey(mapper: Mapper): ByKey {
  let found = statements.get(mapper);
  if (found === undefined) {
    const names = mapper.primaryKey.map((attribute) => `${mapper.name}.${attribute.key}`);
    const conditions = mapper.primaryKey.map((attribute, index) =>
      (attribute.column as unknown as Column<string, unknown, unknown>).eq(bindParam(names[index]!, attribute.type) as never),
    );
    const statement = select(mapper.class as never).where(...(conditions as never[])) as unknown as ReturnType<typeof select>;
    statements.set(mapper, (found = { statement, names }));
  }
  return found;
}

/** The values of the primary key in its order, from what the user gave. */
function keyValues(mapper: Mapper, key: unknown): readonly unknown[] {
  const names = mapper.primaryKey.map((attribute) => attribute.key);
  const isRecord = typeof key === "object" && key !== null && Object.getPrototypeOf(key) === Object.prototype;
  if (names.length === 1 && !isRecord) {
    if (Array.isArray(key) || key === undefined) throw wrongKey(mapper, names, key);
    return [key];
  }
  if (!isRecord) throw wrongKey(mapper, names, key);
  const given = key as Record<string, unknown>;
  if (Object.keys(given).some((name) => !names.includes(name)) || names.some((name) => given[name] === undefined))
    throw wrongKey(mapper, names, key);
  return names.map((name) => given[name]);
}
function wrongKey(mapper: Mapper, names: readonly string[], key: unknown): ArgumentError {
  const form = names.length === 1 ? `one value, that of "${names[0]}"` : `an object { ${names.map((name) => `${name}: …`).join(", ")} }`;
  let shown: string;
  try {
    shown = typeof key === "object" ? JSON.stringify(key) : String(key);
  } catch {
    shown = typeof key;
  }
  return new ArgumentError(`The key of ${mapper.name} is ${form}, but was given ${shown}.`);
}

/** Whether an object's columns have been forgotten, so that it must be read again before it can be handed out. */
function isExpired(state: InstanceState): boolean {
  const { row, mapper } = state;
  if (row === null) return false;
  let others = 0;
  for (const attribute of mapper.columns) {
    if (attribute.isPrimaryKey || attribute.deferred) continue;
    if (row[attribute.index] !== UNLOADED) return false;
    others++;
  }
  return others > 0;
}

/** Loads what options name for objects in hand; what is loaded already stays, and options go on below it. */
export async function loadOptions(session: SessionInternals, states: readonly InstanceState[], options: readonly unknown[]): Promise<void> {
  const steps = options.map(stepsOf);
  for (const [mapper, some] of byMapper(states)) {
    const reference = entityOf(mapper.class, "load");
    const tree = loadTree(
      steps.filter((option) => concerns(option, mapper)),
      [reference],
    );
    const node = tree.nodeOf(reference);
    const columns = node
      .columns(mapper)
      .filter((attribute) => some.some((state) => state.row !== null && state.row[attribute.index] === UNLOADED));
    if (columns.length > 0) await loadColumns(session, some, columns);
    const run = new LoadRun(session, await session.connection(mapper));
    loadBelow(run, some, node, []);
    await run.finish();
  }
  for (const option of steps) {
    if (states.length > 0 && !states.some((state) => concerns(option, state.mapper)))
      throw new ArgumentError(
        `A loader option concerns none of the objects given to load(): ${[...new Set(states.map((state) => state.mapper.name))].join(", ")}.`,
      );
  }
}
function concerns(option: ReturnType<typeof stepsOf>, mapper: Mapper): boolean {
  const [first] = option;
  if (first === undefined) return true;
  switch (first.kind) {
    case "relationship":
      return first.attribute.property.parent.root === mapper.root;
    case "only":
      return mapper.attributeOf(first.columns[0] as never) !== undefined;
    case "defer":
    case "undefer":
    case "expression":
      return mapper.attributeOf(first.column as never) !== undefined;
    default:
      return true;
  }
}

/**
 * Loads one attribute of several objects of one class, as `awaitableAttrs` asks for it.
 * @throws UnloadedAttributeError where `raiseLoad` forbids it; ObjectDeletedError if a row is gone
 */
export async function loadAttribute(
  session: SessionInternals,
  states: readonly InstanceState[],
  attribute: ColumnAttribute | RelationshipProperty,
): Promise<void> {
  if (states.length === 0) return;
  if (attribute.kind === "column") {
    await loadColumns(session, states, [attribute]);
    return;
  }
  const run = new LoadRun(session, await session.connection(attribute.parent));
  // Objects that were loaded under the same options share a statement.
  const groups = new Map<LoadNode | null, InstanceState[]>();
  for (const state of states) {
    const node = contextOf(state)?.node ?? null;
    const group = groups.get(node);
    if (group === undefined) groups.set(node, [state]);
    else group.push(state);
  }
  const plain = new LoadNode(NO_OPTIONS);
  for (const [node, group] of groups)
    run.enqueue({ property: attribute, strategy: "selectin", states: group, node: node ?? plain, trail: [] });
  await run.finish();
}

/**
 * Reads columns of objects again, or for the first time. Values that are there stay, unless `populateExisting`.
 * @throws ObjectDeletedError if the row of one of them is gone
 */
export async function loadColumns(
  session: SessionInternals,
  states: readonly InstanceState[],
  columns: readonly ColumnAttribute[],
  options: RunOptions = {},
): Promise<void> {
  for (const [mapper, some] of byMapper(states)) {
    const run = new LoadRun(session, await session.connection(mapper), options);
    const keys = some.map((state) => identityOf(state));
    const primary = mapper.primaryKey.map((attribute) => attribute.column as unknown as Column<string, unknown, unknown>);
    const only = loadOnly(...([...mapper.primaryKey, ...columns].map((attribute) => attribute.column) as never[]));
    const found = new Set<unknown>();
    for (const condition of keyCondition(primary, keys, run)) {
      const rows = await readStatement(
        run,
        select(mapper.class as never)
          .where(condition as never)
          .options(only as never),
      );
      for (const [entity] of rows) found.add(entity);
    }
    await run.finish();
    const gone = some.find((state) => !found.has(state.entity));
    if (gone !== undefined)
      throw new ObjectDeletedError(
        `${gone.describe()} cannot be read again: its row is no longer in "${mapper.table.name}". It was deleted, or its key was changed, by another transaction or a bulk statement.`,
      );
  }
}

/** Reads objects again: the columns named, or all; relationships named are loaded anew. */
export async function refreshStates(
  session: SessionInternals,
  states: readonly InstanceState[],
  keys: readonly string[] | null,
): Promise<void> {
  for (const [mapper, some] of byMapper(states)) {
    const columns: ColumnAttribute[] = [];
    const relationships: RelationshipProperty[] = [];
    if (keys === null)
      columns.push(
        ...mapper.columns.filter((attribute) => !attribute.deferred || some.some((state) => state.row?.[attribute.index] !== UNLOADED)),
      );
    for (const key of keys ?? []) {
      const attribute = mapper.attributes.get(key);
      if (attribute === undefined)
        throw new ArgumentError(`${mapper.name} has no attribute "${key}" to refresh. It has ${[...mapper.attributes.keys()].join(", ")}.`);
      if (attribute.kind === "column") columns.push(attribute);
      else relationships.push(attribute);
    }
    if (columns.length > 0) await loadColumns(session, some, columns, { populateExisting: true, keepRelationships: keys !== null });
    for (const property of relationships) {
      for (const state of some) {
        session.beforeLoad(state);
        expire(state, [], [property.slot]);
      }
      await loadAttribute(session, some, property);
    }
  }
}

/** The values of an object's primary key, as the database has them. */
function identityOf(state: InstanceState): readonly unknown[] {
  if (state.row === null || state.key === null)
    throw new InvalidRequestError(`${state.describe()} has no row to load from: flush it first, \`await session.flush()\`.`);
  return state.mapper.primaryKey.map((attribute) => attribute.type.restore(state.row![attribute.index]));
}

function byMapper(states: readonly InstanceState[]): Map<Mapper, InstanceState[]> {
  const groups = new Map<Mapper, InstanceState[]>();
  for (const state of new Set(states)) {
    const group = groups.get(state.mapper);
    if (group === undefined) groups.set(state.mapper, [state]);
    else group.push(state);
  }
  return groups;
}
