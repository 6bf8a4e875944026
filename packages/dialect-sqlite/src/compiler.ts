/** What SQLite says in its own way. */
import { CompileError } from "@cupel/core";
import { type BinaryExpression, BindParameter, type Extract, type FunctionSpelling, IdentifierPreparer, INTEGER, type SelectBase, SqlCompiler } from "@cupel/core/internal";

/** From https://sqlite.org/lang_keywords.html: the words that cannot be a name by themselves. */
const reserved: ReadonlySet<string> = new Set((
  "add after all alter analyze and as asc attach autoincrement before begin between by cascade case cast check collate column commit conflict constraint create cross " +
  "current_date current_time current_timestamp database default deferrable deferred delete desc detach distinct drop each else end escape except exclusive exists explain false fail " +
  "for foreign from full glob group having if ignore immediate in index indexed initially inner insert instead intersect into is isnull join key left like limit match natural " +
  "not notnull null of offset on or order outer plan pragma primary query raise references reindex rename replace restrict right rollback row select set table temp temporary then " +
  "to transaction trigger true union unique update using vacuum values view virtual when where").split(" "));

export class SqliteIdentifiers extends IdentifierPreparer {
  override get reservedWords(): ReadonlySet<string> { return reserved; }
}

/** The fields of EXTRACT in the terms of strftime. */
const fields: Readonly<Record<string, string>> = { month: "%m", day: "%d", year: "%Y", second: "%S", hour: "%H", doy: "%j", minute: "%M", epoch: "%s", dow: "%w", week: "%W" };

const functions: Readonly<Record<string, FunctionSpelling>> = {
  now: () => "CURRENT_TIMESTAMP",
  localtimestamp: () => "DATETIME(CURRENT_TIMESTAMP, 'localtime')",
  char_length: (_element, args) => `length(${args()})`,
  aggregate_strings: (_element, args) => `group_concat(${args()})`,
};

export class SqliteCompiler extends SqlCompiler {
  protected override get functionSpellings(): Readonly<Record<string, FunctionSpelling>> { return functions; }

  override visitTrueDivision(binary: BinaryExpression): string { return `${this.process(binary.left)} / (${this.process(binary.right)} + 0.0)`; }
  /** There is no such operator. `-` binds more tightly than `|` and `&`, hence the inner parentheses. */
  override visitBitwiseXor(binary: BinaryExpression): string {
    const left = this.process(binary.left);
    const right = this.process(binary.right);
    return `((${left} | ${right}) - (${left} & ${right}))`;
  }
  override visitIsDistinctFrom(binary: BinaryExpression): string { return this.plainBinary(binary, " IS NOT "); }
  override visitIsNotDistinctFrom(binary: BinaryExpression): string { return this.plainBinary(binary, " IS "); }

  /** REGEXP takes no flags; a function of the driver's does. */
  override visitRegexpMatch(binary: BinaryExpression): string {
    const flags = binary.modifiers?.flags;
    const isNegated = binary.operator.name === "notRegexpMatch";
    if (flags === undefined) return this.plainBinary(binary, isNegated ? " NOT REGEXP " : " REGEXP ");
    return `${isNegated ? "NOT " : ""}regexp_like(${this.process(binary.left)}, ${this.process(binary.right)}, ${this.stringLiteral(flags)})`;
  }

  override visitExtract(extract: Extract): string {
    const field = fields[extract.field.toLowerCase()];
    if (field === undefined) throw new CompileError(`SQLite cannot extract ${JSON.stringify(extract.field)} from a date: it knows ${Object.keys(fields).join(", ")}`);
    return `CAST(STRFTIME('${field}', ${this.process(extract.element)}) AS INTEGER)`;
  }

  override visitJsonItem(binary: BinaryExpression): string { return this.jsonExtract(binary); }
  override visitJsonPath(binary: BinaryExpression): string { return this.jsonExtract(binary); }
  /** The value as JSON text again, so that a text in JSON can be told from JSON; or the value itself, if a type is asked for. */
  private jsonExtract(binary: BinaryExpression): string {
    const text = `JSON_EXTRACT(${this.process(binary.left)}, ${this.process(binary.right)})`;
    return binary.type.affinity === "json" ? `JSON_QUOTE(${text})` : text;
  }

  protected override emptyList(members: number, _negated: boolean): string {
    const ones = new Array<string>(Math.max(1, members)).fill("1").join(", ");
    return `SELECT ${ones} FROM (SELECT ${ones}) WHERE 1!=1`;
  }
  protected override get tupleListPrefix(): string { return "VALUES "; }

  protected override limitClause(select: SelectBase): string {
    const limit = select.limitClause === null ? this.number(-1) : this.process(select.limitClause);
    return `\n LIMIT ${limit} OFFSET ${select.offsetClause === null ? this.number(0) : this.process(select.offsetClause)}`;
  }
  private number(value: number): string { return this.process(new BindParameter("param", value, INTEGER, true)); }
  /** A connection that writes has the whole file: there is nothing to lock. */
  protected override forUpdateClause(_select: SelectBase): string { return ""; }
  /** There is no FETCH; without its extras it is LIMIT. */
  protected override fetchClause(select: SelectBase): string {
    const { fetchClause: fetch, offsetClause } = select;
    if (fetch === null) return "";
    if (fetch.withTies || fetch.percent) throw new CompileError("SQLite has no FETCH … WITH TIES and no PERCENT: use limit(), or a window function such as rank()");
    return `\n LIMIT ${this.process(fetch.rows)} OFFSET ${offsetClause === null ? this.number(0) : this.process(offsetClause)}`;
  }
}
