/** Statements in T-SQL: TOP and OFFSET, OUTPUT, APPLY, MERGE. */

import type { TypeEngine } from "@cupel/core";
import { CompileError } from "@cupel/core";
import {
  type AnySelect,
  BindParameter,
  type BooleanConstant,
  type ClauseElement,
  type Column,
  type CompoundSelect,
  type Cte,
  type DeleteStatement,
  type DmlStatement,
  type FromClause,
  type InsertParts,
  type InsertStatement,
  type Join,
  type NamedColumn,
  type ParameterStyle,
  type SelectBase,
  type TableClause,
  type TableSample,
  type UpdateStatement,
  type Values,
} from "@cupel/core/internal";
import { MssqlExpressionCompiler } from "./expression-compiler.js";

/** The most rows that VALUES may have. */
const MOST_ROWS = 1000;

export class MssqlCompiler extends MssqlExpressionCompiler {
  override get parameterStyle(): ParameterStyle {
    return "at";
  }
  /** What OUTPUT calls the row of the statement's table. */
  #output: { readonly table: TableClause; readonly as: string } | null = null;

  /** The table that the statement's rows are put into: `SELECT … INTO …`. */
  into: string | null = null;

  // SELECT

  protected override selectColumns(select: AnySelect, named: readonly NamedColumn[], asFrom: boolean, populate: boolean): string {
    if (named.length === 0) this.unsupported("SELECT without columns", "Select something: literal(1)");
    const text = super.selectColumns(select, named, asFrom, populate);
    return this.into !== null && populate ? `${text} \nINTO ${this.into}` : text;
  }
  protected override beforeColumns(select: AnySelect): string {
    const text = super.beforeColumns(select);
    const rows = topOf(select);
    if (rows === null) return text;
    const { fetchClause: fetch } = select;
    return `${text}TOP ${this.inline(rows)} ${fetch?.percent === true ? "PERCENT " : ""}${fetch?.withTies === true ? "WITH TIES " : ""}`;
  }
  protected override rowLimits(select: SelectBase): string {
    const { limitClause, offsetClause, fetchClause: fetch } = select;
    if (topOf(select) !== null || (limitClause === null && offsetClause === null && fetch === null)) return "";
    if (select.orderByElements.length === 0)
      throw new CompileError(
        "SQL Server needs orderBy() where there is an offset(), or a limit() that is no plain number: OFFSET … FETCH is part of ORDER BY",
      );
    if (fetch !== null && (fetch.percent || fetch.withTies))
      this.unsupported("PERCENT and WITH TIES behind an offset or of an expression", "TOP has them: give a plain number, and no offset()");
    let text = `\n OFFSET ${offsetClause === null ? "0" : this.process(offsetClause)} ROWS`;
    const rows = fetch?.rows ?? limitClause;
    if (rows !== null) text += `\n FETCH FIRST ${this.process(rows)} ROWS ONLY`;
    return text;
  }
  /** The order of a part of a statement means nothing unless it limits the rows, and is refused. */
  protected override orderByClause(select: SelectBase): string {
    const isWhole = this.stack.length <= 1;
    return isWhole || select.limitClause !== null || select.offsetClause !== null || select.fetchClause !== null
      ? super.orderByClause(select)
      : "";
  }
  protected override setOperatorWord(compound: CompoundSelect): string {
    const word = super.setOperatorWord(compound);
    if (/^(EXCEPT|INTERSECT) ALL$/.test(word)) this.unsupported(word, "Number equal rows with row_number(), and compare the numbers too");
    return word;
  }
  /** No member of a set operation has an order of its own: a subquery may. */
  protected override compoundMember(select: SelectBase, asFrom: boolean): string {
    const text = super.compoundMember(select, asFrom);
    const isOrdered =
      select.orderByElements.length > 0 && (select.limitClause !== null || select.offsetClause !== null || select.fetchClause !== null);
    return isOrdered ? `SELECT * FROM ${text} AS ${this.quote(this.anonymousName(select, "anon"))}` : text;
  }

