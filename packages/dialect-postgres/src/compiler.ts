/** Statements as PostgreSQL writes them. */
import { CompileError, type TypeEngine } from "@cupel/core";
import {
  type Alias,
  AliasedFrom,
  type AnyColumn,
  type AnySelect,
  type BinaryExpression,
  BindParameter,
  type ClauseElement,
  type ColumnElement,
  type ConflictClause,
  type FromClause,
  type FunctionElement,
  type FunctionSpelling,
  type InsertStatement,
  type NextValue,
  operators,
  type ParameterStyle,
  type SelectBase,
  SqlCompiler,
  TableClause,
  type UpdateStatement,
} from "@cupel/core/internal";
import type { ArrayConstructor, ArraySlice } from "./expressions/array.js";
import { isEager } from "./expressions/operator.js";
import type { TextMatch } from "./expressions/text-search.js";
import { castAlways, castInExpression } from "./parameter-cast.js";

/** Functions that take values of any type, so that even a text must say what it is. */
const takingAnything: ReadonlySet<string> = new Set([
  "array_agg",
  "concat",
  "concat_ws",
  "count",
  "format",
  "json_build_array",
  "json_build_object",
  "jsonb_build_array",
  "jsonb_build_object",
  "num_nonnulls",
  "num_nulls",
  "pg_typeof",
  "to_json",
  "to_jsonb",
]);

const functions: Readonly<Record<string, FunctionSpelling>> = {
  aggregate_strings: (_element, args) => `string_agg(${args()})`,
};

export class PostgresCompiler extends SqlCompiler {
  /** Whether an operator encloses what is being written. */
  #inOperator = false;
  /** Whether the server could not tell even that a parameter is text. */
  #saysText = false;
  /** Tables whose heirs are left out. */
  #only: ReadonlySet<FromClause> = new Set();

  override get parameterStyle(): ParameterStyle {
    return "numbered";
  }
  protected override get functionSpellings(): Readonly<Record<string, FunctionSpelling>> {
    return functions;
  }

  // Parameters

