/** `createAll` and `dropAll`: which statements, in which order, with which events. */
import { compileDdl } from "../compiler/ddl.js";
import type { Connection } from "../engine/connection.js";
import type { Dialect } from "../engine/dialect.js";
import type { Engine } from "../engine/engine.js";
import type { MockEngine } from "../engine/mock.js";
import { ArgumentError, CircularDependencyError } from "../errors.js";
import { EVENTS, type EventHub } from "../events.js";
import { checkOptions } from "../options.js";
import type { ForeignKeyConstraint } from "./constraints.js";
import {
  AddConstraint,
  CreateIndex,
  CreateSequence,
  CreateTable,
  type DdlElement,
  DropConstraint,
  DropSequence,
  DropTable,
  SetColumnComment,
  SetConstraintComment,
  SetTableComment,
} from "./ddl.js";
import type { Sequence } from "./defaults.js";
import type { MetaData } from "./metadata.js";
import { sortTablesAndConstraints, type TableAndConstraints } from "./sort.js";
import type { AnyTable } from "./table.js";

/** Where DDL is executed: on an engine in a transaction of its own, on a connection in the one that is open. */
export type DdlBind = Engine | Connection | MockEngine;
export interface CreateOptions {
  /** Ask the database first, and leave alone what is there (or, of `dropAll`, what is not). True by default. */
  checkFirst?: boolean;
  /** Only these tables. */
  tables?: readonly AnyTable[];
}

const CREATE_OPTIONS = ["checkFirst", "tables"];

/** What `createAll` sends and asks; a connection, or something that only writes down. */
export interface DdlRunner {
  readonly dialect: Dialect;
  /** False where there is no database to ask. */
  readonly canAsk: boolean;
  run(element: DdlElement): Promise<void>;
  hasTable(table: AnyTable): Promise<boolean>;
  hasSequence(sequence: Sequence): Promise<boolean>;
  /** Whether the type that a statement creates or drops is there; `null` where that cannot be asked. */
  hasType?(element: DdlElement): Promise<boolean | null>;
  emit(hub: EventHub, name: string, payload: object): Promise<void>;
  /** Called before tables are dropped that refer to each other, where their foreign keys cannot be dropped first. */
  beforeRing?(): Promise<void>;
}

export function connectionRunner(connection: Connection): DdlRunner {
  const { dialect } = connection;
  // A mock engine has no database to ask: nothing is there.
  const isMock = "isMock" in connection;
  return {
    dialect,
    canAsk: !isMock,
    async run(element) {
      if (element.appliesTo(dialect)) await connection.execute(element);
    },
    hasTable: async (table) => dialect.reflection.hasTable(connection, table.tableName, table.schema),
    hasSequence: async (sequence) => dialect.reflection.hasSequence(connection, sequence.name, sequence.schema),
    hasType: async (element) => dialect.hasType(connection, element),
    async emit(hub, name, payload) {
      await hub.emit(name, { ...payload, connection });
    },
    async beforeRing() {
      if (dialect.deferForeignKeys !== null && !isMock) await connection.execDriverSql(dialect.deferForeignKeys);
    },
  };
}

/** Runs on a connection: the given one, or one of the engine; in a transaction that is committed, where it changes something. */
export async function withConnection<R>(
  bind: DdlBind,
  what: string,
  doing: "change" | "read",
  work: (connection: Connection) => Promise<R>,
): Promise<R> {
  if (typeof bind !== "object" || bind === null || !("dialect" in bind)) throw new ArgumentError(`${what} takes an engine or a connection`);
  if ("execute" in bind) return work(bind as Connection);
  return (doing === "change" ? bind.begin(work) : bind.connect(work)) as Promise<R>;
}

export function createAll(metadata: MetaData, bind: DdlBind, options: CreateOptions = {}): Promise<void> {
  checkOptions("createAll()", options, CREATE_OPTIONS);
  return withConnection(bind, "createAll()", "change", (connection) => create(metadata, connectionRunner(connection), options));
}
export function dropAll(metadata: MetaData, bind: DdlBind, options: CreateOptions = {}): Promise<void> {
  checkOptions("dropAll()", options, CREATE_OPTIONS);
  if (isEngine(bind) && dropOrder(chosen(metadata, options), bind.dialect.capabilities.alterConstraints).hasRing)
    return dropRings(metadata, bind, options);
  return withConnection(bind, "dropAll()", "change", (connection) => drop(metadata, connectionRunner(connection), options));
}

