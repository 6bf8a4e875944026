/** CREATE, ALTER, DROP and COMMENT. The text is SQLAlchemy's, down to the blank before the end of a line. A dialect overrides what it spells in another way. */
import { createHash } from "node:crypto";
import type { Dialect } from "../engine/dialect.js";
import { CompileError, IdentifierError } from "../errors.js";
import type { ClauseElement } from "../expression/element.js";
import type { SelectBase } from "../expression/select-base.js";
import type { SchemaColumn } from "../schema/column.js";
import type { CheckConstraint, Constraint, ForeignKeyConstraint, PrimaryKeyConstraint, UniqueConstraint } from "../schema/constraints.js";
import type { CreateTableAs, CreateView, DropView } from "../schema/create-as.js";
import type * as ddl from "../schema/ddl.js";
import {
  type Computed,
  FetchedValue,
  type IdentityOptions,
  type Sequence,
  type SequenceOptions,
  type ServerDefault,
} from "../schema/defaults.js";
import type { Index } from "../schema/index-definition.js";
import { FinalName } from "../schema/item.js";
import { constraintName } from "../schema/naming.js";
import type { AnyTable } from "../schema/table.js";
import { quoteString, type TypeEngine } from "../types/engine.js";
import type { SqlCompiler } from "./sql-compiler.js";

/** What CREATE VIEW can be told, where the database has it. */
export type ViewOption = "orReplace" | "ifNotExists" | "temporary" | "materialized";
const viewOptionWords: Readonly<Record<ViewOption, string>> = {
  orReplace: "OR REPLACE VIEW",
  ifNotExists: "VIEW IF NOT EXISTS",
  temporary: "TEMPORARY VIEW",
  materialized: "MATERIALIZED VIEW",
};

export type SchemaTranslateMap = Readonly<Record<string, string | null>>;

export class DDLCompiler {
  readonly dialect: Dialect;
  readonly schemaTranslateMap: SchemaTranslateMap | null;
  constructor(dialect: Dialect, schemaTranslateMap: SchemaTranslateMap | null = null) {
    this.dialect = dialect;
    this.schemaTranslateMap = schemaTranslateMap;
  }

  /** The text of a statement. */
  process(element: ddl.DdlElement): string {
    return this.dispatch(element.kind, element);
  }
  /** The text of a part. */
  protected dispatch(kind: string, element: unknown): string {
    const visit = (this as unknown as Record<string, ((element: unknown) => string) | undefined>)[
      `visit${kind.charAt(0).toUpperCase()}${kind.slice(1)}`
    ];
    if (visit === undefined) throw new CompileError(`${this.dialect.name} has no ${kind}`);
    return visit.call(this, element);
  }

  // Names

  protected quote(name: string, force: boolean | null = null): string {
    return force === false ? name : force === true ? this.dialect.identifiers.quoteIdentifier(name) : this.dialect.identifiers.quote(name);
  }
  /** A table with its schema. */
  protected tableName(table: AnyTable): string {
    return this.qualified(table.tableName, table.quote, table.schema, table.quoteSchema);
  }
  protected qualified(name: string, quote: boolean | null, schema: string | null, quoteSchema: boolean | null): string {
    const effective = this.effectiveSchema(schema);
    return effective === null ? this.quote(name, quote) : `${this.schemaName(effective, quoteSchema)}.${this.quote(name, quote)}`;
  }
  /** The schema after translation. The key of "no schema" in the map is the empty string or `"null"`. */
  protected effectiveSchema(schema: string | null): string | null {
    const map = this.schemaTranslateMap;
    if (map === null) return schema;
    const to = schema === null ? (map[""] ?? map["null"]) : map[schema];
    if (to === undefined) return schema;
    if (to !== null) return to;
    if (this.dialect.capabilities.defaultSchema === null)
      throw new CompileError(
        `${this.dialect.name} has no default schema, so that schemaTranslateMap cannot translate "${schema}" to it: name a schema`,
      );
    return this.dialect.capabilities.defaultSchema;
  }
  protected schemaName(schema: string, quote: boolean | null): string {
    return quote === null ? this.dialect.identifiers.quoteSchema(schema) : this.quote(schema, quote);
  }
  protected columnName(column: SchemaColumn): string {
    return this.quote(column.name, column.quote);
  }
  protected columnList(columns: readonly SchemaColumn[]): string {
    return columns.map((column) => this.columnName(column)).join(", ");
  }

