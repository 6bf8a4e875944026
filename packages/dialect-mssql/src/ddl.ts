/** CREATE, ALTER and DROP in T-SQL: IDENTITY, NULL said always, indexes dropped from their tables, comments as extended properties. */
import "./options.js";
import type {
  AnyTable,
  Computed,
  Condition,
  Constraint,
  CreateIndex,
  CreateSchema,
  CreateSequence,
  CreateTable,
  CreateTableAs,
  CreateView,
  DropColumnComment,
  DropConstraint,
  DropConstraintComment,
  DropIndex,
  DropSchema,
  DropTableComment,
  DropView,
  ForeignKeyConstraint,
  IdentityOptions,
  Index,
  PrimaryKeyConstraint,
  SchemaColumn,
  Sequence,
  SequenceOptions,
  SetColumnComment,
  SetConstraintComment,
  SetTableComment,
  UniqueConstraint,
} from "@cupel/core";
import { ArgumentError, CompileError, select } from "@cupel/core";
import { type ClauseElement, DDLCompiler, type ViewOption } from "@cupel/core/internal";
import { MssqlCompiler } from "./compiler.js";
import { isCounted } from "./identity.js";

export class MssqlDDLCompiler extends DDLCompiler {
  private unsupported(what: string, remedy: string): never {
    throw new CompileError(`The ${this.dialect.name} dialect does not support ${what}. ${remedy}`);
  }
  /** Text as a name is given to procedures and functions of the system. */
  private national(text: string): string {
    const literal = this.literalString(text);
    return literal.startsWith("N") ? literal : `N${literal}`;
  }

  // Tables

  override visitCreateTable(create: CreateTable): string {
    if (!create.ifNotExists) return super.visitCreateTable(create);
    const name = this.tableName(create.table);
    return `IF OBJECT_ID(${this.national(name)}, N'U') IS NULL${super.visitCreateTable(withoutIfNotExists(create))}`;
  }

  protected override columnDefinition(column: SchemaColumn, _isFirstKey: boolean): string {
    // A computed column takes its type from its expression.
    let text = `${this.columnName(column)} ${column.computed === null ? this.columnType(column) : this.computed(column.computed)}`;
    const filled = !column.nullable || column.default?.kind === "sequence" || column.autoIncrement === true || column.identity !== null;
    if (column.computed === null) text += filled ? " NOT NULL" : " NULL";
    else if (filled && column.computed.persisted === true) text += " NOT NULL";
    if (isCounted(column)) return `${text} ${this.identity(column.identity ?? {})}`;
    const value = this.columnDefault(column);
    return value === null ? text : `${text} DEFAULT ${value}`;
  }
  protected override identity({ start, increment }: IdentityOptions): string {
    return start === undefined && increment === undefined ? "IDENTITY" : `IDENTITY(${start ?? 1},${increment ?? 1})`;
  }
  protected override computed(computed: Computed): string {
    const expression = typeof computed.expression === "string" ? computed.expression : this.expression(computed.expression);
    return `AS (${expression})${computed.persisted === true ? " PERSISTED" : ""}`;
  }

  // Views, and tables made of a SELECT

  protected override get viewOptions(): readonly ViewOption[] {
    return ["orReplace", "ifNotExists"];
  }
  protected override get orReplace(): string {
    return "OR ALTER";
  }
  /** CREATE VIEW must be a batch of its own, so that behind a condition it is executed as text. */
  override visitCreateView(create: CreateView): string {
    const text = super.visitCreateView(withoutIfNotExists(create));
    return create.ifNotExists
      ? `IF OBJECT_ID(${this.national(this.createdName(create))}, N'V') IS NULL EXEC(${this.national(text)})`
      : text;
  }
  override visitDropView(drop: DropView): string {
    if (drop.cascade) this.unsupported("DROP VIEW … CASCADE", "Leave `cascade` out: views that read this one are not dropped with it");
    return super.visitDropView(drop);
  }
  /** T-SQL has no CREATE TABLE AS: the SELECT says INTO. */
  override visitCreateTableAs(create: CreateTableAs): string {
    if (create.temporary) this.unsupported("TEMPORARY tables", `Give the table a name that begins with a number sign: "#${create.name}"`);
    const name = this.createdName(create);
    const compiler = new MssqlCompiler(this.dialect, { literalBinds: true, schemaTranslateMap: this.schemaTranslateMap ?? undefined });
    compiler.into = name;
    // A set operation has no place for INTO: it is a part of FROM.
    const whole = create.statement.kind === "compound" ? select(create.statement.asSubquery(undefined, false)) : create.statement;
    const text = this.statement(whole, compiler);
    return create.ifNotExists ? `IF OBJECT_ID(${this.national(name)}, N'U') IS NULL ${text}` : text;
  }

