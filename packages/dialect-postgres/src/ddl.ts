/** What PostgreSQL's CREATE, ALTER and DROP do in their own way. */
import {
  type AnyTable,
  type CheckConstraint,
  CompileError,
  type Computed,
  type Constraint,
  type CreateView,
  type DropIndex,
  type ForeignKeyConstraint,
  type Index,
  type PrimaryKeyConstraint,
  type SchemaColumn,
  type Sequence,
  type UniqueConstraint,
} from "@cupel/core";
import { DDLCompiler, DecoratedType, type ViewOption } from "@cupel/core/internal";
import type { StorageValue } from "./ddl-options.js";
import type { ExcludeConstraint } from "./exclude.js";
import { PostgresColumnTypeCompiler } from "./type-compiler.js";
import type { CreateDomainType, DropDomainType } from "./types/domain.js";
import type { CreateEnumType, DropEnumType } from "./types/enum.js";

type Part = Index["expressions"][number];

export class PostgresDDLCompiler extends DDLCompiler {
  // Views

  protected override get viewOptions(): readonly ViewOption[] {
    return ["orReplace", "ifNotExists", "temporary", "materialized"];
  }
  override visitCreateView(create: CreateView): string {
    if (create.ifNotExists && !create.materialized)
      throw new CompileError("PostgreSQL has IF NOT EXISTS for materialized views alone: for another use `orReplace`");
    if (create.materialized && (create.orReplace || create.temporary))
      throw new CompileError(
        `PostgreSQL has no materialized view that is ${create.temporary ? "temporary" : "replaced (OR REPLACE): drop it first, with dropView(name, { materialized: true, ifExists: true })"}`,
      );
    return super.visitCreateView(create);
  }

  // Columns

  protected override columnDefinition(column: SchemaColumn, isFirstKey: boolean): string {
    const serial = this.serialType(column);
    if (serial !== null)
      return `${this.columnName(column)} ${serial}${column.computed === null ? "" : ` ${this.computed(column.computed)}`}${column.nullable ? "" : " NOT NULL"}`;
    const text = super.columnDefinition(column, isFirstKey);
    // An identity is NOT NULL by itself, so that the opposite must be said.
    return column.nullable && column.identity !== null ? `${text} NULL` : text;
  }
  /** SERIAL: a whole number key that is counted by a sequence of its own. Null: the column is none. */
  protected serialType(column: SchemaColumn): string | null {
    if (!column.primaryKey || !column.isAutoIncrementKey || column.identity !== null) return null;
    if (column.default !== null && !(column.default.kind === "sequence" && column.default.value.optional)) return null;
    let type = column.type.dialectImpl(this.dialect);
    if (type instanceof DecoratedType) type = type.wrapped(this.dialect).dialectImpl(this.dialect);
    switch (type.kind) {
      case "bigInteger":
      case "BIGINT":
        return "BIGSERIAL";
      case "smallInteger":
      case "SMALLINT":
        return "SMALLSERIAL";
      default:
        return "SERIAL";
    }
  }
  protected override type(type: SchemaColumn["type"]): string {
    return this.typeIn(null).process(type);
  }
  protected override columnType(column: SchemaColumn): string {
    return this.typeIn(column.table.schema).process(column.type);
  }
  /** The names of types, for a table of a schema. */
  private typeIn(schema: string | null): PostgresColumnTypeCompiler {
    return new PostgresColumnTypeCompiler(this.dialect, schema, (own) => this.effectiveSchema(own));
  }
  protected override computed(computed: Computed): string {
    if (computed.persisted === false)
      throw new CompileError("A computed column of PostgreSQL is stored: leave `persisted` out, or give true");
    return `${super.computed(computed).replace(/ STORED$/, "")} STORED`;
  }

  // Tables

