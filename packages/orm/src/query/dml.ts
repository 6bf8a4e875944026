/**
 * INSERT, UPDATE and DELETE of entities by a statement. The objects that a session holds are brought in step: by trying the condition on them
 * in memory (`evaluate`), or by asking the database which rows it met (`fetch`).
 */
import { ArgumentError, bindParam, type Connection, select, update } from "@cupel/core";
import {
  andThen,
  BindParameter,
  BufferedResult,
  ChangeStatement,
  type ClauseElement,
  type Column,
  type ColumnElement,
  DmlStatement,
  executeManyRaw,
  executeRaw,
  type FromClause,
  type MaybePromise,
  type RawResult,
  UpdateStatement,
} from "@cupel/core/internal";
import { LoadRun } from "../loading/run.js";
import type { Mapper } from "../mapping/mapper.js";
import type { SessionInternals } from "../session/internals.js";
import type { InstanceState } from "../state/instance-state.js";
import { entityReference } from "./entity.js";
import type { OrmExecuteOptions, Parameters } from "./execute.js";
import { type AnyResult, resultOf } from "./results.js";
import { type Assignment, assignmentsFor, forget, matchByKeys, matchInMemory, synchronizationOf } from "./synchronize.js";

type Options = Readonly<Record<string, unknown>>;
type AnyColumn = Column<string, unknown, unknown>;

/** Whether a statement writes rows of entities, or returns some. */
export function isEntityWrite(statement: ClauseElement): statement is DmlStatement {
  return statement instanceof DmlStatement && statement.plugin !== null;
}

/** Sends it, and brings the session's objects in step. */
export function executeEntityWrite(
  session: SessionInternals,
  statement: DmlStatement,
  parameters: Parameters | null,
  merged: Options,
  options: OrmExecuteOptions,
): MaybePromise<AnyResult> {
  const mapper = entityReference(statement.entity)?.mapper ?? null;
  return andThen(session.connection(mapper), (connection) => {
    const write = new EntityWrite(session, connection, statement, merged, options);
    if (statement instanceof ChangeStatement && mapper !== null) {
      if (statement instanceof UpdateStatement && Array.isArray(parameters))
        return write.updateByKeys(statement, mapper, parameters as readonly Options[]);
      return write.change(statement, mapper, parameters as Options | null);
    }
    return andThen(write.send(statement, parameters), (raw) => write.result(statement, raw));
  });
}

class EntityWrite {
  readonly #session: SessionInternals;
  readonly #connection: Connection;
  readonly #table: unknown;
  readonly #merged: Options;
  readonly #options: OrmExecuteOptions;

  constructor(session: SessionInternals, connection: Connection, statement: DmlStatement, merged: Options, options: OrmExecuteOptions) {
    this.#session = session;
    this.#connection = connection;
    this.#table = statement.table;
    this.#merged = merged;
    this.#options = options;
  }

  send(statement: DmlStatement, parameters: Parameters | null): MaybePromise<RawResult> {
    return andThen(executeRaw(this.#connection, statement, parameters, { executionOptions: this.#options.executionOptions }), (raw) => {
      this.#session.noteWrite([this.#table]);
      return raw;
    });
  }

