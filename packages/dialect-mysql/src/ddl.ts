/** CREATE, ALTER and DROP as MySQL writes them: AUTO_INCREMENT, comments within, indexes of a part of a text, DROP by what a constraint is. */
import "./ddl-options.js";
import {
  type AnyTable,
  CompileError,
  type Constraint,
  type CreateIndex,
  type CreateSequence,
  type DropColumnComment,
  type DropConstraint,
  type DropIndex,
  type DropSchema,
  type DropSequence,
  type DropTableComment,
  type DropView,
  type ForeignKeyConstraint,
  type Index,
  type PrimaryKeyConstraint,
  type SchemaColumn,
  type SetColumnComment,
  type SetTableComment,
  type UniqueConstraint,
} from "@cupel/core";
import { type ClauseElement, DDLCompiler, DecoratedType, type Modifier, operators as op, type ViewOption } from "@cupel/core/internal";
import { checkedWord } from "./identifiers.js";
import { tableOptions } from "./table-options.js";

export class MysqlDDLCompiler extends DDLCompiler {
  protected unsupported(what: string, remedy: string): never {
    throw new CompileError(`The ${this.dialect.name} dialect does not support ${what}. ${remedy}`);
  }
  /** An option by the second part of its name: `Length` is `mysqlLength`. What is said of MySQL holds for MariaDB, unless that has its own. */
  protected option(extra: Readonly<Record<string, unknown>>, name: string): unknown {
    return extra[`${this.dialect.name}${name}`] ?? extra[`mysql${name}`];
  }
  protected override effectiveSchema(schema: string | null): string | null {
    const map = this.schemaTranslateMap;
    // The schema of the connection is meant where none is written.
    if (map !== null && schema !== null && map[schema] === null) return null;
    return super.effectiveSchema(schema);
  }

  // Tables

  protected override columnDefinition(column: SchemaColumn, _isFirstKey: boolean): string {
    return this.definition(column, column.comment);
  }
  private definition(column: SchemaColumn, comment: string | null): string {
    let text = `${this.columnName(column)} ${this.columnType(column)}`;
    if (column.computed !== null) text += ` ${this.computed(column.computed)}`;
    if (!column.nullable) text += this.takesNotNull(column) ? " NOT NULL" : "";
    // Without NULL, TIMESTAMP is NOT NULL by itself, and filled.
    else if (this.isTimestamp(column)) text += " NULL";
    if (comment !== null) text += ` COMMENT ${this.literalString(comment)}`;
    if (this.countsUp(column)) return `${text} AUTO_INCREMENT`;
    const value = this.columnDefault(column);
    return value === null ? text : `${text} DEFAULT ${needsParentheses(value) ? `(${value})` : value}`;
  }
  protected takesNotNull(_column: SchemaColumn): boolean {
    return true;
  }
  private isTimestamp(column: SchemaColumn): boolean {
    let type = column.type.dialectImpl(this.dialect);
    while (type instanceof DecoratedType) type = type.wrapped(this.dialect).dialectImpl(this.dialect);
    return type.kind === "TIMESTAMP";
  }
  private countsUp(column: SchemaColumn): boolean {
    if (column.isAutoIncrementKey || column.identity !== null) return column.serverDefault === null;
    // A key that a sequence counts elsewhere is counted by the table where there are no sequences.
    const isOnlyKey = column.primaryKey && column.table.primaryKey.length === 1 && column.type.affinity === "integer";
    return isOnlyKey && column.default?.kind === "sequence" && !this.dialect.capabilities.sequences;
  }
  protected override afterTable(table: AnyTable): string {
    return tableOptions(table, ["mysql", this.dialect.name], (text) => this.literalString(text));
  }

  // Views

  protected override get viewOptions(): readonly ViewOption[] {
    return ["orReplace"];
  }
  /** CASCADE is a word that is read and means nothing. */
  override visitDropView(drop: DropView): string {
    if (drop.cascade) this.unsupported("DROP VIEW … CASCADE", "Leave `cascade` out: views that read this one are not dropped with it");
    return super.visitDropView(drop);
  }

  // Constraints

  override visitPrimaryKeyConstraint(constraint: PrimaryKeyConstraint): string {
    const text = super.visitPrimaryKeyConstraint(constraint);
    return text === "" ? "" : text + this.using(constraint);
  }
  override visitUniqueConstraint(constraint: UniqueConstraint): string {
    const text = super.visitUniqueConstraint(constraint);
    return text === "" ? "" : text + this.using(constraint);
  }
  private using(item: Constraint | Index): string {
    const using = this.option(item.extra, "Using");
    return typeof using === "string" ? ` USING ${checkedWord(using, "the kind of an index")}` : "";
  }
  override visitForeignKeyConstraint(constraint: ForeignKeyConstraint): string {
    if (constraint.match !== null)
      this.unsupported(
        `MATCH ${constraint.match} of a foreign key`,
        "It would make the database ignore ON UPDATE and ON DELETE: leave `match` out",
      );
    return super.visitForeignKeyConstraint(constraint);
  }
  protected override deferrability(constraint: Constraint): string {
    if (constraint.deferrable === true || /DEFERRED/i.test(constraint.initially ?? ""))
      this.unsupported(
        "constraints that are checked later (DEFERRABLE, INITIALLY)",
        "Leave `deferrable` and `initially` out for this database",
      );
    return "";
  }
  override visitDropConstraint(drop: DropConstraint): string {
    const { constraint } = drop;
    const table = `ALTER TABLE ${this.tableName(this.tableOf(constraint))} DROP`;
    const ifExists = drop.ifExists ? "IF EXISTS " : "";
    if (drop.ifExists) this.refuseIfExists("DROP CONSTRAINT");
    if (constraint.kind === "primaryKey") return `${table} PRIMARY KEY`;
    const name = `${ifExists}${this.requiredName(constraint, "DROP CONSTRAINT")}`;
    switch (constraint.kind) {
      case "foreignKey":
        return `${table} FOREIGN KEY ${name}`;
      case "unique":
        return `${table} INDEX ${name}`;
      case "check":
        return `${table} ${this.droppedCheck(name)}`;
      default:
        return `${table} CONSTRAINT ${name}`;
    }
  }
  protected droppedCheck(name: string): string {
    return `CHECK ${name}`;
  }
  protected refuseIfExists(what: string): void {
    this.unsupported(`IF [NOT] EXISTS of ${what}`, "MariaDB has it. Ask inspect() before");
  }