  /** The name of a constraint or index: quoted; cut, if a convention made it too long; refused, if it was given so. */
  protected itemName(item: Constraint | Index): string | null {
    const name = constraintName(item);
    if (name === null) return null;
    const text = String(name);
    const { maxIdentifierLength, maxConstraintNameLength, maxIndexNameLength } = this.dialect.capabilities;
    const longest = (item.kind === "index" ? maxIndexNameLength : maxConstraintNameLength) ?? maxIdentifierLength;
    const { identifiers } = this.dialect;
    if (identifiers.lengthOf(text) > longest) {
      if (!(name instanceof FinalName) || item.givenName === name) throw this.tooLong(item.schemaItem, text, longest);
      let beginning = [...text].slice(0, longest - 8);
      while (identifiers.lengthOf(beginning.join("")) > longest - 8) beginning = beginning.slice(0, -1);
      return this.quote(`${beginning.join("")}_${createHash("md5").update(text).digest("hex").slice(-4)}`);
    }
    return this.quote(text);
  }
  private tooLong(what: string, name: string, longest: number): IdentifierError {
    return new IdentifierError(
      `The name "${name}" of a ${what} is longer than the ${longest} ${this.dialect.identifiers.lengthUnit} that ${this.dialect.name} allows: shorten it`,
    );
  }
  /** A name that is given to something new: one that is too long would be cut by the database, or refused. */
  private checkedName(what: string, name: string): void {
    const { maxIdentifierLength } = this.dialect.capabilities;
    if (this.dialect.identifiers.lengthOf(name) > maxIdentifierLength) throw this.tooLong(what, name, maxIdentifierLength);
  }
  protected requiredName(item: Constraint | Index, doing: string): string {
    const name = this.itemName(item);
    if (name === null)
      throw new CompileError(
        `Cannot write ${doing} for a ${item.schemaItem} of the table "${item.table?.fullName ?? "?"}": it has no name. Give it one, or the metadata a naming convention`,
      );
    return name;
  }

  // Values and expressions

  /** An expression with its values written in and its columns without their table. */
  protected expression(element: ClauseElement): string {
    return this.statementCompiler().renderForDdl(element);
  }
  /** The same for a condition. */
  protected condition(element: ClauseElement): string {
    return this.statementCompiler().renderConditionForDdl(element);
  }
  protected literalString(text: string): string {
    return quoteString(text, this.dialect);
  }
  protected type(type: TypeEngine<unknown>): string {
    const Compiler = this.dialect.typeCompiler();
    return new Compiler(this.dialect).process(type);
  }

  // Tables

  visitCreateTable(create: ddl.CreateTable): string {
    const { table } = create;
    this.checkedName("table", table.tableName);
    const prefixes = table.prefixes.length === 0 ? "" : `${table.prefixes.join(" ")} `;
    let text = `\nCREATE ${prefixes}TABLE ${create.ifNotExists ? "IF NOT EXISTS " : ""}${this.tableName(table)} ${this.beforeColumns(table)}(`;
    let separator = "\n";
    let keyIsWritten = false;
    for (const column of table.columns) {
      if (column.system) continue;
      let definition: string;
      this.checkedName(`column of the table "${table.fullName}"`, column.name);
      try {
        definition = this.columnDefinition(column, column.primaryKey && !keyIsWritten);
      } catch (error) {
        if (error instanceof CompileError)
          throw new CompileError(`In the table "${table.fullName}", column "${column.name}": ${error.message}`, { cause: error });
        throw error;
      }
      text += `${separator}\t${definition}`;
      separator = ", \n";
      keyIsWritten ||= column.primaryKey;
    }
    const constraints = this.tableConstraints(create);
    if (constraints !== "") text += `${separator}\t${constraints}`;
    return `${text}\n)${this.afterTable(table)}\n\n`;
  }
  protected beforeColumns(_table: AnyTable): string {
    return "";
  }
  /** Options behind the closing parenthesis. */
  protected afterTable(_table: AnyTable): string {
    return "";
  }