  // Constraints

  private clustered(extra: Readonly<Record<string, unknown>>): string {
    return extra.mssqlClustered === true ? "CLUSTERED " : extra.mssqlClustered === false ? "NONCLUSTERED " : "";
  }
  override visitPrimaryKeyConstraint(constraint: PrimaryKeyConstraint): string {
    return this.keyConstraint(constraint, "PRIMARY KEY");
  }
  override visitUniqueConstraint(constraint: UniqueConstraint): string {
    return this.keyConstraint(constraint, "UNIQUE");
  }
  private keyConstraint(constraint: PrimaryKeyConstraint | UniqueConstraint, words: string): string {
    if (constraint.columns.length === 0) return "";
    return `${this.constraintPrefix(constraint)}${words} ${this.clustered(constraint.extra)}(${this.columnList(constraint.columns)})${this.deferrability(constraint)}`;
  }
  protected override deferrability(constraint: Constraint): string {
    if (constraint.deferrable !== null || constraint.initially !== null)
      this.unsupported(
        "constraints that are checked later (DEFERRABLE, INITIALLY)",
        "Leave `deferrable` and `initially` out for this database",
      );
    return "";
  }
  override visitForeignKeyConstraint(constraint: ForeignKeyConstraint): string {
    if (constraint.match !== null) this.unsupported(`MATCH ${constraint.match} of a foreign key`, "Leave `match` out for this database");
    return super.visitForeignKeyConstraint(constraint);
  }
  /** RESTRICT is what NO ACTION is where constraints are checked at once. */
  protected override actions(constraint: ForeignKeyConstraint): string {
    return super.actions(constraint).replaceAll(/ RESTRICT\b/gi, " NO ACTION");
  }
  override visitDropConstraint(drop: DropConstraint): string {
    if (drop.cascade) this.unsupported("DROP CONSTRAINT … CASCADE", "Drop the foreign keys that refer to it first");
    return super.visitDropConstraint(drop);
  }

  // Indexes

  override visitCreateIndex(create: CreateIndex): string {
    const { index } = create;
    const text = super.visitCreateIndex(withoutIfNotExists(create));
    if (!create.ifNotExists) return text;
    const table = this.national(this.indexTable(index));
    return `IF NOT EXISTS (SELECT 1 FROM sys.indexes WHERE object_id = OBJECT_ID(${table}) AND name = ${this.national(String(index.name))}) ${text}`;
  }
  protected override indexPrefix(index: Index): string {
    return `${super.indexPrefix(index)}${this.clustered(index.extra)}${index.extra.mssqlColumnstore === true ? "COLUMNSTORE " : ""}`;
  }
  protected override indexPart(index: Index, part: ClauseElement): string {
    let inner = part;
    while (inner.kind === "modifier" || inner.kind === "label") inner = (inner as unknown as { readonly element: ClauseElement }).element;
    if (inner.kind !== "column" && inner.kind !== "text")
      this.unsupported(`an expression in an index ("${String(index.name)}")`, "Index a computed column that has it");
    return super.indexPart(index, part);
  }
  protected override indexSuffix(index: Index): string {
    const include = index.extra.mssqlInclude as readonly (string | ClauseElement)[] | undefined;
    if (include === undefined || include.length === 0) return "";
    const table = this.tableOf(index);
    return ` INCLUDE (${include.map((each) => this.columnName(this.includedColumn(table, each, index))).join(", ")})`;
  }
  private includedColumn(table: AnyTable, given: string | ClauseElement, index: Index): SchemaColumn {
    const column = typeof given === "string" ? table.column(given) : (given as unknown as SchemaColumn);
    if (column === undefined || column.name === undefined)
      throw new ArgumentError(
        `mssqlInclude of the index "${String(index.name)}" names "${String(given)}", which is no column of the table "${table.fullName}"`,
      );
    return column;
  }
  protected override indexWhere(index: Index): string {
    const where = (index.extra.mssqlWhere as (Condition & ClauseElement) | undefined) ?? index.where;
    return where === null ? "" : ` WHERE ${this.condition(where)}`;
  }
  override visitDropIndex(drop: DropIndex): string {
    return `${super.visitDropIndex(drop)} ON ${this.indexTable(drop.index)}`;
  }
  protected override droppedIndex(_index: Index, name: string): string {
    return name;
  }

