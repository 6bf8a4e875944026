/** Statements as MySQL writes them. */
import { CompileError } from "@cupel/core";
import {
  AliasedFrom,
  type AnyColumn,
  type AnySelect,
  type Assignment,
  type ChangeStatement,
  type ClauseElement,
  type ColumnElement,
  type ConflictClause,
  type Cte,
  type DeleteStatement,
  type DmlStatement,
  ExcludedTable,
  type FromClause,
  type InsertParts,
  type InsertStatement,
  type NamedColumn,
  type SelectBase,
  type TableClause,
  type TableSample,
  type UpdateStatement,
} from "@cupel/core/internal";
import { MysqlExpressionCompiler } from "./expression-compiler.js";
import { DuplicateKeyInsert } from "./insert.js";

/** The most rows that a table can have: LIMIT must say a number where there is an offset. */
const allRows = "18446744073709551615";

export class MysqlCompiler extends MysqlExpressionCompiler {
  /** Whether the UPDATE that is being written has several tables, so that SET says whose column it means. */
  #hasSeveralTables = false;

  // FROM

  protected override get hasTableHints(): boolean {
    return true;
  }
  protected override get innerJoinWord(): string {
    return " INNER JOIN ";
  }
  protected override get fullJoinWord(): string {
    return this.unsupported("FULL JOIN", "Use union() of a left join and what it leaves out");
  }
  override visitTableSample(_sample: TableSample): string {
    return this.unsupported("TABLESAMPLE", "Use where(func.random().lt(0.1))");
  }
  protected override distinctOn(_elements: readonly ColumnElement<unknown, unknown>[]): string {
    return this.unsupported("DISTINCT ON", "Number the rows of each group with row_number(), and take the first");
  }
  protected override get rowWord(): string {
    return "ROW";
  }
  protected override writeCte(cte: Cte<unknown, string>, nesting?: boolean): void {
    if (/^(insert|update|delete|upsert)$/.test(cte.element.kind))
      this.unsupported(`${cte.element.kind.toUpperCase()} in WITH`, "Send it as a statement of its own");
    super.writeCte(cte, nesting);
  }

  // SELECT

  protected override selectColumns(select: AnySelect, named: readonly NamedColumn[], asFrom: boolean, populate: boolean): string {
    if (named.length === 0) this.unsupported("SELECT without columns", "Select something: literal(1)");
    return super.selectColumns(select, named, asFrom, populate);
  }
  protected override limitClause(select: SelectBase): string {
    return this.limits(select.limitClause, select.offsetClause);
  }
  private limits(rows: ClauseElement | null, offset: ClauseElement | null): string {
    if (offset === null) return rows === null ? "" : `\n LIMIT ${this.process(rows)}`;
    return `\n LIMIT ${this.process(offset)}, ${rows === null ? allRows : this.process(rows)}`;
  }
  /** The schema of the connection is meant where none is written. */
  protected override translatedSchema(schema: string | null): string | null {
    return this.schemaTranslateMap?.[schema ?? ""] === null ? null : super.translatedSchema(schema);
  }
  /** There is no FETCH; without its extras it is LIMIT. */
  protected override fetchClause(select: SelectBase): string {
    const { fetchClause: fetch, offsetClause } = select;
    if (fetch?.withTies === true || fetch?.percent === true)
      this.unsupported("FETCH with WITH TIES or PERCENT", "Use limit(), or a window function such as rank()");
    return this.limits(fetch?.rows ?? null, offsetClause);
  }
  protected override forUpdateClause(select: SelectBase): string {
    const lock = select.forUpdate;
    if (lock === null) return "";
    const extras = `${this.lockedTables(lock)}${lock.nowait ? " NOWAIT" : ""}${lock.skipLocked ? " SKIP LOCKED" : ""}`;
    return (lock.read ? this.shareLock(extras) : " FOR UPDATE") + extras;
  }
  /** LOCK IN SHARE MODE, which every version knows, takes nothing behind it. */
  protected shareLock(extras: string): string {
    return extras === "" ? " LOCK IN SHARE MODE" : " FOR SHARE";
  }
  /** OF takes the names that FROM gives, without their schema. */
  protected lockedTables(lock: NonNullable<SelectBase["forUpdate"]>): string {
    if (lock.of.length === 0) return "";
    const names = lock.of.map((each) => {
      const from = ((each as ClauseElement).kind === "column" ? (each as unknown as AnyColumn).table : each) as unknown as FromClause;
      return from instanceof AliasedFrom ? this.aliasName(from) : this.quote((from as TableClause).tableName);
    });
    return ` OF ${[...new Set(names)].join(", ")}`;
  }

  // INSERT

  /** WITH stands behind INSERT INTO, before the SELECT that it belongs to. */
  protected override insertText(parts: InsertParts): string {
    const ctes = this.cteClause(this.stack.length);
    if (ctes !== "" && parts.insert.source === null)
      this.unsupported("WITH and INSERT … VALUES", "Use fromSelect(), whose SELECT can have it");
    return super.insertText({ ...parts, source: ctes + parts.source });
  }
  protected override emptyInsert(rows: number): string {
    return `() VALUES ${new Array<string>(Math.max(1, rows)).fill("()").join(", ")}`;
  }

