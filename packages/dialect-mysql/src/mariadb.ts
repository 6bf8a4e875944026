/** What MariaDB says in another way than MySQL. */
import type { Index, SchemaColumn, TypeEngine } from "@cupel/core";
import type {
  BindParameter,
  ClauseElement,
  DeleteStatement,
  FunctionElement,
  NextValue,
  Over,
  SelectBase,
  UpdateStatement,
  Values,
  ViewOption,
  WithinGroup,
} from "@cupel/core/internal";
import { MysqlCompiler } from "./compiler.js";
import { MysqlDDLCompiler } from "./ddl.js";
import { MysqlTypeCompiler } from "./type-compiler.js";

export class MariadbCompiler extends MysqlCompiler {
  /** What stands before the OVER that is being written. */
  #windowed: ClauseElement | null = null;

  /** VALUES(column) names the row that was to be inserted. */
  protected override get hasRowAlias(): boolean {
    return false;
  }
  protected override get rowWord(): string {
    return "";
  }
  /** Flags stand at the beginning of the pattern: `(?i)`. */
  protected override regexpWithFlags(text: string, isNegated: boolean, pattern: string, flags: string): string {
    return `${text}${isNegated ? " NOT" : ""} REGEXP ${this.withFlags(pattern, flags)}`;
  }
  protected override regexpReplace(text: string, pattern: string, by: string, flags: string | undefined): string {
    return `REGEXP_REPLACE(${text}, ${flags === undefined ? pattern : this.withFlags(pattern, flags)}, ${by})`;
  }
  private withFlags(pattern: string, flags: string): string {
    return `CONCAT('(?', ${this.stringLiteral(flags)}, ')', ${pattern})`;
  }
  protected override shareLock(_extras: string): string {
    return " LOCK IN SHARE MODE";
  }
  /** There is no OF: the rows of all tables are locked. */
  protected override lockedTables(_lock: NonNullable<SelectBase["forUpdate"]>): string {
    return "";
  }
  protected override fetchClause(select: SelectBase): string {
    const { fetchClause: fetch, offsetClause } = select;
    if (fetch?.withTies !== true || fetch.percent) return super.fetchClause(select);
    const offset = offsetClause === null ? "" : `\n OFFSET ${this.process(offsetClause)} ROWS`;
    return `${offset}\n FETCH FIRST ${this.process(fetch.rows)} ROWS WITH TIES`;
  }
  /** JSON is text, and floating point has one size. */
  protected override castable(type: TypeEngine<unknown>): string | null {
    const { affinity } = type.dialectImpl(this.dialect);
    if (affinity === "json") return null;
    const name = super.castable(type);
    return affinity === "float" ? (name?.replace(/\(.*\)$/, "").replace("REAL", "DOUBLE") ?? null) : name;
  }
  /** Columns of a subquery have no list of names here; those of a CTE have. */
  override visitValues(values: Values<Readonly<Record<string, TypeEngine<unknown>>>, string>): string {
    if (values.isLateral) this.unsupported("LATERAL");
    const name = this.aliasName(values);
    const columns = values.columns.map((column) => this.quote(column.name)).join(", ");
    return `(WITH ${name}(${columns}) AS (${this.valuesRows(values)}) SELECT * FROM ${name}) AS ${name}`;
  }
  override visitUpdate(update: UpdateStatement): string {
    return this.withoutCtes(super.visitUpdate(update), "UPDATE");
  }
  override visitDelete(statement: DeleteStatement): string {
    return this.withoutCtes(super.visitDelete(statement), "DELETE");
  }
  private withoutCtes(text: string, word: string): string {
    return text.startsWith("WITH ") ? this.unsupported(`WITH before ${word}`, "Use a subquery") : text;
  }

  /** So many rows before or behind the current one is a literal. */
  protected override frameOffset(value: BindParameter): string {
    return this.inline(value);
  }
  override visitFunction(element: FunctionElement<unknown, unknown>): string {
    if (element.packages.length === 0 && /^(lag|lead)$/i.test(element.name) && element.arguments.length > 2)
      this.unsupported(`a third argument of ${element.name}()`, "Put coalesce() around it");
    return super.visitFunction(element);
  }
  /** Percentiles are window functions here; other functions of an ordered set do not exist. */
  override visitOver(over: Over): string {
    const before = this.#windowed;
    this.#windowed = over.element;
    const text = super.visitOver(over);
    this.#windowed = before;
    return text;
  }
  override visitWithinGroup(within: WithinGroup): string {
    const name = within.element.kind === "function" ? (within.element as FunctionElement<unknown, unknown>).name : "";
    if (!/^percentile_(cont|disc)$/i.test(name)) return super.visitWithinGroup(within);
    if (this.#windowed !== within)
      this.unsupported(`${name}() WITHIN GROUP without OVER`, "It is a window function here: add .over(), with { partitionBy } for groups");
    return `${this.inline(within.element)} WITHIN GROUP (ORDER BY ${this.list(within.orderBy)})`;
  }
  override visitNextValue(next: NextValue): string {
    return `nextval(${this.sequenceName(next.sequence)})`;
  }
}

export class MariadbDDLCompiler extends MysqlDDLCompiler {
  protected override get viewOptions(): readonly ViewOption[] {
    return ["orReplace", "ifNotExists"];
  }
  /** A computed column cannot be told NOT NULL. */
  protected override takesNotNull(column: SchemaColumn): boolean {
    return column.computed === null;
  }
  protected override expressionPart(index: Index, _text: string): string {
    return this.unsupported(`an expression in an index ("${String(index.name)}")`, "Index a computed column that has it");
  }
  protected override droppedCheck(name: string): string {
    return `CONSTRAINT ${name}`;
  }
  protected override refuseIfExists(_what: string): void {
    // MariaDB has it.
  }
}

export class MariadbTypeCompiler extends MysqlTypeCompiler {
  visitINET4(_type: TypeEngine<unknown>): string {
    return "INET4";
  }
  visitINET6(_type: TypeEngine<unknown>): string {
    return "INET6";
  }
}