  // Schemas and sequences

  /** CREATE SCHEMA must be a batch of its own, so that behind a condition it is executed as text. */
  override visitCreateSchema(create: CreateSchema): string {
    const text = super.visitCreateSchema(withoutIfNotExists(create));
    return create.ifNotExists ? `IF SCHEMA_ID(${this.national(create.name)}) IS NULL EXEC(${this.national(text)})` : text;
  }
  override visitDropSchema(drop: DropSchema): string {
    if (drop.cascade) this.unsupported("DROP SCHEMA … CASCADE", "Drop what is in the schema first: metadata.dropAll(…)");
    return super.visitDropSchema(drop);
  }
  override visitCreateSequence(create: CreateSequence): string {
    const text = super.visitCreateSequence(withoutIfNotExists(create));
    return create.ifNotExists ? `IF OBJECT_ID(${this.national(this.sequenceName(create.sequence))}, N'SO') IS NULL ${text}` : text;
  }
  protected override sequenceType(sequence: Sequence): string {
    return sequence.type === null ? "" : `AS ${this.type(sequence.type)}`;
  }
  protected override sequenceOptions(options: SequenceOptions): string {
    if (options.order !== undefined) this.unsupported("ORDER of a sequence", "Leave `order` out for this database");
    return super.sequenceOptions(options);
  }

  // Comments are extended properties, by the name that Microsoft's tools show

  override visitSetTableComment(set: SetTableComment): string {
    return `execute sp_addextendedproperty 'MS_Description', ${this.national(set.table.comment ?? "")}, ${this.tablePlace(set.table)}`;
  }
  override visitDropTableComment(drop: DropTableComment): string {
    return `execute sp_dropextendedproperty 'MS_Description', ${this.tablePlace(drop.table)}`;
  }
  override visitSetColumnComment(set: SetColumnComment): string {
    return `execute sp_addextendedproperty 'MS_Description', ${this.national(set.column.comment ?? "")}, ${this.columnPlace(set.column)}`;
  }
  override visitDropColumnComment(drop: DropColumnComment): string {
    return `execute sp_dropextendedproperty 'MS_Description', ${this.columnPlace(drop.column)}`;
  }
  override visitSetConstraintComment(set: SetConstraintComment): string {
    return `execute sp_addextendedproperty 'MS_Description', ${this.national(set.constraint.comment ?? "")}, ${this.constraintPlace(set.constraint)}`;
  }
  override visitDropConstraintComment(drop: DropConstraintComment): string {
    return `execute sp_dropextendedproperty 'MS_Description', ${this.constraintPlace(drop.constraint)}`;
  }
  private tablePlace(table: AnyTable): string {
    const schema = this.effectiveSchema(table.schema) ?? this.dialect.capabilities.defaultSchema ?? "dbo";
    return `'schema', ${this.schemaName(schema, table.quoteSchema)}, 'table', ${this.quote(table.tableName, table.quote)}`;
  }
  private columnPlace(column: SchemaColumn): string {
    return `${this.tablePlace(column.table)}, 'column', ${this.columnName(column)}`;
  }
  private constraintPlace(constraint: Constraint): string {
    return `${this.tablePlace(this.tableOf(constraint))}, 'constraint', ${this.requiredName(constraint, "COMMENT")}`;
  }
}

/** A statement that does not ask whether the thing is there: T-SQL asks before it, by IF. */
function withoutIfNotExists<E extends { readonly ifNotExists: boolean }>(create: E): E {
  return create.ifNotExists
    ? Object.assign(Object.create(Object.getPrototypeOf(create) as object) as E, create, { ifNotExists: false })
    : create;
}