  // FROM

  protected override get hasTableHints(): boolean {
    return true;
  }
  protected override get lateralWord(): string {
    return "";
  }
  protected override fromClause(_select: AnySelect, froms: readonly FromClause[]): string {
    return this.fromList(froms);
  }
  private fromList(froms: readonly FromClause[]): string {
    let text = "";
    for (const from of froms) text += `${text === "" ? "" : isLateral(from) ? " CROSS APPLY " : ", "}${this.process(from)}`;
    return text;
  }
  /** LATERAL is called APPLY here, and takes no condition. */
  override visitJoin(join: Join): string {
    if (!isLateral(join.right)) return super.visitJoin(join);
    if (join.joinKind === "full") this.unsupported("FULL JOIN with a lateral subquery");
    if (!isAlwaysTrue(join.on))
      this.unsupported(
        "a condition on the join with a lateral subquery",
        "Put the condition into the subquery's where(), and join on trueValue()",
      );
    return `${this.process(join.left)} ${join.joinKind === "left" ? "OUTER" : "CROSS"} APPLY ${this.process(join.right)}`;
  }
  override visitTableSample(sample: TableSample): string {
    const { element, sampling, seed } = sample;
    const call = sampling as { readonly name?: string; readonly arguments?: readonly ClauseElement[] };
    const [rows, ...others] = sampling.kind === "function" ? (call.arguments ?? []) : [sampling];
    if (rows === undefined || others.length > 0 || (sampling.kind === "function" && call.name?.toLowerCase() !== "system"))
      this.unsupported(`TABLESAMPLE by ${call.name ?? "this"}()`, "It samples by SYSTEM alone");
    const text = `${this.withAlias(this.process(element), sample)} TABLESAMPLE SYSTEM (${this.inline(rows)} PERCENT)`;
    return seed === null ? text : `${text} REPEATABLE (${this.inline(seed)})`;
  }
  /** VALUES are a table only in FROM. */
  protected override cteValues(values: Values<Readonly<Record<string, TypeEngine<unknown>>>, string>): string {
    return `SELECT * FROM (${this.valuesRows(values)})${this.valuesAlias(values)}`;
  }
  /** There is one WITH, before the whole statement, and no RECURSIVE. */
  protected override ctePreamble(_isRecursive: boolean): string {
    return "WITH";
  }
  protected override writeCte(cte: Cte<unknown, string>, nesting?: boolean): void {
    if (nesting ?? cte.isNesting)
      this.unsupported("WITH inside of a part of a statement", "Leave out `nesting`: the CTE then stands before the whole");
    if (/^(insert|update|delete|upsert)$/.test(cte.element.kind))
      this.unsupported(`${cte.element.kind.toUpperCase()} in WITH`, "Send it as a statement of its own");
    super.writeCte(cte, nesting);
  }

  // INSERT, UPDATE, DELETE

  protected override tableHint(statement: DmlStatement): string {
    return statement.hints
      .filter((hint) => hint.dialect === null || hint.dialect === this.dialect.name)
      .map((hint) => ` ${hint.text}`)
      .join("");
  }
  protected override updateFrom(update: UpdateStatement, others: readonly FromClause[]): string {
    return ` FROM ${this.fromList([update.table, ...others])}`;
  }
  protected override deleteUsing(statement: DeleteStatement, others: readonly FromClause[]): string {
    return ` FROM ${this.fromList([statement.table, ...others])}`;
  }

  protected override get returningWord(): string {
    return "OUTPUT";
  }
  protected override get returningPrecedes(): boolean {
    return true;
  }
  protected override returningColumns(statement: DmlStatement, write: () => string): string {
    const before = this.#output;
    this.#output = { table: statement.table, as: statement.kind === "delete" ? "deleted" : "inserted" };
    const text = write();
    this.#output = before;
    return text;
  }
  protected override columnPrefix(column: Column<string, unknown, unknown>): string | null {
    return this.#output !== null && column.table === this.#output.table ? this.#output.as : super.columnPrefix(column);
  }