  /** What RETURNING gives of an UPDATE is newer than what objects hold. */
  result(statement: DmlStatement, raw: RawResult): MaybePromise<AnyResult> {
    const isNewer = statement instanceof UpdateStatement;
    return resultOf(
      statement,
      raw,
      () =>
        new LoadRun(this.#session, this.#connection, {
          populateExisting: isNewer || this.#merged["populateExisting"] === true,
          keepRelationships: isNewer,
          track: this.#merged["track"] !== false,
        }),
    );
  }

  async change(statement: ChangeStatement, mapper: Mapper, parameters: Options | null): Promise<AnyResult> {
    const session = this.#session;
    const how = synchronizationOf(this.#merged);
    // Without objects there is nothing to keep in step.
    if (how === false || session.identityMap.byMapper(mapper).length === 0)
      return this.result(statement, await this.send(statement, parameters));
    const isPlain = statement.otherSources.length === 0 && parameters === null;
    const matched =
      how === "fetch" || (!isPlain && how !== "evaluate") ? null : matchInMemory(session, mapper, statement.whereCriteria, how);
    if (matched === null || (matched.unsure.length > 0 && !(statement instanceof UpdateStatement && how === "evaluate")))
      return this.#fetching(statement, mapper, parameters);
    const apply = this.#synchronizer(statement, mapper, parameters, matched.sure);
    const raw = await this.send(statement, parameters);
    apply();
    if (statement instanceof UpdateStatement) forget(session, matched.unsure, assignmentsOf(statement, mapper, parameters));
    return this.result(statement, raw);
  }

  /** Asks the database which rows it met: by RETURNING, or by a SELECT before. */
  async #fetching(statement: ChangeStatement, mapper: Mapper, parameters: Options | null): Promise<AnyResult> {
    const { capabilities } = this.#connection.dialect;
    const canReturn = statement instanceof UpdateStatement ? capabilities.updateReturning : capabilities.deleteReturning;
    const keys = mapper.primaryKey.map((attribute) => attribute.column as unknown as AnyColumn);
    if (canReturn && statement.returned.length === 0) {
      const raw = await this.send(
        (statement as ChangeStatement & { returning(...what: unknown[]): DmlStatement }).returning(...keys),
        parameters,
      );
      const found = convertedRows(raw);
      this.#synchronizer(statement, mapper, parameters, matchByKeys(this.#session, mapper, found))();
      return new BufferedResult<unknown, unknown>(null, [], raw.rows.length);
    }
    let query = select(...(keys as never[])).where(...(statement.whereCriteria as never[]));
    const sources = [statement.table as FromClause, ...statement.otherSources];
    if (statement.otherSources.length > 0) query = query.selectFrom(...(sources as never[]));
    const found = convertedRows(await executeRaw(this.#connection, query, parameters));
    const apply = this.#synchronizer(statement, mapper, parameters, matchByKeys(this.#session, mapper, found));
    const raw = await this.send(statement, parameters);
    apply();
    return this.result(statement, raw);
  }

  /** What is to be done with the objects when the statement has run. New values are worked out before, from the old ones. */
  #synchronizer(statement: ChangeStatement, mapper: Mapper, parameters: Options | null, states: readonly InstanceState[]): () => void {
    const session = this.#session;
    if (!(statement instanceof UpdateStatement)) return () => session.removeDeleted(states);
    return assignmentsFor(session, states, assignmentsOf(statement, mapper, parameters), mapper);
  }

  /** `update(User)` with a list: each row by its primary key. */
  async updateByKeys(statement: UpdateStatement, mapper: Mapper, rows: readonly Options[]): Promise<AnyResult> {
    if (statement.assignments !== null || statement.whereCriteria.length > 0 || statement.returned.length > 0)
      throw new ArgumentError(
        `update(${mapper.name}) with a list of rows finds each row by its primary key, so it has no set(), where() or returning(). Give one set of parameters, or leave those out.`,
      );
    const keys = mapper.primaryKey;
    let rowCount = 0;
    for (const [names, group] of byNames(rows)) {
      const missing = keys.find((attribute) => !names.includes(attribute.key));
      if (missing !== undefined)
        throw new ArgumentError(`update(${mapper.name}) with a list of rows needs the primary key in each: "${missing.key}" is missing.`);
      const written = names.filter((name) => !keys.some((attribute) => attribute.key === name));
      if (written.length === 0) continue;
      const columnOf = (name: string): AnyColumn => {
        const attribute = mapper.attributes.get(name);
        if (attribute?.kind !== "column")
          throw new ArgumentError(
            `${mapper.name} has no column "${name}" to update. It has ${mapper.columns.map((column) => column.key).join(", ")}.`,
          );
        return attribute.column as unknown as AnyColumn;
      };
      const conditions = keys.map((attribute) =>
        (attribute.column as unknown as AnyColumn).eq(bindParam(`key_${attribute.key}`, attribute.type) as never),
      );
      const values = Object.fromEntries(written.map((name) => [name, bindParam(`new_${name}`, columnOf(name).type)]));
      const one = update(mapper.table as never)
        .set(values as never)
        .where(...(conditions as never[]));
      const sets = group.map((row) => ({
        ...Object.fromEntries(keys.map((attribute) => [`key_${attribute.key}`, row[attribute.key]])),
        ...Object.fromEntries(written.map((name) => [`new_${name}`, row[name]])),
      }));
      const raw = await executeManyRaw(this.#connection, one, sets, { executionOptions: this.#options.executionOptions });
      rowCount += Math.max(0, raw.rowCount);
      this.#session.noteWrite([this.#table]);
      if (synchronizationOf(this.#merged) === false) continue;
      for (const row of group) {
        const [state] = matchByKeys(this.#session, mapper, [keys.map((attribute) => row[attribute.key])]);
        if (state !== undefined)
          assignmentsFor(
            this.#session,
            [state],
            assignmentsOf(statement, mapper, Object.fromEntries(written.map((name) => [name, row[name]]))),
            mapper,
          )();
      }
    }
    return new BufferedResult<unknown, unknown>(null, [], rowCount);
  }
}

/** The columns that an UPDATE writes, with what it writes; null where only the database knows. */
function assignmentsOf(statement: UpdateStatement, mapper: Mapper, parameters: Options | null): Assignment[] {
  const given = new Map<string, ClauseElement | null>();
  for (const { key, value } of statement.assignments ?? []) given.set(key, value as ColumnElement<unknown, unknown>);
  if (statement.assignments === null && parameters !== null)
    for (const [key, value] of Object.entries(parameters)) given.set(key, parameterOf(mapper, key, value));
  for (const attribute of mapper.columns) {
    if (given.has(attribute.key)) continue;
    const { onUpdate, serverOnUpdate, computed } = attribute.column as unknown as {
      readonly onUpdate: unknown;
      readonly serverOnUpdate: unknown;
      readonly computed: unknown;
    };
    if (isSaid(onUpdate) || isSaid(serverOnUpdate) || isSaid(computed)) given.set(attribute.key, null);
  }
  return [...given].flatMap(([key, value]) => {
    const attribute = mapper.attributes.get(key);
    return attribute?.kind === "column" ? [{ attribute, value }] : [];
  });
}
const isSaid = (value: unknown): boolean => value !== null && value !== undefined;
function parameterOf(mapper: Mapper, key: string, value: unknown): BindParameter | null {
  const attribute = mapper.attributes.get(key);
  return attribute?.kind === "column" ? new BindParameter(key, value, attribute.type, true) : null;
}

function convertedRows(raw: RawResult): unknown[][] {
  const processors = raw.compiled.columns.map((column) => column.processor);
  return raw.rows.map((row) =>
    row.map((value, index) => (value === null || processors[index] == null ? value : processors[index]!(value))),
  );
}

/** Rows in groups that write the same columns, in order of first appearance. */
function byNames(rows: readonly Options[]): Map<readonly string[], Options[]> {
  const groups = new Map<string, { readonly names: readonly string[]; readonly rows: Options[] }>();
  for (const row of rows) {
    const names = Object.keys(row);
    const key = names.join("\u0000");
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { names, rows: [row] });
    else group.rows.push(row);
  }
  return new Map([...groups.values()].map((group) => [group.names, group.rows]));
}