function isEngine(bind: DdlBind): bind is Engine {
  return typeof bind === "object" && bind !== null && !("execute" in bind) && "begin" in bind;
}

/** Tables that refer to each other are best dropped without regard to their foreign keys, which a connection can only forget outside of a transaction. */
function dropRings(metadata: MetaData, engine: Engine, options: CreateOptions): Promise<void> {
  return engine.connect(async (connection) => {
    const resume = connection.dialect.suspendForeignKeys(connection);
    try {
      await connection.begin();
      await drop(metadata, connectionRunner(connection), options);
      await connection.commit();
    } catch (error) {
      await connection.rollback();
      throw error;
    } finally {
      resume?.();
    }
  });
}

function chosen(metadata: MetaData, options: CreateOptions): AnyTable[] {
  const known = metadata.tables;
  for (const table of options.tables ?? [])
    if (known.get(table?.fullName) !== table)
      throw new ArgumentError(`The table ${table === undefined ? "undefined" : `"${table.fullName}"`} is not of this metadata`);
  return options.tables === undefined ? [...known.values()] : [...options.tables];
}
async function filter<T>(items: readonly T[], keep: (item: T) => Promise<boolean>): Promise<T[]> {
  const kept: T[] = [];
  for (const item of items) if (await keep(item)) kept.push(item);
  return kept;
}

/** @internal */
export async function create(metadata: MetaData, runner: DdlRunner, options: CreateOptions): Promise<void> {
  const checkFirst = (options.checkFirst ?? true) && runner.canAsk;
  const tables = await filter(chosen(metadata, options), async (table) => !checkFirst || !(await runner.hasTable(table)));
  const sorted = sortTablesAndConstraints(tables);
  const sequences = await filter(
    sequencesOf(metadata, tables, options, runner.dialect),
    async (sequence) => !checkFirst || !(await runner.hasSequence(sequence)),
  );
  const payload = { target: metadata, metadata, tables, checkFirst };
  await runner.emit(metadata[EVENTS], "beforeCreate", payload);
  for (const element of await filter(
    typesOf(tables, runner.dialect, "create"),
    async (one) => !checkFirst || (await runner.hasType?.(one)) !== true,
  ))
    await runner.run(element);
  for (const sequence of sequences) await runner.run(new CreateSequence(sequence));
  for (const { table, constraints } of sorted) {
    if (table !== null) {
      if (table.createdBy === null) await createTable(table, runner, constraints, checkFirst);
    } else if (runner.dialect.capabilities.alterConstraints)
      for (const constraint of constraints)
        if (constraint.appliesTo(runner.dialect)) await runner.run(new AddConstraint(constraint, { isolateFromTable: false }));
  }
  // What is made of a SELECT comes when the tables are there, in the order in which it was defined.
  for (const table of tables) {
    if (table.createdBy === null) continue;
    const about = { target: table, table, checkFirst };
    await runner.emit(table[EVENTS], "beforeCreate", about);
    await runner.run(table.createdBy);
    await runner.emit(table[EVENTS], "afterCreate", about);
  }
  await runner.emit(metadata[EVENTS], "afterCreate", payload);
}

async function createTable(
  table: AnyTable,
  runner: DdlRunner,
  foreignKeys: readonly ForeignKeyConstraint[],
  checkFirst: boolean,
): Promise<void> {
  const { dialect } = runner;
  const { capabilities } = dialect;
  const payload = { target: table, table, checkFirst };
  await runner.emit(table[EVENTS], "beforeCreate", payload);
  await runner.run(new CreateTable(table, capabilities.alterConstraints ? { includeForeignKeyConstraints: foreignKeys } : {}));
  for (const index of table.indexes) if (index.appliesTo(dialect)) await runner.run(new CreateIndex(index));
  if (capabilities.comments && !capabilities.inlineComments) {
    if (table.comment !== null) await runner.run(new SetTableComment(table));
    for (const column of table.columns) if (column.comment !== null) await runner.run(new SetColumnComment(column));
    for (const constraint of table.constraints) if (constraint.comment !== null) await runner.run(new SetConstraintComment(constraint));
  }
  await runner.emit(table[EVENTS], "afterCreate", payload);
}

