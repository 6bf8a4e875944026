/** INSERT, UPDATE and DELETE. */
import { CompileError, didYouMean, nameList } from "../errors.js";
import { BindParameter } from "../expression/bind.js";
import type { ConflictClause, ExcludedTable, Upsert } from "../expression/conflict.js";
import type { Cte } from "../expression/cte.js";
import type { Assignment, DmlStatement } from "../expression/dml-base.js";
import { columnOf } from "../expression/dml-base.js";
import type { ClauseElement, ColumnElement } from "../expression/element.js";
import type { AnyColumn, FromClause, TableClause } from "../expression/from.js";
import type { InsertStatement } from "../expression/insert.js";
import type { AnySelect } from "../expression/select.js";
import { nameColumns } from "../expression/select-columns.js";
import type { ChangeStatement, DeleteStatement, UpdateStatement } from "../expression/update.js";
import type { ColumnDefault } from "../schema/defaults.js";
import { nextValue } from "../schema/next-value.js";
import type { PrefetchColumn, PrimaryKeySource } from "./compiled.js";
import { SelectCompiler } from "./select-compiler.js";

type Any = ColumnElement<unknown, unknown>;
/** What a column of a schema says besides; one of a light table says nothing. */
interface Filled {
  readonly default?: ColumnDefault | null;
  readonly onUpdate?: ColumnDefault | null;
  readonly hasServerDefault?: boolean;
  readonly hasServerOnUpdate?: boolean;
  readonly isAutoIncrementKey?: boolean;
  readonly computed?: unknown;
}
/** A column of VALUES or SET: its text, and the slot of its value if it is a plain one. */
interface Written {
  readonly column: AnyColumn;
  readonly text: string;
  readonly slot: number | null;
  readonly isServerMade: boolean;
}

/** What an INSERT is made of. */
export interface InsertParts {
  readonly insert: InsertStatement;
  readonly target: string;
  /** The columns that have values; none for DEFAULT VALUES. */
  readonly columns: readonly AnyColumn[];
  /** VALUES, SELECT or DEFAULT VALUES. */
  readonly source: string;
  readonly hint: string;
  readonly prefixes: string;
  /** Writes RETURNING, with a blank before it. To be called once, where it stands in the text. */
  readonly returning: () => string;
}

export abstract class DmlCompiler extends SelectCompiler {
  #prefetch: PrefetchColumn[] = [];

  // INSERT

  visitInsert(insert: InsertStatement): string {
    const isOutermost = this.beginDml(insert, "insert");
    const { table } = insert;
    const target = this.tableName(table);
    let columns: readonly AnyColumn[];
    let source: string;
    let first: readonly Written[] = [];
    if (insert.source !== null) {
      const written = this.insertFromSelect(insert);
      columns = written.columns;
      source = written.text;
    } else {
      const rows = this.insertRows(insert);
      first = rows[0] as readonly Written[];
      columns = first.map((each) => each.column);
      source =
        columns.length === 0
          ? this.emptyInsert(rows.length)
          : `VALUES ${rows.map((row) => `(${row.map((each) => each.text).join(", ")})`).join(", ")}`;
    }
    const implicit = isOutermost ? this.implicitlyReturned(insert, first) : [];
    const text = this.insertText({
      insert,
      target,
      columns,
      source,
      hint: this.tableHint(insert),
      prefixes: this.affixes(insert.prefixes),
      returning: () => this.returning(insert, implicit, this.dialect.capabilities.insertReturning, isOutermost),
    });
    if (isOutermost) {
      this.insertPlan = {
        table,
        columns,
        prefetch: this.#prefetch,
        rows: insert.source !== null || columns.length === 0 ? 0 : (insert.rows?.length ?? 1),
        implicitReturning: implicit,
        primaryKey: table.primaryKey.map((column) => this.keySource(column, insert, first, implicit)),
        postfetch: table.columns.filter(
          (column) => (column as Filled).hasServerDefault === true && !columns.includes(column) && !implicit.includes(column),
        ),
      };
    }
    return this.endDml(text);
  }
  /** Hook: the parts of an INSERT put together. */
  protected insertText({ insert, target, columns, source, hint, prefixes, returning }: InsertParts): string {
    const list = columns.length > 0 || insert.source !== null ? ` ${this.columnList(columns)}` : "";
    const before = this.returningPrecedes ? returning() : "";
    const conflict = insert.conflict === null ? "" : ` ${this.visitConflictClause(insert.conflict, insert)}`;
    return `INSERT ${prefixes === "" ? "" : `${prefixes} `}INTO ${target}${hint}${list}${before} ${source}${conflict}${this.returningPrecedes ? "" : returning()}`;
  }
  protected columnList(columns: readonly AnyColumn[]): string {
    return `(${columns.map((column) => this.columnName(column)).join(", ")})`;
  }
  /** A column without its table. */
  protected columnName(column: AnyColumn): string {
    const { quote = null } = column as { quote?: boolean | null };
    return quote === null ? this.quote(column.name) : this.identifiers.quote({ text: column.name, quote });
  }
  protected emptyInsert(rows: number): string {
    const { defaultValues, emptyInsert } = this.dialect.capabilities;
    if (rows <= 1) {
      if (defaultValues) return "DEFAULT VALUES";
      if (emptyInsert) return "() VALUES ()";
    }
    return this.unsupported(rows > 1 ? "several rows without values in one INSERT" : "INSERT without values");
  }
  protected tableHint(_statement: DmlStatement): string {
    return "";
  }

