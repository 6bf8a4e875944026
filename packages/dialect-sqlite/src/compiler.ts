/** What SQLite says in its own way. */
import { type ClauseElement, CompileError, type Label } from "@cupel/core";
import {
  type AnySelect,
  type BinaryExpression,
  type ConflictClause,
  type DmlStatement,
  type Extract,
  type FromClause,
  type FunctionSpelling,
  IdentifierPreparer,
  type InsertStatement,
  type KeyMembership,
  type Operator,
  operators,
  type SelectBase,
  SqlCompiler,
  type UpdateStatement,
} from "@cupel/core/internal";

/** From https://sqlite.org/lang_keywords.html: the words that cannot be a name by themselves. */
const reserved: ReadonlySet<string> = new Set(
  (
    "add after all alter analyze and as asc attach autoincrement before begin between by cascade case cast check collate column commit conflict constraint create cross " +
    "current_date current_time current_timestamp database default deferrable deferred delete desc detach distinct drop each else end escape except exclusive exists explain false fail " +
    "for foreign from full glob group having if ignore immediate in index indexed initially inner insert instead intersect into is isnull join key left like limit match natural " +
    "not nothing notnull null of offset on or order outer plan pragma primary query raise recursive references reindex rename replace restrict returning right rollback row select set table temp temporary then " +
    "to transaction trigger true union unique update using vacuum values view virtual when where"
  ).split(" "),
);

export class SqliteIdentifiers extends IdentifierPreparer {
  override get reservedWords(): ReadonlySet<string> {
    return reserved;
  }
}

/** The fields of EXTRACT in the terms of strftime. */
const fields: Readonly<Record<string, string>> = {
  month: "%m",
  day: "%d",
  year: "%Y",
  second: "%S",
  hour: "%H",
  doy: "%j",
  minute: "%M",
  epoch: "%s",
  dow: "%w",
  week: "%W",
};

const functions: Readonly<Record<string, FunctionSpelling>> = {
  now: () => "CURRENT_TIMESTAMP",
  localtimestamp: () => "DATETIME(CURRENT_TIMESTAMP, 'localtime')",
  char_length: (_element, args) => `length(${args()})`,
  aggregate_strings: (_element, args) => `group_concat(${args()})`,
};

const { ADD, SUB, MUL, DIV, FLOOR_DIV, MOD, BITWISE_AND, BITWISE_OR, BITWISE_XOR, BITWISE_LEFT_SHIFT, BITWISE_RIGHT_SHIFT } = operators;
const weakerThanConcat: ReadonlySet<Operator> = new Set([
  ADD,
  SUB,
  MUL,
  DIV,
  FLOOR_DIV,
  MOD,
  BITWISE_AND,
  BITWISE_OR,
  BITWISE_XOR,
  BITWISE_LEFT_SHIFT,
  BITWISE_RIGHT_SHIFT,
]);

export class SqliteCompiler extends SqlCompiler {
  protected override get functionSpellings(): Readonly<Record<string, FunctionSpelling>> {
    return functions;
  }

  override visitTrueDivision(binary: BinaryExpression): string {
    return `${this.process(binary.left)} / (${this.process(binary.right)} + 0.0)`;
  }
  /** `||` binds more tightly than `*` and `+`, which it does not in the standard and not in the table of operators. */
  override visitConcat(binary: BinaryExpression): string {
    return `${this.concatOperand(binary.left)} || ${this.concatOperand(binary.right)}`;
  }
  protected override concatOperand(element: ClauseElement): string {
    let inner = element;
    while (inner.kind === "label" || inner.kind === "typeCoerce") inner = (inner as Label<string, unknown, unknown>).element;
    const operator = inner.kind === "binary" ? (inner as BinaryExpression).operator : null;
    const isWeaker = operator !== null && (weakerThanConcat.has(operator) || operator.name === "custom");
    return isWeaker ? `(${this.process(element)})` : this.process(element);
  }
  /** There is no such operator. `-` binds more tightly than `|` and `&`, hence the inner parentheses. */
  override visitBitwiseXor(binary: BinaryExpression): string {
    const left = this.process(binary.left);
    const right = this.process(binary.right);
    return `((${left} | ${right}) - (${left} & ${right}))`;
  }
  override visitKeyMembership(membership: KeyMembership): string {
    return `${this.process(membership.element)} IN (SELECT value FROM json_each(${this.process(membership.keys)}))`;
  }
  override visitIsDistinctFrom(binary: BinaryExpression): string {
    return this.plainBinary(binary, " IS NOT ");
  }
  override visitIsNotDistinctFrom(binary: BinaryExpression): string {
    return this.plainBinary(binary, " IS ");
  }