  // ON DUPLICATE KEY UPDATE

  /** What the row that was to be inserted is called; null where VALUES(column) is all there is to name it by. */
  #inserted: string | null = null;
  /** Whether rows of VALUES can have a name. */
  protected get hasRowAlias(): boolean {
    return true;
  }
  override visitConflictClause(clause: ConflictClause, insert?: InsertStatement): string {
    if (insert === undefined || (insert.kind === "insert" && !(insert instanceof DuplicateKeyInsert) && !isUpsert(insert)))
      this.unsupported("ON CONFLICT", "Use upsert(), or insert() of @cupel/dialect-mysql with onDuplicateKeyUpdate()");
    const { table } = insert;
    const before = this.#inserted;
    this.#inserted = this.hasRowAlias && insert.source === null ? (table.tableName.toLowerCase() === "new" ? "new_1" : "new") : null;
    const alias = this.#inserted === null ? "" : `AS ${this.#inserted} `;
    const set =
      clause.assignments === null ? [this.unchanged(clause, table)] : clause.assignments.map((each) => this.assignment(table, each));
    this.#inserted = before;
    return `${alias}ON DUPLICATE KEY UPDATE ${set.join(", ")}`;
  }
  private assignment(table: TableClause, { key, value }: Assignment): string {
    const column = table.columns.find((each) => each.key === key);
    if (column === undefined) throw new CompileError(`ON DUPLICATE KEY UPDATE sets "${key}", which is no column of "${table.description}"`);
    return `${this.columnName(column)} = ${this.process(value.selfGroup())}`;
  }
  /** Nothing is done where a column is set to what it is. */
  private unchanged(clause: ConflictClause, table: TableClause): string {
    const column =
      clause.target.find((each): each is AnyColumn & typeof each => each.kind === "column") ?? table.primaryKey[0] ?? table.columns[0];
    if (column === undefined) return this.unsupported("doNothing() for a table without columns");
    const name = this.columnName(column as AnyColumn);
    return `${name} = ${this.tableName(table)}.${name}`;
  }
  override visitColumn(column: AnyColumn): string {
    if (!(column.table instanceof ExcludedTable)) return super.visitColumn(column);
    const name = this.quote(column.name);
    return this.#inserted === null ? `VALUES(${name})` : `${this.#inserted}.${name}`;
  }

  // UPDATE and DELETE

  /** Hints for indexes stand behind the table of an UPDATE. */
  protected override tableHint(statement: DmlStatement): string {
    const hints = statement.hints.filter((hint) => hint.dialect === null || hint.dialect === this.dialect.name);
    if (hints.length === 0) return "";
    if (statement.kind !== "update") this.unsupported(`hints behind the table of ${statement.kind.toUpperCase()}`, "Use prefixWith()");
    return ` ${hints.map((hint) => hint.text).join(" ")}`;
  }
  /** All tables stand before SET. */
  protected override updateTarget(update: UpdateStatement, others: readonly FromClause[]): string {
    this.#hasSeveralTables = others.length > 0;
    if (others.length > 0) this.refuseLimit(update);
    return this.list([update.table, ...others]);
  }
  protected override updateFrom(_update: UpdateStatement, _others: readonly FromClause[]): string {
    return "";
  }
  protected override setTarget(column: AnyColumn, update: UpdateStatement): string {
    const name = super.setTarget(column, update);
    return this.#hasSeveralTables ? `${this.tableName(update.table)}.${name}` : name;
  }
  protected override deleteUsing(statement: DeleteStatement, others: readonly FromClause[]): string {
    this.refuseLimit(statement);
    if (statement.columnElements.length > 0) this.unsupported("RETURNING of a DELETE of several tables", "Use a subquery in WHERE");
    return ` USING ${this.list([statement.table, ...others])}`;
  }
  protected override changeLimit(statement: ChangeStatement): string {
    const limit = this.limitOf(statement);
    if (limit === undefined) return "";
    if (typeof limit === "number" && Number.isSafeInteger(limit) && limit >= 0) return ` LIMIT ${limit}`;
    throw new CompileError(`${this.dialect.name}Limit takes a whole number of rows, not ${String(limit)}`);
  }
  private limitOf(statement: ChangeStatement): unknown {
    // Said of MySQL it holds for MariaDB as well: a limit that were passed over would let every row go.
    return statement.dialectOptions?.[`${this.dialect.name}Limit`] ?? statement.dialectOptions?.["mysqlLimit"];
  }
  private refuseLimit(statement: ChangeStatement): void {
    if (this.limitOf(statement) !== undefined)
      this.unsupported("LIMIT in an UPDATE or DELETE of several tables", "Use a subquery in WHERE");
  }
}

function isUpsert(insert: InsertStatement): boolean {
  return "conflictTarget" in insert;
}
