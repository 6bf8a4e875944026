/** Compiling for comparison: parameters written `:name`, lists expanded for the values at hand. */

import type { Dialect } from "../engine/dialect.js";
import { ArgumentError } from "../errors.js";
import type { BindParameter } from "../expression/bind.js";
import { type ClauseElement, isClauseElement } from "../expression/element.js";
import type { InsertStatement } from "../expression/insert.js";
import { create, type DdlRunner, drop } from "../schema/create.js";
import type { MetaData } from "../schema/metadata.js";
import type { AnyTable } from "../schema/table.js";
import { TypeEngine } from "../types/engine.js";
import { compile, parametersOf } from "./compile.js";
import type { BindSlot, Compiled, CompileRequest } from "./compiled.js";
import { compileDdl } from "./ddl.js";
import { dialectNamed } from "./standalone.js";

export interface TestOptions {
  readonly dialect: string;
  readonly literalBinds?: boolean;
}
export interface TestCompilation {
  readonly sql: string | readonly string[];
  readonly params: Readonly<Record<string, unknown>>;
  readonly required: readonly string[];
  /** The result columns and the names of their types. */
  readonly columns: readonly (readonly [name: string, type: string])[];
  /** Of many rows: the parameters of each statement. */
  readonly batches?: readonly Readonly<Record<string, unknown>>[];
}
type Request =
  | { readonly request: "createAll" | "dropAll"; readonly metadata: MetaData; readonly tables?: readonly AnyTable[] }
  | {
      readonly request: "many";
      readonly statement: InsertStatement;
      readonly rows: readonly Readonly<Record<string, unknown>>[];
      readonly batchSize?: number;
    }
  | { readonly request: "translated"; readonly construct: ClauseElement; readonly schemas: ReadonlyMap<string | null, string | null> };

/** A statement, DDL, type, list of them, or a request, as text with named parameters. */
export function compileForTest(construct: unknown, given: TestOptions | string): TestCompilation | Promise<TestCompilation> {
  const options = typeof given === "string" ? { dialect: given } : given;
  const dialect = dialectNamed(options.dialect);
  if (Array.isArray(construct)) {
    const all = construct.map((each) => compileForTest(each, options) as TestCompilation);
    return {
      sql: all.map((each) => each.sql as string),
      params: Object.assign({}, ...all.map((each) => each.params)) as Record<string, unknown>,
      required: all.flatMap((each) => each.required),
      columns: [],
    };
  }
  if (construct instanceof TypeEngine) {
    const Compiler = dialect.typeCompiler();
    return { sql: new Compiler(dialect).process(construct), params: {}, required: [], columns: [] };
  }
  if (isClauseElement(construct))
    return compileElement(construct, dialect, { named: true, literalBinds: options.literalBinds === true, everyColumn: true });
  if (typeof construct === "object" && construct !== null && "request" in construct) return compileRequest(construct as Request, dialect);
  throw new ArgumentError("This is neither a statement nor DDL nor a type");
}

function compileElement(element: ClauseElement, dialect: Dialect, request: CompileRequest): TestCompilation {
  const parameters = parametersOf(element);
  const compiled = compile(element, dialect, request, parameters);
  const described = describe(compiled, parameters);
  if (compiled.insert === null || compiled.returnsRows || (element as InsertStatement).isInline) return described;
  // A key that the driver tells stands for the RETURNING by which others learn it.
  return {
    ...described,
    columns: compiled.insert.primaryKey
      .filter((source) => source.from === "lastInsertId")
      .map(({ column }): [string, string] => [column.name, typeName(column.type)]),
  };
}

function describe(compiled: Compiled, parameters: readonly BindParameter[]): TestCompilation {
  const params: Record<string, unknown> = {};
  const required: string[] = [];
  const expandedValues: Record<string, unknown> = {};
  for (const slot of compiled.slots) {
    const { source } = slot;
    const isRequired = source.kind === "named" && source.required;
    if (isRequired && !required.includes(slot.name)) required.push(slot.name);
    const value = isRequired || source.kind === "column" ? null : (compiled.valueOf(slot, parameters, null) ?? null);
    if (slot.expansion?.literal != null) expandedValues[slot.name] = value;
    else if (slot.expanding === "none") params[slot.name] = value;
    else {
      expandedValues[slot.name] = value ?? [];
      expand(slot, (value ?? []) as readonly unknown[], params);
    }
  }
  const columns = compiled.columns.map((column): [string, string] => [column.name, typeName(column.type)]);
  return {
    sql: compiled.isExpanding ? compiled.expandedText(compiled.slots.map((slot) => expandedValues[slot.name])) : compiled.sql,
    params,
    required,
    columns,
  };
}
function expand(slot: BindSlot, values: readonly unknown[], params: Record<string, unknown>): void {
  values.forEach((value, i) => {
    if (slot.expanding === "tuples")
      (value as readonly unknown[]).forEach((each, n) => {
        params[`${slot.name}_${i + 1}_${n + 1}`] = each;
      });
    else params[`${slot.name}_${i + 1}`] = value;
  });
}

