/** SQL as text: `text("… :name …")`, and the template tag `sql`. What a user writes here reaches the database as it is; values do not. */
import type { KeyWriter } from "../compiler/cache.js";
import { keyTag } from "../compiler/key-tags.js";
import type { SqlCompiler } from "../compiler/sql-compiler.js";
import { ArgumentError } from "../errors.js";
import { ENTITY, type EXTRAS, KEY, type NAMES, type TUPLE } from "../symbols.js";
import { TypeEngine } from "../types/engine.js";
import { NULL_TYPE } from "../types/null.js";
import { typeOfValue } from "../types/of-value.js";
import { BindParameter } from "./bind.js";
import { refuseForeign } from "./coerce.js";
import { Column } from "./column.js";
import { Cte, type CteOptions } from "./cte.js";
import { ClauseElement, ColumnElement, isClauseElement } from "./element.js";
import type { Executable } from "./executable.js";
import { type AnyColumn, type FromClause, proxyColumns } from "./from.js";
import { Grouping } from "./grouping.js";
import type { Operator } from "./operators.js";
import type { HasEntity } from "./protocol.js";
import { Subquery } from "./subquery.js";

const TEXT = keyTag();
const TEMPLATE = keyTag();
const RAW = keyTag();

/** A parameter is a colon and a name, not in quotes or comments, not behind another colon or a word (`::int`, `12:30`); `\:` is a colon. */
const tokens = /'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[\s\S]*?\*\/|(?<![:\w\\]):([A-Za-z_]\w*)(?!:)|\\:/g;

/** Text cut where its parameters stand: one piece more than there are names. */
function parse(sql: string): { pieces: readonly string[]; names: readonly string[] } {
  const pieces: string[] = [];
  const names: string[] = [];
  let piece = "";
  let end = 0;
  for (const match of sql.matchAll(tokens)) {
    piece += sql.slice(end, match.index);
    end = match.index + match[0].length;
    if (match[1] !== undefined) {
      pieces.push(piece);
      names.push(match[1]);
      piece = "";
    } else piece += match[0] === "\\:" ? ":" : match[0];
  }
  pieces.push(piece + sql.slice(end));
  return { pieces, names };
}

/** `R` is the row: a tuple, or an object of its columns. */
export class TextClause<in out R> extends ClauseElement implements Executable<unknown, unknown> {
  declare readonly kind: "text";
  declare readonly [TUPLE]: R extends readonly unknown[] ? R : unknown[];
  declare readonly [NAMES]: R extends readonly unknown[] ? Record<string, unknown> : R;
  declare readonly [EXTRAS]: {};
  readonly sql: string;
  readonly pieces: readonly string[];
  readonly names: readonly string[];
  readonly parameters: ReadonlyMap<string, BindParameter>;
  /** The result's columns, if they were named: all of them, in order. */
  readonly columnTypes: readonly AnyColumn[] | null;

  constructor(
    sql: string,
    parts: { pieces: readonly string[]; names: readonly string[] },
    parameters: ReadonlyMap<string, BindParameter>,
    columnTypes: readonly AnyColumn[] | null,
  ) {
    super();
    this.sql = sql;
    this.pieces = parts.pieces;
    this.names = parts.names;
    this.parameters = parameters;
    this.columnTypes = columnTypes;
  }

  /** Values for parameters, or parameters with a type (`bindParam("ids", { expanding: true })`). */
  bindParams(...given: readonly (Readonly<Record<string, unknown>> | ColumnElement<unknown>)[]): TextClause<R> {
    const parameters = new Map(this.parameters);
    const put = (name: string, make: (before: BindParameter) => BindParameter): void => {
      const before = parameters.get(name);
      if (before === undefined)
        throw new ArgumentError(
          `This text has no parameter ":${name}". It has ${this.names.length === 0 ? "none" : [...parameters.keys()].map((each) => `:${each}`).join(", ")}`,
        );
      parameters.set(name, make(before));
    };
    for (const each of given) {
      if (each instanceof BindParameter) put(each.key, () => each);
      else
        for (const [name, value] of Object.entries(each)) {
          if (value === undefined) throw new ArgumentError(`bindParams(): the value of ":${name}" is undefined. Give null for NULL`);
          put(
            name,
            (before) =>
              new BindParameter(name, value, before.type === NULL_TYPE ? typeOfValue(value) : before.type, false, false, before.expanding),
          );
        }
    }
    return new TextClause<R>(this.sql, this, parameters, this.columnTypes);
  }
  /** The columns of the result, in order, and their types: the values are then converted as those of a table are. */
  columns<C extends Record<string, TypeEngine<unknown>>>(
    types: C,
  ): TextClause<{ [K in keyof C]: C[K] extends TypeEngine<infer V> ? V : never }>;
  columns(...columns: readonly ColumnElement<unknown, unknown>[]): TextClause<R>;
  columns(...given: readonly unknown[]): unknown {
    const [first] = given;
    const columns = isClauseElement(first)
      ? (given as readonly AnyColumn[])
      : Object.entries(first as Record<string, TypeEngine<unknown>>).map(([name, type]) => {
          if (!(type instanceof TypeEngine)) throw new ArgumentError(`columns(): "${name}" needs a type, made by \`t\``);
          return new Column(name, name, type, null);
        });
    return new TextClause<never>(this.sql, this, this.parameters, columns);
  }