  // Indexes

  override visitCreateIndex(create: CreateIndex): string {
    if (create.ifNotExists) this.refuseIfExists("CREATE INDEX");
    return super.visitCreateIndex(create);
  }
  protected override indexPrefix(index: Index): string {
    const prefix = this.option(index.extra, "Prefix");
    return `${super.indexPrefix(index)}${typeof prefix === "string" ? `${checkedWord(prefix, "an index")} ` : ""}`;
  }
  /** A column with the length of its beginning that is indexed, or an expression in parentheses. */
  protected override indexPart(index: Index, part: ClauseElement): string {
    const length = this.option(index.extra, "Length");
    const { key, name } = part as { readonly key?: string; readonly name?: string };
    const own =
      typeof length === "object" && length !== null
        ? ((length as Readonly<Record<string, number>>)[name ?? ""] ?? (length as Readonly<Record<string, number>>)[key ?? ""])
        : length;
    const text = this.expression(part);
    if (own !== undefined) {
      if (!Number.isSafeInteger(own))
        throw new CompileError(`${this.dialect.name}Length of the index "${String(index.name)}" is a whole number`);
      return `${text}(${String(own)})`;
    }
    return isPlain(part) ? text : this.expressionPart(index, text);
  }
  protected expressionPart(_index: Index, text: string): string {
    return `(${text})`;
  }
  protected override indexSuffix(index: Index): string {
    const parser = this.option(index.extra, "WithParser");
    return (typeof parser === "string" ? ` WITH PARSER ${checkedWord(parser, "a parser")}` : "") + this.using(index);
  }
  protected override indexWhere(index: Index): string {
    if (index.where !== null)
      this.unsupported(
        "an index of some rows (`where`)",
        "Leave the condition out, or index an expression that is NULL for the other rows",
      );
    return "";
  }
  override visitDropIndex(drop: DropIndex): string {
    if (drop.ifExists) this.refuseIfExists("DROP INDEX");
    const { index } = drop;
    return `\nDROP INDEX ${drop.ifExists ? "IF EXISTS " : ""}${this.requiredName(index, "DROP INDEX")} ON ${this.tableName(this.tableOf(index))}`;
  }

  // Schemas and sequences

  override visitDropSchema(drop: DropSchema): string {
    if (drop.cascade) this.unsupported("DROP SCHEMA … CASCADE", "Leave `cascade` out: a schema is dropped with all that is in it");
    return super.visitDropSchema(drop);
  }
  override visitCreateSequence(create: CreateSequence): string {
    if (!this.dialect.capabilities.sequences) this.unsupported("sequences", "Use a key with AUTO_INCREMENT");
    return super.visitCreateSequence(create);
  }
  override visitDropSequence(drop: DropSequence): string {
    if (!this.dialect.capabilities.sequences) this.unsupported("sequences", "Use a key with AUTO_INCREMENT");
    return super.visitDropSequence(drop);
  }

  // Comments

  override visitSetTableComment(set: SetTableComment): string {
    return `ALTER TABLE ${this.tableName(set.table)} COMMENT ${this.literalString(set.table.comment ?? "")}`;
  }
  override visitDropTableComment(drop: DropTableComment): string {
    return `ALTER TABLE ${this.tableName(drop.table)} COMMENT ''`;
  }
  override visitSetColumnComment(set: SetColumnComment): string {
    return this.changeColumn(set.column, set.column.comment);
  }
  /** The definition of a column is written anew as a whole. */
  private changeColumn(column: SchemaColumn, comment: string | null): string {
    const name = this.columnName(column);
    return `ALTER TABLE ${this.tableName(column.table)} CHANGE ${name} ${this.definition(column, comment)}`;
  }
  override visitDropColumnComment(drop: DropColumnComment): string {
    return this.changeColumn(drop.column, null);
  }
  override visitSetConstraintComment(): string {
    return this.unsupported("comments on constraints", "Put the comment on the table or its columns");
  }
  override visitDropConstraintComment(): string {
    return this.unsupported("comments on constraints", "Put the comment on the table or its columns");
  }
}

/** A literal and a keyword need none; an expression does, but what is said of an UPDATE belongs to the clause. */
function needsParentheses(value: string): boolean {
  return !/^\s*['"(]/.test(value) && !/ON +UPDATE/i.test(value) && /\W/.test(value);
}
/** Columns, with ASC and DESC, and SQL text. */
function isPlain(part: ClauseElement): boolean {
  let inner = part;
  while (inner.kind === "modifier") {
    const { operator, element } = inner as Modifier;
    if (operator !== op.DESC && operator !== op.ASC) return false;
    inner = element;
  }
  return inner.kind === "column" || inner.kind === "text";
}
