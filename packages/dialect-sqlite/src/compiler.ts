/** Statements as SQLite writes them. */
import { CompileError } from "@cupel/core";
import {
  type BinaryExpression,
  type ConflictClause,
  type DmlStatement,
  type FromClause,
  type FunctionSpelling,
  type InsertStatement,
  operators,
  type SelectBase,
  SqlCompiler,
  type UpdateStatement,
} from "@cupel/core/internal";
import type { Extract } from "@cupel/core/internal";

/** Fields of EXTRACT, as strftime names them. */
const fields: Readonly<Record<string, string>> = { month: "%m", day: "%d", year: "%Y", second: "%S", hour: "%H", doy: "%j", minute: "%M", epoch: "%s", dow: "%w", week: "%W" };

const spellings: Readonly<Record<string, FunctionSpelling>> = {
  now: () => "CURRENT_TIMESTAMP",
  localtimestamp: () => "DATETIME(CURRENT_TIMESTAMP, 'localtime')",
  char_length: (_element, args) => `length(${args()})`,
  aggregate_strings: (_element, args) => `group_concat(${args()})`,
};

export class SqliteCompiler extends SqlCompiler {
  protected override get functionSpellings(): Readonly<Record<string, FunctionSpelling>> { return spellings; }

  /** `+ 0.0` turns a whole number into one that is divided with its fraction. */
  override visitTrueDivision(binary: BinaryExpression): string { return `${this.process(binary.left)} / (${this.process(binary.right)} + 0.0)`; }
  /** There is no XOR: what is in one of the two, without what is in both. */
  override visitBitwiseXor(binary: BinaryExpression): string {
    const left = this.process(binary.left);
    const right = this.process(binary.right);
    return `(${left} | ${right} - ${left} & ${right})`;
  }
  override visitIsDistinctFrom(binary: BinaryExpression): string { return this.plainBinary(binary, " IS NOT "); }
  override visitIsNotDistinctFrom(binary: BinaryExpression): string { return this.plainBinary(binary, " IS "); }
  override visitRegexpMatch(binary: BinaryExpression): string { return this.plainBinary(binary, binary.operator === operators.REGEXP_MATCH ? " REGEXP " : " NOT REGEXP "); }
  /** JSON_QUOTE keeps the value JSON: a string in quotes, not the text of it. */
  override visitJsonItem(binary: BinaryExpression): string {
    const text = `JSON_EXTRACT(${this.process(binary.left)}, ${this.process(binary.right)})`;
    return binary.type.affinity === "json" ? `JSON_QUOTE(${text})` : text;
  }
  override visitJsonPath(binary: BinaryExpression): string { return this.visitJsonItem(binary); }
  override visitExtract(extract: Extract): string {
    const format = fields[extract.field];
    if (format === undefined) throw new CompileError(`The sqlite dialect cannot extract "${extract.field}" from a date: it knows ${Object.keys(fields).join(", ")}`);
    return `CAST(STRFTIME('${format}', ${this.process(extract.element)}) AS INTEGER)`;
  }
  /** A list without values, that is none: SQLite takes a SELECT without rows. */
  protected override emptyList(members: number, _negated: boolean): string {
    const ones = new Array(Math.max(members, 1)).fill("1").join(", ");
    return `SELECT ${ones} FROM (SELECT ${ones}) WHERE 1!=1`;
  }
  protected override get tupleListPrefix(): string { return "VALUES "; }

  /** OFFSET stands behind a LIMIT always, and a LIMIT before an OFFSET. */
  protected override limitClause(select: SelectBase): string {
    return this.limitText(select.limitClause === null ? this.constantNumber(-1) : this.process(select.limitClause), select);
  }
  private limitText(limit: string, select: SelectBase): string {
    const offset = select.offsetClause === null ? this.constantNumber(0) : this.process(select.offsetClause);
    return `\n LIMIT ${limit} OFFSET ${offset}`;
  }
  /** FETCH FIRST is LIMIT here. */
  protected override fetchClause(select: SelectBase): string {
    const { fetchClause: fetch } = select;
    if (fetch === null) return "";
    if (fetch.percent) this.unsupported("FETCH … PERCENT");
    if (fetch.withTies) this.unsupported("FETCH … WITH TIES");
    return this.limitText(this.process(fetch.rows), select);
  }
  /** Members of a set operation take no parentheses. */
  protected override groupedMember(text: string): string { return `SELECT * FROM (${text})`; }
  protected override returningColumns(_statement: DmlStatement, write: () => string): string {
    this.includeTable = false;
    const text = write();
    this.includeTable = true;
    return text;
  }
  protected override updateFrom(_update: UpdateStatement, others: readonly FromClause[]): string { return ` FROM ${this.list(others)}`; }
  override visitConflictClause(clause: ConflictClause, insert?: InsertStatement): string { return this.onConflict(clause, insert); }
  /** Members of a set operation take no parentheses. */
  protected override groupedMember(text: string): string { return `SELECT * FROM (${text})`; }

  override visitConflictClause(clause: ConflictClause, insert?: InsertStatement): string {
    const text = this.onConflict(clause, insert);
    const select = insert?.source?.select;
    // Behind a SELECT that ends with FROM, ON would be read as that of a join (https://sqlite.org/lang_upsert.html, "Parsing Ambiguity").
    return select?.kind === "select" && endsWithFrom(select as AnySelect) ? `WHERE true ${text}` : text;
  }
  protected override updateFrom(_update: UpdateStatement, others: readonly FromClause[]): string { return ` FROM ${this.list(others)}`; }
  /** RETURNING takes the names of columns alone. */
  protected override returningColumns(_statement: DmlStatement, write: () => string): string {
    const before = this.includeTable;
    this.includeTable = false;
    const text = write();
    this.includeTable = before;
    return text;
  }
}

function endsWithFrom(select: AnySelect): boolean {
  return select.whereCriteria.length === 0 && select.groupByElements.length === 0 && select.havingCriteria.length === 0 && select.orderByElements.length === 0 && select.limitClause === null && select.offsetClause === null && select.fetchClause === null;
}