  private insertRows(insert: InsertStatement): readonly (readonly Written[])[] {
    const { table, isMulti } = insert;
    if (isMulti && !this.dialect.capabilities.multiValues)
      this.unsupported("several rows in one INSERT", "Give them beside the statement: execute(insert(table), rows)");
    const rows = insert.rows ?? [[]];
    const given = this.givenColumns(table, insert.rows === null);
    const named = isMulti ? this.columnsOfAll(table, rows) : null;
    return rows.map((row, i) => {
      const consumed = new Set<string>();
      const written = this.insertRow(insert, row, given, isMulti ? i : null, named, consumed);
      this.checkConsumed(table, row, consumed);
      return written;
    });
  }
  /** The columns that any of the rows names, or that have a value of themselves: those of one INSERT are the same for all its rows. */
  private columnsOfAll(table: TableClause, rows: readonly (readonly Assignment[])[]): readonly AnyColumn[] {
    const keys = new Set(rows.flatMap((row) => row.map((each) => each.key)));
    return table.columns.filter((column) => keys.has(column.key) || ((column as Filled).default ?? null) !== null);
  }
  /** The columns whose values come with the execution. */
  private givenColumns(table: TableClause, hasNoValues: boolean): ReadonlySet<string> {
    const { columnKeys, everyColumn } = this.request;
    if (columnKeys !== undefined) return new Set(columnKeys);
    return new Set(everyColumn === true && hasNoValues ? table.columns.map((column) => column.key) : []);
  }
  private insertRow(
    insert: InsertStatement,
    row: readonly Assignment[],
    given: ReadonlySet<string>,
    index: number | null,
    only: readonly AnyColumn[] | null,
    consumed: Set<string>,
  ): readonly Written[] {
    const values = new Map(row.map((each) => [each.key, each.value]));
    const written: Written[] = [];
    for (const column of only ?? insert.table.columns) {
      const value = values.get(column.key);
      const isGiven = given.has(column.key);
      if (value !== undefined && !(isGiven && value instanceof BindParameter && value.unique)) {
        consumed.add(column.key);
        written.push(this.assignedValue(column, value, index === null ? column.key : `${column.key}_m${index}`));
      } else if (isGiven) {
        consumed.add(column.key);
        written.push(this.givenValue(column));
      } else {
        const filled = this.columnDefault(column, "default", index === null || index === 0 ? column.key : `${column.key}_m${index}`);
        if (filled !== null) written.push(filled);
        else if (only !== null) written.push(this.absentValue(insert, column, (index ?? 0) + 1));
      }
    }
    return written;
  }
  /** What stands in a row that leaves out a column which another row of the same INSERT names: what the database would put there. */
  private absentValue(insert: InsertStatement, column: AnyColumn, row: number): Written {
    if (this.takesDefault(insert)) return { column, text: "DEFAULT", slot: null, isServerMade: true };
    if ((column as Filled).hasServerDefault === true) {
      this.unsupported(
        `DEFAULT among the values of an INSERT, and row ${row} has none for "${column.key}"`,
        "Give every row a value for it, or give the rows beside the statement in groups: execute(insert(table), rows)",
      );
    }
    return { column, text: "NULL", slot: null, isServerMade: true };
  }
  /** Hook: whether DEFAULT may stand among the values of this INSERT. */
  protected takesDefault(_insert: InsertStatement): boolean {
    return this.dialect.capabilities.defaultMetavalue;
  }
  /** A value of the statement: a parameter called after its column, or an expression. */
  private assignedValue(column: AnyColumn, value: Any, name: string): Written {
    if (value instanceof BindParameter && value.unique && value.key === column.key) {
      if (this.literalBinds) return { column, text: this.process(value), slot: null, isServerMade: false };
      this.reserveName(name);
      const slot = this.slotFor(name, this.sourceOf(value), value.type, this.purposeOf(column));
      return { column, text: this.bindText(value.type, this.mark(slot)), slot: this.slots.length - 1, isServerMade: false };
    }
    const before = this.slots.length;
    const text = this.process(value.selfGroup());
    const isPlain = value instanceof BindParameter && this.slots.length === before + 1;
    return { column, text, slot: isPlain ? before : null, isServerMade: !isPlain };
  }
  private givenValue(column: AnyColumn): Written {
    this.reserveName(column.key);
    const slot = this.slotFor(
      column.key,
      { kind: "named", key: column.key, index: -1, required: true, constant: null },
      column.type,
      this.purposeOf(column),
    );
    return { column, text: this.bindText(column.type, this.mark(slot)), slot: this.slots.length - 1, isServerMade: false };
  }
  /** A value that the column has of itself, where the statement gives none. */
  private columnDefault(column: AnyColumn, on: "default" | "onUpdate", name: string): Written | null {
    const filled = (column as Filled)[on] ?? null;
    if (filled === null) return null;
    if (filled.kind === "expression") return { column, text: this.process(filled.value.selfGroup()), slot: null, isServerMade: true };
    if (filled.kind === "sequence")
      return this.dialect.capabilities.sequences
        ? { column, text: this.process(nextValue(filled.value)), slot: null, isServerMade: true }
        : null;
    this.reserveName(name);
    this.#prefetch.push({ column, key: name, on });
    const slot = this.slotFor(name, { kind: "column", key: name, column }, column.type, this.purposeOf(column));
    return { column, text: this.bindText(column.type, this.mark(slot)), slot: this.slots.length - 1, isServerMade: false };
  }
  private purposeOf(column: AnyColumn): string {
    return `${column.table?.description ?? ""}.${column.key}`;
  }
  private checkConsumed(table: TableClause, row: readonly Assignment[], consumed: ReadonlySet<string>): void {
    const unknown = row.filter((each) => !consumed.has(each.key)).map((each) => each.key);
    if (unknown.length === 0) return;
    const known = table.columns.map((column) => column.key);
    throw new CompileError(
      `Unconsumed column names: ${unknown.join(", ")}. "${table.description}" has no such columns.${didYouMean(unknown[0] as string, known)} It has ${nameList(known)}`,
    );
  }