  /** The text of a SELECT as a FROM element, whose columns are those that `columns()` named. */
  subquery<const N extends string = "anonymous">(name?: N): Subquery<R, N> {
    return new Subquery<R, N>(this.withColumns("subquery()"), name ?? null);
  }
  /** The text of a SELECT as a CTE, whose columns are those that `columns()` named. */
  cte<const N extends string = "anonymous">(name?: N, options?: CteOptions): Cte<R, N> {
    return Cte.from<R, N>(this.withColumns("cte()"), name ?? null, options ?? {});
  }
  private withColumns(place: string): this {
    if (this.columnTypes === null)
      throw new ArgumentError(`${place}: name the columns of the text first, by .columns({ id: t.integer() })`);
    return this;
  }
  /** @internal */
  get columnElements(): readonly ClauseElement[] {
    return this.columnTypes ?? [];
  }
  /** @internal */
  exportTo(owner: FromClause): readonly AnyColumn[] {
    return proxyColumns(this.columnTypes ?? [], owner);
  }

  accept(compiler: SqlCompiler): string {
    return compiler.visitText(this as unknown as TextClause<unknown>);
  }
  [KEY](key: KeyWriter): void {
    key.write(TEXT);
    key.string(this.sql);
    for (const name of this.names) (this.parameters.get(name) as BindParameter)[KEY](key);
    key.write(this.columnTypes === null ? -1 : this.columnTypes.length);
    if (this.columnTypes !== null) for (const column of this.columnTypes) column[KEY](key);
  }
  /** Values for parameters: the same as `bindParams(values)`. */
  params(values: Readonly<Record<string, unknown>>): TextClause<R> {
    return this.bindParams(values);
  }
  override eachChild(visit: (child: ClauseElement) => void): void {
    for (const parameter of this.parameters.values()) visit(parameter);
  }
  override mapChildren(map: (child: ClauseElement) => ClauseElement): this {
    let changed = false;
    const parameters = new Map<string, BindParameter>();
    for (const [name, parameter] of this.parameters) {
      const after = map(parameter) as BindParameter;
      changed ||= after !== parameter;
      parameters.set(name, after);
    }
    return changed ? (new TextClause<R>(this.sql, this, parameters, this.columnTypes) as this) : this;
  }
  override collectFroms(): void {}
  override selfGroup(_against?: Operator): ClauseElement {
    return new Grouping(this as unknown as ColumnElement<unknown>);
  }
}
Object.defineProperty(TextClause.prototype, "kind", { value: "text" });

/**
 * SQL text with parameters: `text("SELECT * FROM users WHERE id = :id")`, to be executed with `{ id: 5 }`. A colon that is none is written `\:`.
 */
export function text<R = Record<string, unknown>>(sql: string): TextClause<R> {
  if (typeof sql !== "string") throw new ArgumentError("text() takes SQL as a string. For a template write sql`…`");
  const parts = parse(sql);
  const parameters = new Map<string, BindParameter>();
  for (const name of parts.names) if (!parameters.has(name)) parameters.set(name, new BindParameter(name, null, NULL_TYPE, false, true));
  return new TextClause<R>(sql, parts, parameters, null);
}

/** SQL that was said to be safe: `sql.raw("…")`. */
class RawText extends ClauseElement {
  declare readonly kind: "raw";
  readonly sql: string;
  constructor(sql: string) {
    super();
    this.sql = sql;
  }
  accept(): string {
    return this.sql;
  }
  [KEY](key: KeyWriter): void {
    key.write(RAW);
    key.string(this.sql);
  }
}
Object.defineProperty(RawText.prototype, "kind", { value: "raw" });