  visitCreateColumn(create: ddl.CreateColumn): string {
    return this.columnDefinition(create.column, create.column.primaryKey);
  }
  /** One column. `isFirstKey`: the first of the primary key's. */
  protected columnDefinition(column: SchemaColumn, isFirstKey: boolean): string {
    void isFirstKey;
    let text = `${this.columnName(column)} ${this.columnType(column)}`;
    const serverDefault = this.columnDefault(column);
    if (serverDefault !== null) text += ` DEFAULT ${serverDefault}`;
    if (column.computed !== null) text += ` ${this.computed(column.computed)}`;
    if (column.identity !== null && this.dialect.capabilities.identityColumns) text += ` ${this.identity(column.identity)}`;
    if (!column.nullable && (column.identity === null || !this.dialect.capabilities.identityColumns)) text += " NOT NULL";
    return text;
  }
  protected columnType(column: SchemaColumn): string {
    return this.type(column.type);
  }
  /** What stands behind DEFAULT; null if nothing does. */
  protected columnDefault(column: SchemaColumn): string | null {
    return column.serverDefault === null ? null : this.serverDefault(column.serverDefault);
  }
  protected serverDefault(value: ServerDefault): string | null {
    if (value instanceof FetchedValue) return null;
    return typeof value === "string" ? this.literalString(value) : this.expression(value);
  }
  protected computed(computed: Computed): string {
    const expression = typeof computed.expression === "string" ? computed.expression : this.expression(computed.expression);
    return `GENERATED ALWAYS AS (${expression})${computed.persisted === null ? "" : computed.persisted ? " STORED" : " VIRTUAL"}`;
  }
  protected identity(identity: IdentityOptions): string {
    const options = this.sequenceOptions(identity);
    return `GENERATED ${identity.always === true ? "ALWAYS" : "BY DEFAULT"} AS IDENTITY${options === "" ? "" : ` (${options})`}`;
  }

  /** The constraints that stand in CREATE TABLE: the primary key first, then as they were made. */
  protected tableConstraints(create: ddl.CreateTable): string {
    const { table, foreignKeys } = create;
    const [primaryKey, ...others] = table.constraints;
    const wanted = [...((primaryKey as PrimaryKeyConstraint).columns.length === 0 ? [] : [primaryKey as Constraint]), ...others]
      .filter((constraint) => !constraint.addedLater && constraint.appliesTo(this.dialect))
      .filter(
        (constraint) =>
          constraint.kind !== "foreignKey" ||
          !this.dialect.capabilities.alterConstraints ||
          (foreignKeys === null
            ? !(constraint as ForeignKeyConstraint).useAlter
            : foreignKeys.includes(constraint as ForeignKeyConstraint)),
      );
    return wanted
      .map((constraint) => this.constraint(constraint))
      .filter((text) => text !== "")
      .join(", \n\t");
  }

  visitDropTable(drop: ddl.DropTable): string {
    return `\nDROP TABLE ${drop.ifExists ? "IF EXISTS " : ""}${this.tableName(drop.table)}`;
  }

  // Views, and tables made of a SELECT

