/** What SQLite's CREATE does in its own way. */

import type {
  AnyTable,
  CheckConstraint,
  Condition,
  Constraint,
  DropView,
  ForeignKeyConstraint,
  Index,
  PrimaryKeyConstraint,
  SchemaColumn,
  UniqueConstraint,
} from "@cupel/core";
import { CompileError } from "@cupel/core";
import { DDLCompiler, type ViewOption } from "@cupel/core/internal";

type OnConflict = "ROLLBACK" | "ABORT" | "FAIL" | "IGNORE" | "REPLACE";

declare module "@cupel/core" {
  interface ColumnDialectOptions {
    /** SQLite: ON CONFLICT of the NOT NULL. */
    sqliteOnConflictNotNull?: OnConflict;
    /** SQLite: ON CONFLICT of the primary key that this column is. */
    sqliteOnConflictPrimaryKey?: OnConflict;
    /** SQLite: ON CONFLICT of the UNIQUE of this column. */
    sqliteOnConflictUnique?: OnConflict;
  }
  interface TableDialectOptions {
    /** SQLite: AUTOINCREMENT, so that no key is ever used again. */
    sqliteAutoincrement?: boolean;
    /** SQLite: false for WITHOUT ROWID. */
    sqliteWithRowid?: boolean;
    /** SQLite: STRICT. */
    sqliteStrict?: boolean;
  }
  interface ConstraintDialectOptions {
    /** SQLite: ON CONFLICT of the constraint. */
    sqliteOnConflict?: OnConflict;
  }
  interface IndexDialectOptions {
    /** SQLite: the rows to index, where it differs from `where`. */
    sqliteWhere?: Condition;
  }
}

const literal = /^\s*(?:'(?:[^']|'')*'|"(?:[^"]|"")*")\s*$/;

/** Whether the text is one parenthesis from its beginning to its end. */
function isParenthesised(text: string): boolean {
  const trimmed = text.trim();
  if (!trimmed.startsWith("(")) return false;
  let depth = 0;
  let quote = "";
  for (let position = 0; position < trimmed.length; position++) {
    const char = trimmed[position] as string;
    if (quote !== "") {
      if (char === quote) quote = "";
      continue;
    }
    if (char === "'" || char === '"') quote = char;
    else if (char === "(") depth++;
    else if (char === ")" && --depth === 0) return position === trimmed.length - 1;
  }
  return false;
}

export class SqliteDDLCompiler extends DDLCompiler {
  protected override get viewOptions(): readonly ViewOption[] {
    return ["ifNotExists", "temporary"];
  }
  override visitDropView(drop: DropView): string {
    if (drop.cascade)
      throw new CompileError(
        "SQLite does not support DROP VIEW … CASCADE: leave `cascade` out, views that read this one are not dropped with it",
      );
    return super.visitDropView(drop);
  }

  /** Whether the table counts its key with AUTOINCREMENT: then the key stands with its column. */
  private countsUp(table: AnyTable): boolean {
    const [only, ...more] = table.primaryKey as readonly SchemaColumn[];
    return (
      table.extra.sqliteAutoincrement === true &&
      only !== undefined &&
      more.length === 0 &&
      only.type.affinity === "integer" &&
      only.foreignKeys.size === 0
    );
  }

  protected override columnDefinition(column: SchemaColumn, _isFirstKey: boolean): string {
    const { table } = column;
    let text = `${this.columnName(column)} ${this.columnType(column)}`.trimEnd();
    const value = this.columnDefault(column);
    // An expression must stand in parentheses; a literal and a keyword need none.
    if (value !== null) text += ` DEFAULT ${literal.test(value) || isParenthesised(value) || !/\W/.test(value) ? value : `(${value})`}`;
    if (!column.nullable) text += ` NOT NULL${conflict(column.extra.sqliteOnConflictNotNull)}`;
    if (column.primaryKey) {
      if (column.autoIncrement === true && table.primaryKey.length !== 1)
        throw new CompileError("SQLite does not support autoIncrement for composite primary keys; leave it out, and give every value");
      if (this.countsUp(table)) text += ` PRIMARY KEY${conflict(column.extra.sqliteOnConflictPrimaryKey)} AUTOINCREMENT`;
    }
    if (column.computed !== null) text += ` ${this.computed(column.computed)}`;
    return text;
  }
  /** Only INTEGER makes a key the rowid, which counts up: another whole number type would leave the key without a value. */
  protected override columnType(column: SchemaColumn): string {
    if (
      column.primaryKey &&
      column.type.affinity === "integer" &&
      column.isAutoIncrementKey &&
      column.table.extra.sqliteWithRowid !== false
    )
      return "INTEGER";
    return super.columnType(column);
  }

  protected override afterTable(table: AnyTable): string {
    const options = [
      ...(table.extra.sqliteWithRowid === false ? ["WITHOUT ROWID"] : []),
      ...(table.extra.sqliteStrict === true ? ["STRICT"] : []),
    ];
    return options.length === 0 ? "" : `\n ${options.join(",\n ")}`;
  }

  override visitPrimaryKeyConstraint(constraint: PrimaryKeyConstraint): string {
    const { table } = constraint;
    if (table !== null && this.countsUp(table)) return "";
    return this.withConflict(super.visitPrimaryKeyConstraint(constraint), constraint, "sqliteOnConflictPrimaryKey");
  }
  override visitUniqueConstraint(constraint: UniqueConstraint): string {
    return this.withConflict(super.visitUniqueConstraint(constraint), constraint, "sqliteOnConflictUnique");
  }
  override visitCheckConstraint(constraint: CheckConstraint): string {
    return super.visitCheckConstraint(constraint) + conflict(constraint.extra.sqliteOnConflict);
  }
  private withConflict(text: string, constraint: Constraint, ofColumn: string): string {
    const [only, ...more] = constraint.columns;
    return text === "" ? "" : text + conflict(constraint.extra.sqliteOnConflict ?? (more.length === 0 ? only?.extra[ofColumn] : undefined));
  }

  /** A foreign key cannot leave its file: one into another schema is left out. The table referred to is always one of the same schema. */
  override visitForeignKeyConstraint(constraint: ForeignKeyConstraint): string {
    return constraint.referredTable.schema === constraint.table?.schema ? super.visitForeignKeyConstraint(constraint) : "";
  }
  protected override referencedTable(constraint: ForeignKeyConstraint): string {
    return this.quote(constraint.referredTable.tableName, constraint.referredTable.quote);
  }

  /** The schema stands before the name of the index, not before that of the table. */
  protected override indexName(index: Index, name: string): string {
    return this.droppedIndex(index, name);
  }
  protected override indexTable(index: Index): string {
    const table = this.tableOf(index);
    return this.quote(table.tableName, table.quote);
  }
  protected override indexWhere(index: Index): string {
    const where = (index.extra.sqliteWhere as Index["where"] | undefined) ?? index.where;
    return where === null ? "" : ` WHERE ${this.expression(where)}`;
  }
}

function conflict(resolution: unknown): string {
  return typeof resolution === "string" ? ` ON CONFLICT ${resolution}` : "";
}