  protected override afterTable(table: AnyTable): string {
    const {
      postgresqlInherits: inherits,
      postgresqlPartitionBy: partitionBy,
      postgresqlUsing: using,
      postgresqlOnCommit: onCommit,
      ...rest
    } = table.extra as {
      readonly postgresqlInherits?: string | readonly string[];
      readonly postgresqlPartitionBy?: string;
      readonly postgresqlUsing?: string;
      readonly postgresqlOnCommit?: string;
    } & Readonly<Record<string, unknown>>;
    const parts: string[] = [];
    if (inherits !== undefined)
      parts.push(`INHERITS ( ${(typeof inherits === "string" ? [inherits] : inherits).map((name) => this.quote(name)).join(", ")} )`);
    if (partitionBy !== undefined) parts.push(`PARTITION BY ${partitionBy}`);
    if (using !== undefined) parts.push(`USING ${this.word(using, "postgresqlUsing")}`);
    if (typeof rest.postgresqlWithOids === "boolean") parts.push(rest.postgresqlWithOids ? "WITH OIDS" : "WITHOUT OIDS");
    if (rest.postgresqlWith !== undefined) parts.push(this.storage(rest.postgresqlWith as Readonly<Record<string, StorageValue>>));
    if (onCommit !== undefined) parts.push(`ON COMMIT ${this.word(onCommit.replaceAll("_", " ").toUpperCase(), "postgresqlOnCommit")}`);
    if (typeof rest.postgresqlTablespace === "string") parts.push(`TABLESPACE ${this.quote(rest.postgresqlTablespace)}`);
    return parts.map((part) => `\n ${part}`).join("");
  }
  protected storage(parameters: Readonly<Record<string, StorageValue>>): string {
    return `WITH (${Object.entries(parameters)
      .map(([name, value]) => `${this.word(name, "a storage parameter")} = ${this.word(String(value), name)}`)
      .join(", ")})`;
  }
  /** A word of the language that cannot be bound or quoted: letters, digits and blanks. */
  private word(text: string, what: string): string {
    if (!/^[\w. -]+$/.test(text))
      throw new CompileError(`${JSON.stringify(text)} is nothing that PostgreSQL takes for ${what}: letters, digits and blanks`);
    return text;
  }

  // Constraints