  /** What CREATE VIEW can be told here. */
  protected get viewOptions(): readonly ViewOption[] {
    return ["orReplace", "ifNotExists", "temporary", "materialized"];
  }
  private refuseViewOption(option: ViewOption, remedy: string): void {
    if (!this.viewOptions.includes(option))
      throw new CompileError(`The ${this.dialect.name} dialect does not support CREATE ${viewOptionWords[option]}. ${remedy}`);
  }
  visitCreateView(create: CreateView): string {
    if (create.orReplace) this.refuseViewOption("orReplace", "Drop the view first: dropView(name, { ifExists: true })");
    if (create.ifNotExists) this.refuseViewOption("ifNotExists", "Ask before: inspect(engine).getViewNames()");
    if (create.temporary)
      this.refuseViewOption("temporary", "Use a CTE or a subquery, or a temporary table: createTableAs(name, select, { temporary: true })");
    if (create.materialized) this.refuseViewOption("materialized", "Use a plain view, or a table: createTableAs(name, select)");
    const words = `${create.orReplace ? `${this.orReplace} ` : ""}${create.temporary ? "TEMPORARY " : ""}${create.materialized ? "MATERIALIZED " : ""}`;
    return `CREATE ${words}VIEW ${create.ifNotExists ? "IF NOT EXISTS " : ""}${this.createdName(create)} AS ${this.statement(create.statement)}`;
  }
  protected get orReplace(): string {
    return "OR REPLACE";
  }
  visitDropView(drop: DropView): string {
    if (drop.materialized) this.refuseViewOption("materialized", "Leave `materialized` out");
    return `DROP ${drop.materialized ? "MATERIALIZED " : ""}VIEW ${drop.ifExists ? "IF EXISTS " : ""}${this.qualified(drop.name, null, drop.schema, null)}${drop.cascade ? " CASCADE" : ""}`;
  }
  visitCreateTableAs(create: CreateTableAs): string {
    return `CREATE ${create.temporary ? "TEMPORARY " : ""}TABLE ${create.ifNotExists ? "IF NOT EXISTS " : ""}${this.createdName(create)} AS ${this.statement(create.statement)}`;
  }
  protected createdName(create: CreateView | CreateTableAs): string {
    this.checkedName(create.kind === "createView" ? "view" : "table", create.name);
    return this.qualified(create.name, null, create.schema, null);
  }
  /** A SELECT with its values written in, rewritten by its plug-in if it names entities. */
  protected statement(statement: SelectBase, compiler: SqlCompiler = this.statementCompiler()): string {
    const core = statement.plugin === null ? statement : statement.plugin.rewrite(statement, this.dialect).statement;
    return compiler.compileStatement(core, []).sql;
  }
  protected statementCompiler(): SqlCompiler {
    const Compiler = this.dialect.statementCompiler();
    return new Compiler(this.dialect, { literalBinds: true, schemaTranslateMap: this.schemaTranslateMap ?? undefined });
  }

  // Constraints

  /** A constraint as CREATE TABLE and ADD write it; empty if there is nothing to write. */
  protected constraint(constraint: Constraint): string {
    return this.dispatch(`${constraint.kind}Constraint`, constraint);
  }
  protected constraintPrefix(constraint: Constraint): string {
    const name = this.itemName(constraint);
    return name === null ? "" : `CONSTRAINT ${name} `;
  }
  protected deferrability(constraint: Constraint): string {
    const text = constraint.deferrable === null ? "" : constraint.deferrable ? " DEFERRABLE" : " NOT DEFERRABLE";
    return constraint.initially === null ? text : `${text} INITIALLY ${constraint.initially}`;
  }
  visitPrimaryKeyConstraint(constraint: PrimaryKeyConstraint): string {
    if (constraint.columns.length === 0) return "";
    return `${this.constraintPrefix(constraint)}PRIMARY KEY (${this.columnList(constraint.columns)})${this.deferrability(constraint)}`;
  }
  visitUniqueConstraint(constraint: UniqueConstraint): string {
    if (constraint.columns.length === 0) return "";
    return `${this.constraintPrefix(constraint)}UNIQUE (${this.columnList(constraint.columns)})${this.deferrability(constraint)}`;
  }
  visitCheckConstraint(constraint: CheckConstraint): string {
    return `${this.constraintPrefix(constraint)}CHECK (${typeof constraint.condition === "string" ? constraint.condition : this.condition(constraint.condition)})${this.deferrability(constraint)}`;
  }
  visitForeignKeyConstraint(constraint: ForeignKeyConstraint): string {
    const match = constraint.match === null ? "" : ` MATCH ${constraint.match}`;
    return `${this.constraintPrefix(constraint)}FOREIGN KEY(${this.columnList(constraint.columns)}) REFERENCES ${this.referencedTable(constraint)} (${this.columnList(constraint.referredColumns)})${match}${this.actions(constraint)}${this.deferrability(constraint)}`;
  }
  protected referencedTable(constraint: ForeignKeyConstraint): string {
    return this.tableName(constraint.referredTable);
  }
  protected actions(constraint: ForeignKeyConstraint): string {
    return (
      (constraint.onDelete === null ? "" : ` ON DELETE ${this.action(constraint.onDelete)}`) +
      (constraint.onUpdate === null ? "" : ` ON UPDATE ${this.action(constraint.onUpdate)}`)
    );
  }
  private action(action: string): string {
    if (!/^(CASCADE|SET NULL|RESTRICT|NO ACTION|SET DEFAULT)$/i.test(action))
      throw new CompileError(`"${action}" is no action of a foreign key: CASCADE, SET NULL, RESTRICT, NO ACTION or SET DEFAULT`);
    return action;
  }