  private insertFromSelect(insert: InsertStatement): { columns: readonly AnyColumn[]; text: string } {
    const { table } = insert;
    const { keys, select, includeDefaults } = insert.source as NonNullable<InsertStatement["source"]>;
    const columns = keys.map((key) => columnOf(table, key) ?? this.missingColumn(table, key));
    const filled = includeDefaults
      ? table.columns.filter((column) => !columns.includes(column) && ((column as Filled).default ?? null) !== null)
      : [];
    let source: ClauseElement = this.withoutEntities(select);
    if (filled.length > 0) {
      if (source.kind !== "select")
        throw new CompileError(
          `INSERT … SELECT cannot be extended by the columns that have a default (${filled.map((column) => column.key).join(", ")}): make the set operation a subquery first, or say { includeDefaults: false }`,
        );
      const added = filled.map((column): ClauseElement => {
        const given = (column as Filled).default as ColumnDefault;
        if (given.kind === "expression") return given.value;
        if (given.kind === "sequence") return nextValue(given.value);
        this.#prefetch.push({ column, key: column.key, on: "default" });
        return new BindParameter(column.key, null, column.type, false, false);
      });
      const original = source as AnySelect;
      source = original.with({ selected: [...original.selected, ...added] });
    }
    const before = this.wantsResult;
    this.wantsResult = false;
    this.isMember = true;
    const text = source.kind === "select" ? this.selectText(source as AnySelect, false, false) : this.process(source);
    this.wantsResult = before;
    this.isMember = false;
    return { columns: [...columns, ...filled], text };
  }
  private missingColumn(table: TableClause, key: string): never {
    throw new CompileError(`Unconsumed column names: ${key}. "${table.description}" has no such column`);
  }