  protected override bindText(type: TypeEngine<unknown>, placeholder: string): string {
    const cast = castAlways(type, this.dialect);
    return cast === null ? placeholder : `${placeholder}::${cast}`;
  }
  /** The server takes a parameter that it knows nothing of for text, so that an expression must say what it is. A column of VALUES or SET says it by itself. */
  override visitBind(parameter: BindParameter): string {
    const text = super.visitBind(parameter);
    const { type } = parameter;
    const isPlain = parameter.expanding === "none" && !parameter.literalExecute;
    if (this.request.named === true || this.literalBinds || !isPlain || castAlways(type, this.dialect) !== null) return text;
    const cast = castInExpression(type, this.dialect) ?? (this.#saysText && type.affinity === "string" ? "TEXT" : null);
    return cast === null ? text : `${text}::${cast}`;
  }
  private sayingText(says: boolean, write: () => string): string {
    const before = this.#saysText;
    this.#saysText = says;
    const text = write();
    this.#saysText = before;
    return text;
  }
  protected override functionArguments(element: FunctionElement<unknown, unknown>): string {
    return this.sayingText(takingAnything.has(element.name.toLowerCase()), () => super.functionArguments(element));
  }
  override visitConcat(binary: BinaryExpression): string {
    return this.sayingText(binary.left instanceof BindParameter && binary.right instanceof BindParameter, () => super.visitConcat(binary));
  }

  // Operators

  /** What reaches into JSON stands in parentheses within another operator. */
  private eager(text: string, inOperator: boolean): string {
    return inOperator ? `(${text})` : text;
  }
  protected override plainBinary(binary: BinaryExpression, symbol: string = binary.operator.symbol): string {
    const before = this.#inOperator;
    this.#inOperator = true;
    const text = super.plainBinary(binary, symbol);
    this.#inOperator = before;
    return isEager(binary) ? this.eager(text, before) : text;
  }
  override visitBitwiseXor(binary: BinaryExpression): string {
    return this.plainBinary(binary, " # ");
  }
  override visitMatch(binary: BinaryExpression): string {
    const text = `${this.process(binary.left)} @@ plainto_tsquery(${this.process(binary.right)})`;
    return binary.operator === operators.NOT_MATCH ? `NOT ${text}` : text;
  }
  visitTextMatch(match: TextMatch): string {
    const config = match.regconfig === null ? "" : `${this.stringLiteral(match.regconfig)}, `;
    return `${this.process(match.document)} @@ ${match.parser}(${config}${this.process(match.query)})`;
  }
  protected override foldCase(text: string): string {
    return text;
  }
  protected override ilike(left: string, negated: boolean, right: string, escape: string | undefined): string {
    return `${left} ${negated ? "NOT " : ""}ILIKE ${right}${escape === undefined ? "" : ` ESCAPE ${this.stringLiteral(escape)}`}`;
  }
  override visitRegexpMatch(binary: BinaryExpression): string {
    const operator = binary.operator === operators.NOT_REGEXP_MATCH ? "!~" : "~";
    const flags = binary.modifiers?.flags;
    if (flags === undefined || flags === "") return this.plainBinary(binary, ` ${operator} `);
    if (flags === "i") return this.plainBinary(binary, ` ${operator}* `);
    return `${this.process(binary.left)} ${operator} CONCAT('(?', ${this.stringLiteral(flags)}, ')', ${this.sayingText(true, () => this.process(binary.right))})`;
  }
  override visitRegexpReplace(binary: BinaryExpression): string {
    const { flags, replacement } = binary.modifiers ?? {};
    const parts = [binary.left, binary.right, replacement as ColumnElement<unknown, unknown>].map((each) => this.process(each));
    return `REGEXP_REPLACE(${parts.join(", ")}${flags === undefined ? "" : `, ${this.stringLiteral(flags)}`})`;
  }

  // JSON and arrays

  override visitJsonItem(binary: BinaryExpression): string {
    if (binary.left.type.affinity === "array") return `${this.process(binary.left)}[${this.process(binary.right)}]`;
    return this.jsonAccess(binary, " -> ", " ->> ");
  }
  override visitJsonPath(binary: BinaryExpression): string {
    return this.jsonAccess(binary, " #> ", " #>> ");
  }
  /** As JSON, as text, or as another type: then its text is cast. */
  private jsonAccess(binary: BinaryExpression, asJson: string, asText: string): string {
    const form = binary.modifiers?.jsonForm;
    const before = this.#inOperator;
    const text = this.eager(this.plainBinary(binary, form === undefined || form === "json" ? asJson : asText), before);
    return form === undefined || form === "json" || form === "text" ? text : `CAST(${text} AS ${this.castTypeName(binary.type)})`;
  }
  visitArraySlice(slice: ArraySlice): string {
    const end = (element: ArraySlice["from"]): string => (element === null ? "" : this.process(element));
    return `${this.process(slice.array)}[${end(slice.from)}:${end(slice.to)}]`;
  }
  visitArrayConstructor(array: ArrayConstructor): string {
    if (array.elements.length > 0) return `ARRAY[${this.list(array.elements)}]`;
    if (array.itemType.affinity === "null")
      throw new CompileError("arrayOf([]) has no items that would tell its type: arrayOf([], t.text())");
    return `ARRAY[]::${this.typeName(array.type)}`;
  }

  override visitNextValue(next: NextValue): string {
    const { name, quote, schema } = next.sequence;
    const own = this.schemaOf({ schema, isLight: false } as TableClause);
    const text = this.identifiers.quote({ text: name, quote });
    return `nextval(${this.stringLiteral(own === null ? text : `${this.identifiers.quoteSchema(own)}.${text}`)})`;
  }

  // SELECT

  protected override distinctOn(elements: readonly ColumnElement<unknown, unknown>[]): string {
    return `DISTINCT ON (${this.list(elements)}) `;
  }
  protected override fromClause(select: AnySelect, froms: readonly FromClause[]): string {
    const hints = select.hints.filter((hint) => hint.dialect === null || hint.dialect === this.dialect.name);
    for (const { text } of hints) {
      if (text.toUpperCase() !== "ONLY")
        this.unsupported(
          `the hint ${JSON.stringify(text)}`,
          'The one that it knows is "ONLY": the rows of a table without those of its heirs',
        );
    }
    const before = this.#only;
    this.#only = new Set(hints.flatMap(({ on }) => (on === null ? [] : [on])));
    const text = super.fromClause(select, froms);
    this.#only = before;
    return text;
  }
  override visitTable(table: TableClause): string {
    return this.#only.has(table) ? `ONLY ${super.visitTable(table)}` : super.visitTable(table);
  }
  override visitAlias(alias: Alias): string {
    return this.#only.has(alias) ? `ONLY ${super.visitAlias(alias)}` : super.visitAlias(alias);
  }
  protected override limitClause(select: SelectBase): string {
    const limit = select.limitClause === null ? "" : ` \n LIMIT ${this.process(select.limitClause)}`;
    if (select.offsetClause === null) return limit;
    return `${limit === "" ? " \n LIMIT ALL" : limit} OFFSET ${this.process(select.offsetClause)}`;
  }
  /** The numbers stand in parentheses, as what is no literal must. */
  protected override fetchClause(select: SelectBase): string {
    const { fetchClause: fetch, offsetClause } = select;
    let text = offsetClause === null ? "" : `\n OFFSET (${this.process(offsetClause)}) ROWS`;
    if (fetch !== null)
      text += `\n FETCH FIRST (${this.process(fetch.rows)})${fetch.percent ? " PERCENT" : ""} ROWS ${fetch.withTies ? "WITH TIES" : "ONLY"}`;
    return text;
  }
  protected override forUpdateClause(select: SelectBase): string {
    const lock = select.forUpdate;
    if (lock === null) return "";
    let text = lock.read ? (lock.keyShare ? " FOR KEY SHARE" : " FOR SHARE") : lock.keyShare ? " FOR NO KEY UPDATE" : " FOR UPDATE";
    if (lock.of.length > 0) text += ` OF ${[...new Set(lock.of.map((each) => this.lockedName(each)))].join(", ")}`;
    return `${text}${lock.nowait ? " NOWAIT" : ""}${lock.skipLocked ? " SKIP LOCKED" : ""}`;
  }
  /** OF takes the names that FROM gives, without their schema. */
  private lockedName(locked: ClauseElement): string {
    const from = locked.kind === "column" ? (locked as AnyColumn).table : locked;
    if (from instanceof TableClause) return this.columnlessName(from);
    if (from instanceof AliasedFrom) return this.aliasName(from);
    return this.unsupported(`FOR UPDATE OF a ${locked.kind}`, "Name tables, aliases or columns of them");
  }
  private columnlessName(table: TableClause): string {
    return this.identifiers.quote({ text: table.tableName, quote: (table as { quote?: boolean | null }).quote ?? null });
  }

  // INSERT, UPDATE, DELETE

  override visitConflictClause(clause: ConflictClause, insert?: InsertStatement): string {
    return this.onConflict(clause, insert);
  }
  protected override updateFrom(_update: UpdateStatement, others: readonly FromClause[]): string {
    return ` FROM ${this.list(others)}`;
  }
  protected override deleteUsing(_statement: unknown, others: readonly FromClause[]): string {
    return ` USING ${this.list(others)}`;
  }
}