  visitAddConstraint(add: ddl.AddConstraint): string {
    return `ALTER TABLE ${this.tableName(this.tableOf(add.constraint))} ADD ${this.constraint(add.constraint)}`;
  }
  visitDropConstraint(drop: ddl.DropConstraint): string {
    const name = this.requiredName(drop.constraint, "DROP CONSTRAINT");
    return `ALTER TABLE ${this.tableName(this.tableOf(drop.constraint))} DROP CONSTRAINT ${drop.ifExists ? "IF EXISTS " : ""}${name}${drop.cascade ? " CASCADE" : ""}`;
  }
  protected tableOf(item: Constraint | Index): AnyTable {
    const { table } = item;
    if (table === null)
      throw new CompileError(
        `The ${item.schemaItem} ${item.givenName === null ? "" : `"${String(item.givenName)}" `}belongs to no table: name columns of one`,
      );
    return table;
  }

  // Indexes

  visitCreateIndex(create: ddl.CreateIndex): string {
    const { index } = create;
    const name = this.requiredName(index, "CREATE INDEX");
    return `CREATE ${this.indexPrefix(index)}INDEX ${this.afterIndex(index)}${create.ifNotExists ? "IF NOT EXISTS " : ""}${this.indexName(index, name)} ON ${this.indexTable(index)} ${this.indexUsing(index)}(${index.expressions.map((part) => this.indexPart(index, part)).join(", ")})${this.indexSuffix(index)}${this.indexWhere(index)}`;
  }
  /** Words before INDEX. */
  protected indexPrefix(index: Index): string {
    return index.unique ? "UNIQUE " : "";
  }
  /** Words behind INDEX. */
  protected afterIndex(_index: Index): string {
    return "";
  }
  protected indexName(_index: Index, name: string): string {
    return name;
  }
  protected indexTable(index: Index): string {
    return this.tableName(this.tableOf(index));
  }
  protected indexUsing(_index: Index): string {
    return "";
  }
  protected indexPart(_index: Index, part: ClauseElement): string {
    return this.expression(part);
  }
  /** What stands behind the columns. */
  protected indexSuffix(_index: Index): string {
    return "";
  }
  protected indexWhere(index: Index): string {
    return index.where === null ? "" : ` WHERE ${this.condition(index.where)}`;
  }
  visitDropIndex(drop: ddl.DropIndex): string {
    return `\nDROP INDEX ${drop.ifExists ? "IF EXISTS " : ""}${this.droppedIndex(drop.index, this.requiredName(drop.index, "DROP INDEX"))}`;
  }
  /** An index where it is dropped: with the schema of its table. */
  protected droppedIndex(index: Index, name: string): string {
    const schema = this.effectiveSchema(this.tableOf(index).schema);
    return schema === null ? name : `${this.schemaName(schema, null)}.${name}`;
  }

  // Schemas and sequences