  /** Columns that the execution asks for although the statement does not. */
  private implicitlyReturned(insert: InsertStatement, row: readonly Written[]): readonly AnyColumn[] {
    const { capabilities } = this.dialect;
    const { table, defaultsReturned } = insert;
    if (
      insert.returned.length > 0 ||
      insert.isInline ||
      insert.isMulti ||
      insert.source !== null ||
      table.isLight ||
      !capabilities.insertReturning
    )
      return [];
    if ((table as { implicitReturning?: boolean }).implicitReturning === false) return [];
    const serverMade = (column: AnyColumn): boolean => row.find((each) => each.column === column)?.isServerMade ?? true;
    const key = table.primaryKey.filter((column) => {
      if (!serverMade(column)) return false;
      // Where RETURNING is sent for other columns anyway, no driver tells the last id as well.
      return (
        capabilities.implicitReturning ||
        defaultsReturned !== null ||
        !(capabilities.lastInsertId && (column as Filled).isAutoIncrementKey === true && !row.some((each) => each.column === column))
      );
    });
    // A row that is there already has no new key, unless RETURNING tells that of the row as it is.
    if (insert.conflict !== null && !capabilities.implicitReturning) return [];
    if (defaultsReturned === null) return key;
    const wanted =
      defaultsReturned === "all"
        ? table.columns.filter((column) =>
            row.some((each) => each.column === column) ? serverMade(column) : (column as Filled).hasServerDefault === true,
          )
        : defaultsReturned;
    return [...key, ...wanted.filter((column) => !key.includes(column) && !(column as Filled).isAutoIncrementKey)];
  }
  private keySource(column: AnyColumn, insert: InsertStatement, row: readonly Written[], implicit: readonly AnyColumn[]): PrimaryKeySource {
    const index = implicit.indexOf(column);
    if (index >= 0) return { from: "returning", column, index };
    if (insert.isMulti || insert.source !== null) return { from: "unknown", column };
    const written = row.find((each) => each.column === column);
    if (written !== undefined && written.slot !== null) return { from: "slot", column, slot: written.slot };
    if (
      written === undefined &&
      (column as Filled).isAutoIncrementKey === true &&
      this.dialect.capabilities.lastInsertId &&
      insert.conflict === null
    )
      return { from: "lastInsertId", column };
    return { from: "unknown", column };
  }

  // ON CONFLICT

  visitUpsert(upsert: Upsert<unknown, readonly unknown[]>): string {
    if (upsert.conflict === null)
      throw new CompileError(
        "upsert() is not whole: say what happens to the row that is there, with set((excluded) => ({ … })) or doNothing()",
      );
    return this.visitInsert(upsert as unknown as InsertStatement);
  }
  visitExcluded(_table: ExcludedTable): string {
    return "excluded";
  }
  /** What an INSERT does with a row that is there. A dialect that has ON CONFLICT writes `onConflict`. */
  visitConflictClause(_clause: ConflictClause, _insert?: InsertStatement): string {
    return this.unsupported("ON CONFLICT", "Use upsert(), which each database writes in its way");
  }
  /** ON CONFLICT, as PostgreSQL and SQLite have it. */
  protected onConflict(clause: ConflictClause, insert: InsertStatement | undefined): string {
    // Core's own forms of INSERT ask for a target; what has none was made for a database that takes any key.
    if (clause.assignments !== null && clause.target.length === 0 && clause.constraint === null)
      this.unsupported("ON DUPLICATE KEY UPDATE", "Use upsert(), or onConflictDoUpdate() with the columns of the key");
    let text = "ON CONFLICT";
    if (clause.constraint !== null) text += ` ON CONSTRAINT ${this.quote(clause.constraint)}`;
    else if (clause.target.length > 0) {
      this.includeTable = false;
      text += ` (${this.list(clause.target)})`;
      if (clause.targetWhere !== null) text += ` WHERE ${this.process(clause.targetWhere)}`;
      this.includeTable = true;
    }
    if (clause.assignments === null) return `${text} DO NOTHING`;
    const table = insert?.table;
    const set = clause.assignments.map(({ key, value }) => {
      const column = table === undefined ? undefined : columnOf(table, key);
      if (column === undefined)
        throw new CompileError(`ON CONFLICT sets "${key}", which is no column of "${table?.description ?? "the table"}"`);
      return `${this.columnName(column)} = ${this.process(value.selfGroup())}`;
    });
    text += ` DO UPDATE SET ${set.join(", ")}`;
    return clause.where === null ? text : `${text} WHERE ${this.process(clause.where)}`;
  }