  /** REGEXP takes no flags; a function of the driver's does. */
  override visitRegexpMatch(binary: BinaryExpression): string {
    const flags = binary.modifiers?.flags;
    const isNegated = binary.operator.name === "notRegexpMatch";
    if (flags === undefined) return this.plainBinary(binary, isNegated ? " NOT REGEXP " : " REGEXP ");
    return `${isNegated ? "NOT " : ""}regexp_like(${this.process(binary.left)}, ${this.process(binary.right)}, ${this.stringLiteral(flags)})`;
  }

  override visitExtract(extract: Extract): string {
    const field = fields[extract.field.toLowerCase()];
    if (field === undefined)
      throw new CompileError(
        `SQLite cannot extract ${JSON.stringify(extract.field)} from a date: it knows ${Object.keys(fields).join(", ")}`,
      );
    return `CAST(STRFTIME('${field}', ${this.process(extract.element)}) AS INTEGER)`;
  }

  override visitJsonItem(binary: BinaryExpression): string {
    return this.jsonExtract(binary);
  }
  override visitJsonPath(binary: BinaryExpression): string {
    return this.jsonExtract(binary);
  }
  /** The value as JSON text again, so that a text in JSON can be told from JSON; or the value itself, if a type is asked for. */
  private jsonExtract(binary: BinaryExpression): string {
    const text = `JSON_EXTRACT(${this.process(binary.left)}, ${this.process(binary.right)})`;
    return binary.type.affinity === "json" ? `JSON_QUOTE(${text})` : text;
  }

  protected override emptyList(members: number, _negated: boolean): string {
    const ones = new Array<string>(Math.max(1, members)).fill("1").join(", ");
    return `SELECT ${ones} FROM (SELECT ${ones}) WHERE 1!=1`;
  }
  protected override get tupleListPrefix(): string {
    return "VALUES ";
  }

  protected override limitClause(select: SelectBase): string {
    const limit = select.limitClause === null ? this.constantNumber(-1) : this.process(select.limitClause);
    return `\n LIMIT ${limit} OFFSET ${select.offsetClause === null ? this.constantNumber(0) : this.process(select.offsetClause)}`;
  }
  /** A connection that writes has the whole file: there is nothing to lock. */
  protected override forUpdateClause(_select: SelectBase): string {
    return "";
  }
  /** There is no FETCH; without its extras it is LIMIT. */
  protected override fetchClause(select: SelectBase): string {
    const { fetchClause: fetch, offsetClause } = select;
    if (fetch === null) return "";
    if (fetch.withTies || fetch.percent)
      throw new CompileError("SQLite has no FETCH … WITH TIES and no PERCENT: use limit(), or a window function such as rank()");
    return `\n LIMIT ${this.process(fetch.rows)} OFFSET ${offsetClause === null ? this.constantNumber(0) : this.process(offsetClause)}`;
  }
  /** Members of a set operation take no parentheses. */
  protected override groupedMember(text: string): string {
    return `SELECT * FROM (${text})`;
  }

  override visitConflictClause(clause: ConflictClause, insert?: InsertStatement): string {
    const text = this.onConflict(clause, insert);
    const select = insert?.source?.select;
    // Behind a SELECT that ends with FROM, ON would be read as that of a join (https://sqlite.org/lang_upsert.html, "Parsing Ambiguity").
    return select?.kind === "select" && endsWithFrom(select as AnySelect) ? `WHERE true ${text}` : text;
  }
  protected override updateFrom(_update: UpdateStatement, others: readonly FromClause[]): string {
    return ` FROM ${this.list(others)}`;
  }
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
  return (
    select.whereCriteria.length === 0 &&
    select.groupByElements.length === 0 &&
    select.havingCriteria.length === 0 &&
    select.orderByElements.length === 0 &&
    select.limitClause === null &&
    select.offsetClause === null &&
    select.fetchClause === null
  );
}