  visitCreateSchema(create: ddl.CreateSchema): string {
    this.checkedName("schema", create.name);
    return `CREATE SCHEMA ${create.ifNotExists ? "IF NOT EXISTS " : ""}${this.schemaName(create.name, null)}`;
  }
  visitDropSchema(drop: ddl.DropSchema): string {
    return `DROP SCHEMA ${drop.ifExists ? "IF EXISTS " : ""}${this.schemaName(drop.name, null)}${drop.cascade ? " CASCADE" : ""}`;
  }
  visitCreateSequence(create: ddl.CreateSequence): string {
    const { sequence } = create;
    this.checkedName("sequence", sequence.name);
    const options = this.sequenceOptions(sequence.options);
    const type = this.sequenceType(sequence);
    return `CREATE SEQUENCE ${create.ifNotExists ? "IF NOT EXISTS " : ""}${this.sequenceName(sequence)}${type === "" ? "" : ` ${type}`}${options === "" ? "" : ` ${options}`}`;
  }
  visitDropSequence(drop: ddl.DropSequence): string {
    return `DROP SEQUENCE ${drop.ifExists ? "IF EXISTS " : ""}${this.sequenceName(drop.sequence)}`;
  }
  protected sequenceName(sequence: Sequence): string {
    return this.qualified(sequence.name, sequence.quote, sequence.schema, null);
  }
  /** `AS BIGINT`, where the database has it. */
  protected sequenceType(_sequence: Sequence): string {
    return "";
  }
  protected sequenceOptions(options: SequenceOptions): string {
    const parts: string[] = [];
    if (options.increment !== undefined) parts.push(`INCREMENT BY ${options.increment}`);
    if (options.start !== undefined) parts.push(`START WITH ${options.start}`);
    if (options.minValue !== undefined) parts.push(`MINVALUE ${options.minValue}`);
    if (options.maxValue !== undefined) parts.push(`MAXVALUE ${options.maxValue}`);
    if (options.noMinValue === true) parts.push("NO MINVALUE");
    if (options.noMaxValue === true) parts.push("NO MAXVALUE");
    if (options.cache !== undefined) parts.push(`CACHE ${options.cache}`);
    if (options.order !== undefined) parts.push(options.order ? "ORDER" : "NO ORDER");
    if (options.cycle !== undefined) parts.push(options.cycle ? "CYCLE" : "NO CYCLE");
    return parts.join(" ");
  }

  // Comments

  visitSetTableComment(set: ddl.SetTableComment): string {
    return `COMMENT ON TABLE ${this.tableName(set.table)} IS ${this.literalString(set.table.comment ?? "")}`;
  }
  visitDropTableComment(drop: ddl.DropTableComment): string {
    return `COMMENT ON TABLE ${this.tableName(drop.table)} IS NULL`;
  }
  visitSetColumnComment(set: ddl.SetColumnComment): string {
    return `COMMENT ON COLUMN ${this.fullColumnName(set.column)} IS ${this.literalString(set.column.comment ?? "")}`;
  }
  visitDropColumnComment(drop: ddl.DropColumnComment): string {
    return `COMMENT ON COLUMN ${this.fullColumnName(drop.column)} IS NULL`;
  }
  visitSetConstraintComment(set: ddl.SetConstraintComment): string {
    return `COMMENT ON CONSTRAINT ${this.requiredName(set.constraint, "COMMENT")} ON ${this.tableName(this.tableOf(set.constraint))} IS ${this.literalString(set.constraint.comment ?? "")}`;
  }
  visitDropConstraintComment(drop: ddl.DropConstraintComment): string {
    return `COMMENT ON CONSTRAINT ${this.requiredName(drop.constraint, "COMMENT")} ON ${this.tableName(this.tableOf(drop.constraint))} IS NULL`;
  }
  protected fullColumnName(column: SchemaColumn): string {
    return `${this.tableName(column.table)}.${this.columnName(column)}`;
  }

  // DDL of the user's own

  visitDdl(statement: ddl.Ddl): string {
    const table = statement.target;
    const context: Record<string, string> = { ...statement.context };
    if (table !== null) {
      context.table ??= this.quote(table.tableName, table.quote);
      context.schema ??= table.schema === null ? "" : this.schemaName(table.schema, table.quoteSchema);
      context.fullname ??= this.tableName(table);
    }
    return statement.text.replace(/%%|%\((\w+)\)s/g, (match, name: string | undefined) => {
      if (name === undefined) return "%";
      if (context[name] === undefined)
        throw new CompileError(`ddl(): nothing is known for ${match}. Give it in \`context\`, or a table with against(table)`);
      return context[name];
    });
  }
}