const typeNames: Readonly<Record<string, string>> = {
  null: "NullType",
  json: "JSON",
  array: "ARRAY",
  largeBinary: "LargeBinary",
  uuid: "Uuid",
};
/** `Integer`, `String`: as they are called where these texts come from. */
function typeName(type: TypeEngine<unknown>): string {
  return typeNames[type.kind] ?? type.kind.charAt(0).toUpperCase() + type.kind.slice(1);
}

function compileRequest(request: Request, dialect: Dialect): TestCompilation | Promise<TestCompilation> {
  switch (request.request) {
    case "translated": {
      const schemaTranslateMap = Object.fromEntries([...request.schemas].map(([from, to]) => [from ?? "", to]));
      const element = request.construct;
      if ((element as { isDdl?: true }).isDdl === true)
        return { sql: compileDdl(element as never, dialect, schemaTranslateMap), params: {}, required: [], columns: [] };
      return compileElement(element, dialect, { named: true, everyColumn: true, schemaTranslateMap });
    }
    case "many":
      return compileMany(request.statement, request.rows, request.batchSize ?? request.rows.length, dialect);
    default:
      return allDdl(request.request, request.metadata, request.tables, dialect);
  }
}

/** Every statement of CREATE or DROP of a metadata, without asking what exists. */
async function allDdl(
  what: "createAll" | "dropAll",
  metadata: MetaData,
  tables: readonly AnyTable[] | undefined,
  dialect: Dialect,
): Promise<TestCompilation> {
  const sql: string[] = [];
  const run: DdlRunner["run"] = async (element) => {
    if (element.appliesTo(dialect)) sql.push(compileDdl(element, dialect));
  };
  const runner: DdlRunner = {
    dialect,
    canAsk: false,
    run,
    hasTable: async () => what === "dropAll",
    hasSequence: async () => what === "dropAll",
    // What handlers of the events execute is written down with the rest.
    async emit(hub, name, payload) {
      await hub.emit(name, { ...payload, connection: { dialect, execute: run } });
    },
  };
  await (what === "createAll" ? create : drop)(metadata, runner, { checkFirst: false, ...(tables === undefined ? {} : { tables }) });
  return { sql, params: {}, required: [], columns: [] };
}

/** An INSERT of many rows in batches, each one statement; the parameters of row n are called `name__n`. */
function compileMany(
  statement: InsertStatement,
  rows: readonly Readonly<Record<string, unknown>>[],
  size: number,
  dialect: Dialect,
): TestCompilation {
  const sql: string[] = [];
  const batches: Record<string, unknown>[] = [];
  for (let start = 0; start < rows.length; start += size) {
    const batch = rows.slice(start, start + size);
    const compiled = compile(statement, dialect, { named: true, columnKeys: Object.keys(batch[0] ?? {}) });
    const open = compiled.sql.indexOf("(", compiled.sql.indexOf(" VALUES "));
    const close = matching(compiled.sql, open);
    const row = compiled.sql.slice(open, close + 1);
    const params: Record<string, unknown> = {};
    const texts = batch.map((values, i) => {
      for (const slot of compiled.slots) params[`${slot.name}__${i}`] = slot.source.kind === "column" ? null : (values[slot.name] ?? null);
      return row.replace(/:(\w+)/g, (_, name: string) => `:${name}__${i}`);
    });
    sql.push(compiled.sql.slice(0, open) + texts.join(", ") + compiled.sql.slice(close + 1));
    batches.push(params);
  }
  return { sql, params: {}, required: [], columns: [], batches };
}
function matching(text: string, open: number): number {
  let depth = 0;
  for (let i = open; i < text.length; i++) {
    if (text[i] === "(") depth++;
    else if (text[i] === ")" && --depth === 0) return i;
  }
  return text.length - 1;
}