/** A template is an expression of type V, and can be executed as well. */
export class SqlTemplate<out V> extends ColumnElement<V> implements Executable<[V], Record<string, unknown>> {
  declare readonly kind: "template";
  declare readonly [TUPLE]: [V];
  declare readonly [NAMES]: Record<string, unknown>;
  declare readonly [EXTRAS]: {};
  readonly strings: readonly string[];
  readonly holes: readonly ClauseElement[];
  readonly type: TypeEngine<unknown>;
  constructor(strings: readonly string[], holes: readonly ClauseElement[], type: TypeEngine<unknown> = NULL_TYPE) {
    super();
    this.strings = strings;
    this.holes = holes;
    this.type = type;
  }
  /** The type of the value, so that it is converted as that of a column is. */
  typed<W>(type: TypeEngine<W>): SqlTemplate<W> {
    return new SqlTemplate<W>(this.strings, this.holes, type);
  }
  accept(compiler: SqlCompiler): string {
    return compiler.visitTemplate(this as SqlTemplate<unknown>);
  }
  [KEY](key: KeyWriter): void {
    key.write(TEMPLATE);
    key.write(this.strings.length);
    for (const each of this.strings) key.string(each);
    for (const hole of this.holes) hole[KEY](key);
    this.type.appendKey(key);
  }
  override eachChild(visit: (child: ClauseElement) => void): void {
    for (const hole of this.holes) visit(hole);
  }
  override mapChildren(map: (child: ClauseElement) => ClauseElement): this {
    let changed = false;
    const holes = this.holes.map((hole) => {
      const after = map(hole);
      changed ||= after !== hole;
      return after;
    });
    return changed ? (new SqlTemplate<V>(this.strings, holes, this.type) as this) : this;
  }
  /** Columns bring their tables with them; a table or statement in a hole is where it stands. */
  override collectFroms(into: FromClause[]): void {
    for (const hole of this.holes) if (hole instanceof ColumnElement) hole.collectFroms(into);
  }
  override selfGroup(against?: Operator): ColumnElement<V> {
    return against === undefined || against.precedence > -10 ? (new Grouping(this) as unknown as ColumnElement<V>) : this;
  }
}
Object.defineProperty(SqlTemplate.prototype, "kind", { value: "template" });

function hole(value: unknown, index: number): ClauseElement {
  if (isClauseElement(value)) return value;
  refuseForeign(value);
  if (value === undefined)
    throw new ArgumentError(`sql\`…\`: the value in hole ${index + 1} is undefined. Give null for NULL, or an empty fragment sql\`\``);
  if ((typeof value === "function" || (typeof value === "object" && value !== null)) && ENTITY in value)
    return (value as unknown as HasEntity)[ENTITY].selectable;
  if (typeof value === "function" || typeof value === "symbol")
    throw new ArgumentError(`sql\`…\`: a ${typeof value} in hole ${index + 1} is neither a value nor SQL`);
  if (Array.isArray(value))
    return new Grouping(new BindParameter("param", value, typeOfValue(value.find((each) => each !== null) ?? null), true, false, "list"));
  return new BindParameter("param", value, typeOfValue(value), true);
}

function template<V = unknown>(strings: TemplateStringsArray, ...holes: unknown[]): SqlTemplate<V> {
  if (!Array.isArray(strings) || !("raw" in strings))
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the message shows how a template is written
    throw new ArgumentError("sql is a template tag: sql`SELECT ${value}`. For SQL in a string write text(…) or sql.raw(…)");
  return new SqlTemplate<V>(strings, holes.map(hole));
}

/**
 * SQL as a template: values in holes are bound, columns, tables, statements and other templates are written as SQL. A list becomes one in
 * parentheses: `` sql`… WHERE id IN ${ids}` ``.
 */
export const sql: {
  <V = unknown>(strings: TemplateStringsArray, ...holes: unknown[]): SqlTemplate<V>;
  raw(text: string): SqlTemplate<unknown>;
} = Object.assign(template, {
  raw: (sqlText: string): SqlTemplate<unknown> => {
    if (typeof sqlText !== "string") throw new ArgumentError("sql.raw() takes SQL as a string");
    return new SqlTemplate<unknown>(["", ""], [new RawText(sqlText)]);
  },
});