/** @internal */
export async function drop(metadata: MetaData, runner: DdlRunner, options: CreateOptions): Promise<void> {
  const checkFirst = (options.checkFirst ?? true) && runner.canAsk;
  const { capabilities } = runner.dialect;
  const tables = await filter(chosen(metadata, options), async (table) => !checkFirst || (await runner.hasTable(table)));
  const { sorted, hasRing } = dropOrder(tables, capabilities.alterConstraints);
  const payload = { target: metadata, metadata, tables, checkFirst };
  await runner.emit(metadata[EVENTS], "beforeDrop", payload);
  if (hasRing) await runner.beforeRing?.();
  const dropOne = async (table: AnyTable): Promise<void> => {
    const about = { target: table, table, checkFirst };
    await runner.emit(table[EVENTS], "beforeDrop", about);
    await runner.run(table.createdBy?.dropped() ?? new DropTable(table));
    await runner.emit(table[EVENTS], "afterDrop", about);
  };
  for (const table of [...tables].reverse()) if (table.createdBy !== null) await dropOne(table);
  for (const { table, constraints } of sorted) {
    if (table !== null) {
      if (table.createdBy === null) await dropOne(table);
    } else if (capabilities.alterConstraints)
      for (const constraint of constraints) await runner.run(new DropConstraint(constraint, { isolateFromTable: false }));
  }
  for (const sequence of await filter(
    sequencesOf(metadata, tables, options, runner.dialect),
    async (one) => !checkFirst || runner.hasSequence(one),
  ))
    await runner.run(new DropSequence(sequence));
  for (const element of await filter(
    typesOf(tables, runner.dialect, "drop"),
    async (one) => !checkFirst || (await runner.hasType?.(one)) !== false,
  ))
    await runner.run(element);
  await runner.emit(metadata[EVENTS], "afterDrop", payload);
}

/** The reverse of creating. A ring whose foreign keys have no name cannot be opened; a database that never alters them needs no order. */
function dropOrder(
  tables: readonly AnyTable[],
  canAlter: boolean,
): { readonly sorted: readonly TableAndConstraints[]; readonly hasRing: boolean } {
  try {
    const order = sortTablesAndConstraints(tables, (constraint) => (!canAlter || constraint.name === null ? false : undefined));
    return {
      sorted: order.reverse().map(({ table, constraints }) => ({ table, constraints: [...constraints].reverse() })),
      hasRing: false,
    };
  } catch (error) {
    if (!(error instanceof CircularDependencyError) || canAlter) throw error;
    return { sorted: openRings(tables).map((table) => ({ table, constraints: [] })), hasRing: true };
  }
}

/** What nothing refers to goes first; where all are referred to, one that refers to itself, because it needs the others to be there. */
function openRings(tables: readonly AnyTable[]): AnyTable[] {
  let left = [...tables].sort((a, b) => (a.fullName < b.fullName ? -1 : 1));
  const order: AnyTable[] = [];
  while (left.length > 0) {
    const refersTo = (from: AnyTable, to: AnyTable): boolean => from.foreignKeyConstraints.some((key) => key.referredTable === to);
    const free = left.filter((table) => !left.some((other) => other !== table && refersTo(other, table)));
    const next = free.length > 0 ? free : [left.find((table) => refersTo(table, table)) ?? (left[0] as AnyTable)];
    order.push(...next);
    left = left.filter((table) => !next.includes(table));
  }
  return order;
}

/** The sequences of the metadata, and those that are defaults of the tables' columns. */
function sequencesOf(metadata: MetaData, tables: readonly AnyTable[], options: CreateOptions, dialect: Dialect): Sequence[] {
  if (!dialect.capabilities.sequences) return [];
  const found = new Set<Sequence>(options.tables === undefined ? metadata.sequences : []);
  for (const table of tables)
    for (const column of table.columns)
      if (column.default?.kind === "sequence" && !column.default.value.optional) found.add(column.default.value);
  return [...found];
}

/** Types that are objects of their own in the database, each once: columns that say the same of a type share it. */
function typesOf(tables: readonly AnyTable[], dialect: Dialect, doing: "create" | "drop"): DdlElement[] {
  const elements = new Map<string, DdlElement>();
  for (const table of tables) {
    for (const column of table.columns) {
      const element = dialect.typeStatement(column.type, table.schema, doing);
      if (element === null) continue;
      const text = compileDdl(element, dialect);
      if (!elements.has(text)) elements.set(text, element);
    }
  }
  return [...elements.values()];
}