  // UPDATE and DELETE

  visitUpdate(update: UpdateStatement): string {
    const isOutermost = this.beginDml(update, "update");
    const { table } = update;
    const prefixes = this.affixes(update.prefixes);
    const others = this.otherFroms(update, update.assignments?.map((each) => each.value) ?? []);
    this.lint("UPDATE", [update.table, ...others], update.whereCriteria);
    const target = this.updateTarget(update, others);
    const set = this.setClause(update);
    const implicit = isOutermost ? this.changedByServer(update) : [];
    const returning = (): string => this.returning(update, implicit, this.dialect.capabilities.updateReturning, isOutermost);
    let text = `UPDATE ${prefixes === "" ? "" : `${prefixes} `}${target}${this.tableHint(update)} SET ${set}`;
    if (this.returningPrecedes) text += returning();
    if (others.length > 0) text += this.updateFrom(update, others);
    text += this.changeWhere(update) + this.changeLimit(update);
    if (!this.returningPrecedes) text += returning();
    if (isOutermost)
      this.changePlan = {
        table,
        prefetch: this.#prefetch,
        postfetch: implicit.length > 0 ? [] : table.columns.filter((column) => (column as Filled).hasServerOnUpdate === true),
      };
    return this.endDml(text);
  }
  private setClause(update: UpdateStatement): string {
    const { table } = update;
    const values = new Map((update.assignments ?? []).map((each) => [each.key, each.value]));
    const given = this.givenColumns(table, update.assignments === null);
    const columns = update.isOrdered ? [...values.keys()].map((key) => columnOf(table, key) ?? this.missingColumn(table, key)) : [];
    for (const column of table.columns) if (!columns.includes(column)) columns.push(column);
    const written: Written[] = [];
    for (const column of columns) {
      const value = values.get(column.key);
      if (value !== undefined && !(given.has(column.key) && value instanceof BindParameter && value.unique))
        written.push(this.assignedValue(column, value, column.key));
      else if (given.has(column.key)) written.push(this.givenValue(column));
    }
    this.checkConsumed(table, update.assignments ?? [], new Set(columns.map((column) => column.key)));
    if (written.length === 0) throw new CompileError(`UPDATE of "${table.description}" sets nothing: give values with set({ … })`);
    for (const column of table.columns) {
      if (written.some((each) => each.column === column)) continue;
      const filled = this.columnDefault(column, "onUpdate", column.key);
      if (filled !== null) written.push(filled);
    }
    if (!update.isOrdered) written.sort((a, b) => table.columns.indexOf(a.column) - table.columns.indexOf(b.column));
    return written.map((each) => `${this.setTarget(each.column, update)}=${each.text}`).join(", ");
  }
  protected setTarget(column: AnyColumn, _update: UpdateStatement): string {
    return this.columnName(column);
  }
  protected updateTarget(update: UpdateStatement, _others: readonly FromClause[]): string {
    return this.tableName(update.table);
  }
  protected updateFrom(_update: UpdateStatement, _others: readonly FromClause[]): string {
    return this.unsupported("other tables in UPDATE", "Use a subquery in WHERE and SET");
  }
  protected changeLimit(_statement: ChangeStatement): string {
    return "";
  }
  private changedByServer(update: UpdateStatement): readonly AnyColumn[] {
    const { defaultsReturned, table } = update;
    if (defaultsReturned === null || update.returned.length > 0 || !this.dialect.capabilities.updateReturning) return [];
    return defaultsReturned === "all"
      ? table.columns.filter(
          (column) => (column as Filled).hasServerOnUpdate === true || (column as Filled).onUpdate?.kind === "expression",
        )
      : defaultsReturned;
  }