  override visitCheckConstraint(constraint: CheckConstraint): string {
    return super.visitCheckConstraint(constraint) + this.notValid(constraint);
  }
  override visitForeignKeyConstraint(constraint: ForeignKeyConstraint): string {
    return super.visitForeignKeyConstraint(constraint) + this.notValid(constraint);
  }
  private notValid(constraint: Constraint): string {
    return constraint.extra.postgresqlNotValid === true ? " NOT VALID" : "";
  }
  override visitPrimaryKeyConstraint(constraint: PrimaryKeyConstraint): string {
    if (constraint.columns.length === 0) return "";
    return `${this.constraintPrefix(constraint)}PRIMARY KEY (${this.columnList(constraint.columns)})${this.included(constraint, constraint.table)}${this.deferrability(constraint)}`;
  }
  override visitUniqueConstraint(constraint: UniqueConstraint): string {
    if (constraint.columns.length === 0) return "";
    return `${this.constraintPrefix(constraint)}UNIQUE${this.nullsDistinct(constraint)} (${this.columnList(constraint.columns)})${this.included(constraint, constraint.table)}${this.deferrability(constraint)}`;
  }
  visitExcludeConstraint(constraint: ExcludeConstraint): string {
    const parts = constraint.elements.map(({ what, operator }) => {
      if (!/^[-+*/<>=~!@#%^&|`?]+$/.test(operator) && !/^OPERATOR\([\w."]+\.[-+*/<>=~!@#%^&|`?]+\)$/i.test(operator))
        throw new CompileError(`${JSON.stringify(operator)} is no operator for an EXCLUDE constraint, such as "=" or "&&"`);
      return `${this.operatorClass(this.indexed(what), what, constraint.ops)} WITH ${operator}`;
    });
    const { where } = constraint;
    const condition = where === null ? "" : ` WHERE (${typeof where === "string" ? where : this.expression(where)})`;
    return `${this.constraintPrefix(constraint)}EXCLUDE USING ${this.word(constraint.using, "using")} (${parts.join(", ")})${condition}${this.deferrability(constraint)}`;
  }
  private nullsDistinct(item: Constraint | Index): string {
    const given = item.extra.postgresqlNullsNotDistinct;
    return typeof given !== "boolean" ? "" : given ? " NULLS NOT DISTINCT" : " NULLS DISTINCT";
  }
  /** INCLUDE: names of columns, or columns. */
  private included(item: Constraint | Index, table: AnyTable | null): string {
    const given = item.extra.postgresqlInclude as readonly (string | SchemaColumn)[] | undefined;
    if (given === undefined || given.length === 0) return "";
    const names = given.map((each) => this.columnName(typeof each === "string" ? this.columnNamed(each, table) : each));
    return ` INCLUDE (${names.join(", ")})`;
  }
  private columnNamed(name: string, table: AnyTable | null): SchemaColumn {
    const column = table?.column(name) ?? table?.columnNamed(name);
    if (column === undefined)
      throw new CompileError(`postgresqlInclude names the column "${name}", which the table "${table?.fullName ?? "?"}" does not have`);
    return column;
  }

  // Indexes

  protected override afterIndex(index: Index): string {
    return index.extra.postgresqlConcurrently === true ? "CONCURRENTLY " : "";
  }
  protected override indexUsing(index: Index): string {
    const using = index.extra.postgresqlUsing;
    return typeof using === "string" ? `USING ${this.word(using, "postgresqlUsing").toLowerCase()} ` : "";
  }
  protected override indexPart(index: Index, part: Part): string {
    return this.operatorClass(this.indexed(part), part, (index.extra.postgresqlOps as Readonly<Record<string, string>> | undefined) ?? {});
  }
  /** A column, or an expression in parentheses. */
  private indexed(part: Part): string {
    return this.expression(part.kind === "column" || part.kind === "text" || isRaw(part) ? part : part.selfGroup());
  }
  private operatorClass(text: string, part: Part, classes: Readonly<Record<string, string>>): string {
    const { key, name } = part as { readonly key?: string; readonly name?: string };
    const found = (key === undefined ? undefined : classes[key]) ?? (name === undefined ? undefined : classes[name]);
    return found === undefined ? text : `${text} ${this.word(found, "an operator class")}`;
  }
  protected override indexSuffix(index: Index): string {
    const { postgresqlWith: storage, postgresqlTablespace: tablespace } = index.extra as {
      readonly postgresqlWith?: Readonly<Record<string, StorageValue>>;
      readonly postgresqlTablespace?: string;
    };
    let text = this.included(index, this.tableOf(index)) + this.nullsDistinct(index);
    if (storage !== undefined) text += ` ${this.storage(storage)}`;
    if (tablespace !== undefined) text += ` TABLESPACE ${this.quote(tablespace)}`;
    return text;
  }
  protected override indexWhere(index: Index): string {
    const where = (index.extra.postgresqlWhere as Index["where"] | undefined) ?? index.where;
    return where === null ? "" : ` WHERE ${this.expression(where)}`;
  }
  override visitDropIndex(drop: DropIndex): string {
    const text = super.visitDropIndex(drop);
    return drop.index.extra.postgresqlConcurrently === true ? text.replace("DROP INDEX ", "DROP INDEX CONCURRENTLY ") : text;
  }

  // Sequences and types

  protected override sequenceType(sequence: Sequence): string {
    return sequence.type === null ? "" : `AS ${this.type(sequence.type)}`;
  }
  visitCreateEnumType(create: CreateEnumType): string {
    return `CREATE TYPE ${this.typeIn(null).named(create.type.name, create.schema, false)} AS ENUM (${create.type.texts.map((text) => this.literalString(text)).join(", ")})`;
  }
  visitDropEnumType(drop: DropEnumType): string {
    return `DROP TYPE ${drop.ifExists ? "IF EXISTS " : ""}${this.typeIn(null).named(drop.type.name, drop.schema, false)}`;
  }
  visitCreateDomainType(create: CreateDomainType): string {
    const { type } = create;
    const { collation, default: value, constraintName, notNull, check } = type.options;
    const parts: string[] = [];
    if (collation !== undefined) parts.push(`COLLATE ${this.dialect.identifiers.quoteIdentifier(collation)}`);
    if (value !== undefined)
      parts.push(`DEFAULT ${typeof value === "string" ? this.literalString(value) : this.expression(value as unknown as Part)}`);
    if (constraintName !== undefined) parts.push(`CONSTRAINT ${this.quote(constraintName)}`);
    if (notNull === true) parts.push("NOT NULL");
    if (check !== undefined) parts.push(`CHECK (${typeof check === "string" ? check : this.expression(check as unknown as Part)})`);
    return `CREATE DOMAIN ${this.type(type)} AS ${this.type(type.baseType)}${parts.map((part) => ` ${part}`).join("")}`;
  }
  visitDropDomainType(drop: DropDomainType): string {
    return `DROP DOMAIN ${drop.ifExists ? "IF EXISTS " : ""}${this.type(drop.type)}`;
  }
}

/** `sql.raw("…")`, which is what an index of a database is told as: it has its parentheses, and perhaps an order behind them. */
function isRaw(part: Part): boolean {
  const { holes, strings } = part as { readonly holes?: readonly { readonly kind: string }[]; readonly strings?: readonly string[] };
  return part.kind === "template" && holes?.length === 1 && holes[0]?.kind === "raw" && strings?.join("") === "";
}