  /** The rows of a MERGE are a table, in which no DEFAULT may stand. */
  protected override takesDefault(insert: InsertStatement): boolean {
    return insert.conflict === null && super.takesDefault(insert);
  }
  /** An upsert is a MERGE with the rows as its source. HOLDLOCK keeps two of them from inserting the same row at once. */
  protected override insertText(parts: InsertParts): string {
    const { insert, target, columns, source } = parts;
    const { conflict } = insert;
    if ((insert.rows?.length ?? 0) > MOST_ROWS)
      this.unsupported(`more than ${MOST_ROWS} rows in one INSERT`, "Give them beside the statement: execute(insert(table), rows)");
    if (conflict === null) return super.insertText(parts);
    if (conflict.constraint !== null || conflict.targetWhere !== null)
      this.unsupported("a conflict by the name of a constraint or the condition of an index", "Name the columns of the key");
    if (conflict.target.length === 0) this.unsupported("a conflict of any kind", "Name the columns of the key: onConflict(users.c.email)");
    if (columns.length === 0) this.unsupported("an upsert without values");
    const names = columns.map((column) => this.columnName(column));
    const on = conflict.target.map((each) => {
      const name = this.columnName(each as unknown as Column<string, unknown, never>);
      if (each.kind !== "column" || !names.includes(name))
        throw new CompileError(
          `upsert() into "${insert.table.description}": the row is known by ${each.kind === "column" ? `"${name}", for which there is no value` : "an expression, which MERGE has no name for"}`,
        );
      return `${this.process(each)} = excluded.${name}`;
    });
    const list = names.join(", ");
    let text = `MERGE ${parts.prefixes === "" ? "" : `${parts.prefixes} `}INTO ${target}${parts.hint === "" ? " WITH (HOLDLOCK)" : parts.hint} USING (${source}) AS excluded (${list}) ON ${on.join(" AND ")}`;
    if (conflict.assignments !== null) {
      const set = conflict.assignments.map(
        ({ key, value }) => `${this.quote(this.assignedName(insert.table, key))} = ${this.process(value.selfGroup())}`,
      );
      text += ` WHEN MATCHED${conflict.where === null ? "" : ` AND ${this.condition(conflict.where)}`} THEN UPDATE SET ${set.join(", ")}`;
    }
    return `${text} WHEN NOT MATCHED THEN INSERT (${list}) VALUES (${names.map((name) => `excluded.${name}`).join(", ")})${parts.returning()};`;
  }
  private assignedName(table: TableClause, key: string): string {
    const column = table.columns.find((each) => each.key === key);
    if (column === undefined) throw new CompileError(`upsert() sets "${key}", which is no column of "${table.description}"`);
    return column.name;
  }
}

/** The number of rows that TOP takes: a plain number, and no offset. FETCH is TOP where it has PERCENT or WITH TIES. */
function topOf(select: SelectBase): BindParameter | null {
  if (select.kind !== "select" || select.offsetClause !== null) return null;
  const { limitClause, fetchClause: fetch } = select;
  const rows = fetch === null ? limitClause : fetch.percent || fetch.withTies ? fetch.rows : null;
  return rows instanceof BindParameter && rows.unique && !rows.required ? rows : null;
}
function isLateral(from: FromClause): boolean {
  return (from as { readonly isLateral?: boolean }).isLateral === true;
}
function isAlwaysTrue(condition: ClauseElement): boolean {
  const inner =
    condition.kind === "asBoolean" || condition.kind === "grouping"
      ? (condition as unknown as { readonly element: ClauseElement }).element
      : condition;
  return (
    inner.kind === "booleanConstant" &&
    (inner as unknown as BooleanConstant).value &&
    (condition as { readonly isTrue?: boolean }).isTrue !== false
  );
}