  visitDelete(statement: DeleteStatement): string {
    const isOutermost = this.beginDml(statement, "delete");
    const prefixes = this.affixes(statement.prefixes);
    const others = this.otherFroms(statement, []);
    this.lint("DELETE", [statement.table, ...others], statement.whereCriteria);
    let text = `DELETE ${prefixes === "" ? "" : `${prefixes} `}FROM ${this.deleteTarget(statement, others)}${this.tableHint(statement)}`;
    const returning = (): string => this.returning(statement, [], this.dialect.capabilities.deleteReturning, isOutermost);
    if (this.returningPrecedes) text += returning();
    if (others.length > 0) text += this.deleteUsing(statement, others);
    text += this.changeWhere(statement) + this.changeLimit(statement);
    if (!this.returningPrecedes) text += returning();
    if (isOutermost) this.changePlan = { table: statement.table, prefetch: [], postfetch: [] };
    return this.endDml(text);
  }
  protected deleteTarget(statement: DeleteStatement, _others: readonly FromClause[]): string {
    return this.tableName(statement.table);
  }
  protected deleteUsing(_statement: DeleteStatement, _others: readonly FromClause[]): string {
    return this.unsupported("other tables in DELETE", "Use a subquery in WHERE");
  }

  private changeWhere(statement: ChangeStatement): string {
    const where = this.conditions(statement.whereCriteria);
    return where === "" ? "" : ` WHERE ${where}`;
  }
  /** Tables that the statement speaks of beside its own. */
  private otherFroms(statement: ChangeStatement, values: readonly ClauseElement[]): readonly FromClause[] {
    const all: FromClause[] = [...statement.otherSources];
    for (const criterion of statement.whereCriteria) criterion.collectFroms(all);
    for (const value of values) value.collectFroms(all);
    const hidden = new Set<FromClause>([statement.table]);
    for (const from of all) from.collectHidden(hidden);
    return [...new Set(all)].filter((from) => !hidden.has(from));
  }

  // Common

  private beginDml(statement: DmlStatement, kind: "insert" | "update" | "delete"): boolean {
    const isOutermost = this.stack.length === 0 && this.wantsResult;
    const froms = new Set<FromClause>([statement.table]);
    const others = (statement as DmlStatement & { otherSources?: readonly FromClause[] }).otherSources ?? [];
    for (const from of others) froms.add(from);
    this.stack.push({ correlateFroms: froms, asFromFroms: froms, labels: null });
    if (isOutermost) this.statementKind = kind;
    for (const { cte } of statement.independentCtes) this.writeCte(cte as unknown as Cte<unknown, string>);
    return isOutermost;
  }
  private endDml(text: string): string {
    const whole = this.cteClause(this.stack.length) + text;
    this.stack.pop();
    return whole;
  }
  /** The word for RETURNING, and whether it stands before VALUES, FROM and WHERE instead of at the end. */
  protected get returningWord(): string {
    return "RETURNING";
  }
  protected get returningPrecedes(): boolean {
    return false;
  }
  private returning(statement: DmlStatement, implicit: readonly AnyColumn[], isSupported: boolean, isOutermost: boolean): string {
    const elements = [...statement.columnElements, ...implicit];
    if (elements.length === 0) return "";
    if (!isSupported) this.unsupported("RETURNING", "Read the rows before or after");
    const keys = isOutermost ? new Set<string>() : null;
    const named = nameColumns(elements, "disambiguateOnly", true);
    const columns = this.returningColumns(statement, () => named.map((column) => this.selectColumn(column, false, keys)).join(", "));
    if (isOutermost) this.returnsRows = true;
    return ` ${this.returningWord} ${columns}`;
  }
  /** The columns of RETURNING, where a dialect wants them without their table. */
  protected returningColumns(_statement: DmlStatement, write: () => string): string {
    return write();
  }
}
