/**
 * Tables. A table is defined by its fields; its columns are made from them at first use, one at a time where one is asked for, so that
 * tables and classes may name each other in any order. Whatever needs them all (`columns`, a statement, `createAll`) makes them all, in the
 * order written.
 */

import { ArgumentError } from "../errors.js";
import { EVENTS, EventHub } from "../events.js";
import type { Expression } from "../expression/element.js";
import { Alias, type FromClause, TableClause } from "../expression/from.js";
import type { Source } from "../expression/protocol.js";
import { FIELDS, type SOURCE } from "../symbols.js";
import { findAutoIncrement } from "./auto-increment.js";
import { SchemaColumn } from "./column.js";
import { CheckConstraint, Constraint, ForeignKeyConstraint, PrimaryKeyConstraint, UniqueConstraint } from "./constraints.js";
import type { CreateAs } from "./create-as.js";
import type { TableDialectOptions } from "./dialect-options.js";
import { type ExtraOptions, extraOptions } from "./extra-options.js";
import { ColumnField, type Trait } from "./fields.js";
import { resolveTarget } from "./foreign-key.js";
import { Index } from "./index-definition.js";
import type { SchemaItem } from "./item.js";
import type { MetaData } from "./metadata.js";
import { typeConstraint } from "./type-constraint.js";
import type { Attributes } from "./values.js";

/** Any table, whatever its columns. */
// biome-ignore lint/suspicious/noExplicitAny: the one type of fields that stands for all
export type AnyTable = Table<any, string>;

interface CommonTableOptions extends TableDialectOptions {
  schema?: string;
  comment?: string;
  /** Words between CREATE and TABLE: `["TEMPORARY"]`. */
  prefixes?: readonly string[];
  info?: Record<string, unknown>;
  /** Replaces a table of the same name: for hot reload. */
  redefine?: boolean;
  /** If the metadata has the table already, adds these columns to it. */
  extendExisting?: boolean;
  /** If the metadata has the table already, leaves it as it is. */
  keepExisting?: boolean;
  /** The metadata must have the table already: it is given, and an error if there is none. */
  mustExist?: boolean;
  /** Quote the name always, or never, instead of where it is needed. */
  quote?: boolean;
  quoteSchema?: boolean;
  /** False: ask for generated keys in another way than by RETURNING, for a table with triggers. */
  implicitReturning?: boolean;
}
export interface TableOptions<F, S extends string> extends CommonTableOptions {
  constraints?: (c: Attributes<F, S>) => readonly SchemaItem[];
}
const KNOWN = [
  "schema",
  "comment",
  "prefixes",
  "info",
  "redefine",
  "extendExisting",
  "keepExisting",
  "mustExist",
  "quote",
  "quoteSchema",
  "implicitReturning",
  "constraints",
  "otherFields",
  "columnNaming",
  "createdBy",
];

/** What the ORM tells of a table besides. */
export interface TableDefinition extends CommonTableOptions {
  constraints?: (() => readonly SchemaItem[]) | undefined;
  /** Called for each field that is no column, once, in the order written. Without it such a field is an error. */
  otherFields?: ((key: string, value: unknown) => void) | undefined;
  /** The name in the database of a column that gives none. */
  columnNaming?: ((property: string) => string) | undefined;
  /** What creates it, if that is not CREATE TABLE with its columns. */
  createdBy?: CreateAs<unknown, string> | undefined;
}

/** A table under another name. */
export interface TableAlias<out F, out S extends string> extends Source<F, S>, Omit<FromClause, "c"> {
  readonly c: Attributes<F, S>;
}

type State = "open" | "resolving" | "complete";

export class Table<out F, out S extends string> extends TableClause implements Source<F, S> {
  declare readonly [FIELDS]: F;
  declare readonly [SOURCE]: S;
  /** The name in the database. */
  readonly tableName: S;
  readonly schema: string | null;
  readonly metadata: MetaData | null;
  readonly comment: string | null;
  readonly prefixes: readonly string[];
  readonly info: Record<string, unknown>;
  readonly quote: boolean | null;
  readonly quoteSchema: boolean | null;
  readonly implicitReturning: boolean;
  /** @internal What creates it (a view, a table made of a SELECT); null: CREATE TABLE with its columns. */
  readonly createdBy: CreateAs<unknown, string> | null;
  /** Options of dialects. */
  readonly extra: ExtraOptions;
  /** The columns by their property names. */
  readonly c: Attributes<F, S>;
  readonly [EVENTS]: EventHub;

  #fields: Map<string, PropertyDescriptor>;
  #source: object;
  #definition: TableDefinition;
  #state: State = "open";
  #known = new Map<string, SchemaColumn | null>();
  #other = new Map<string, unknown>();
  #underWay = new Set<string>();
  #columns: SchemaColumn[] = [];
  #byName = new Map<string, SchemaColumn>();
  #primaryKey: PrimaryKeyConstraint | null = null;
  #constraints: Constraint[] = [];
  #indexes: Index[] = [];
  #autoIncrement: SchemaColumn | null | undefined;

  /** @internal Made by `table()`. */
  constructor(name: S, metadata: MetaData | null, fields: object, definition: TableDefinition) {
    super();
    this.tableName = name;
    this.metadata = metadata;
    this.schema = definition.schema ?? metadata?.schema ?? null;
    this.comment = definition.comment ?? null;
    this.prefixes = definition.prefixes ?? [];
    this.info = definition.info ?? {};
    this.quote = definition.quote ?? null;
    this.quoteSchema = definition.quoteSchema ?? null;
    this.implicitReturning = definition.implicitReturning ?? true;
    this.createdBy = definition.createdBy ?? null;
    this.extra = extraOptions(`table("${this.tableName}", …)`, definition, KNOWN);
    this.#definition = definition;
    this.#source = fields;
    this.#fields = new Map(Object.entries(Object.getOwnPropertyDescriptors(fields)));
    this.c = Object.create(null) as Attributes<F, S>;
    for (const key of this.#fields.keys()) this.#expose(key);
    this[EVENTS] = new EventHub({
      target: `table "${name}"`,
      parent: metadata?.tableEvents ?? null,
      names: ["beforeCreate", "afterCreate", "beforeDrop", "afterDrop", "columnReflect"],
    });
  }

  get isLight(): boolean {
    return this.metadata === null;
  }
  /** The key under which its metadata knows it: the name, with the schema before it if it has one. */
  get fullName(): string {
    return this.schema === null ? this.tableName : `${this.schema}.${this.tableName}`;
  }
  /** Whether all its columns have been made. */
  get isComplete(): boolean {
    return this.#state === "complete";
  }

  get columns(): readonly SchemaColumn[] {
    this.resolve();
    return this.#columns;
  }
  /** The columns of the primary key, in its order. */
  override get primaryKey(): readonly SchemaColumn[] {
    return this.primaryKeyConstraint.columns;
  }
  get primaryKeyConstraint(): PrimaryKeyConstraint {
    this.resolve();
    return this.#primaryKey as PrimaryKeyConstraint;
  }
  /** Every constraint, the primary key first. */
  get constraints(): readonly Constraint[] {
    this.resolve();
    return [this.#primaryKey as PrimaryKeyConstraint, ...this.#constraints];
  }
  get foreignKeyConstraints(): readonly ForeignKeyConstraint[] {
    this.resolve();
    return this.#constraints.filter((constraint) => constraint instanceof ForeignKeyConstraint);
  }
  get indexes(): readonly Index[] {
    this.resolve();
    return this.#indexes;
  }
  /** The key column that the database counts up, if there is one. */
  get autoIncrementColumn(): SchemaColumn | null {
    this.resolve();
    return this.#autoIncrement === undefined ? (this.#autoIncrement = findAutoIncrement(this)) : this.#autoIncrement;
  }

  /** A column by its property name. Only this one is made, if the table is not complete yet. */
  column(key: string): SchemaColumn | undefined {
    return this.resolveField(key) ?? undefined;
  }
  /** A column by its name in the database. */
  columnNamed(name: string): SchemaColumn | undefined {
    this.resolve();
    return this.#byName.get(name);
  }

  override alias<const A extends string = `${S} (alias)`>(name?: A): TableAlias<F, A> & FromClause {
    return new Alias(this, name ?? null) as unknown as TableAlias<F, A> & FromClause;
  }

  /** @internal Makes one column; null if the field is none, or there is no such field. A getter that throws is tried again next time. */
  resolveField(key: string): SchemaColumn | null {
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const descriptor = this.#fields.get(key);
    if (descriptor === undefined) return null;
    if (this.#underWay.has(key)) throw new ArgumentError(`The field "${key}" of the table "${this.fullName}" refers to itself`);
    this.#underWay.add(key);
    try {
      const value: unknown = descriptor.get === undefined ? descriptor.value : descriptor.get.call(this.#source);
      const column = value instanceof ColumnField ? this.#makeColumn(key, value as ColumnField<unknown, Trait>) : null;
      if (column === null) this.#other.set(key, value);
      this.#known.set(key, column);
      return column;
    } finally {
      this.#underWay.delete(key);
    }
  }

  /** @internal Makes all columns, constraints and indexes, in the order written. */
  resolve(): void {
    if (this.#state !== "open") return;
    const columns: SchemaColumn[] = [];
    for (const key of this.#fields.keys()) {
      const column = this.resolveField(key);
      if (column !== null) columns.push(column);
    }
    const byName = new Map<string, SchemaColumn>();
    for (const column of columns) {
      const twin = byName.get(column.name);
      if (twin !== undefined)
        throw new ArgumentError(
          `The table "${this.fullName}" has two columns of the name "${column.name}": the fields "${twin.key}" and "${column.key}". Give one of them another name: column(type, { name: "…" })`,
        );
      byName.set(column.name, column);
    }
    // A getter above may have come back here through another table and been first.
    if ((this.#state as State) !== "open") return;
    this.#columns = columns;
    this.#byName = byName;
    this.#state = "resolving";
    try {
      this.#makeItems();
      for (const key of this.#fields.keys()) if (this.#other.has(key)) this.#tellOther(key, this.#other.get(key));
      this.#state = "complete";
    } catch (error) {
      this.#state = "open";
      this.#constraints = [];
      this.#indexes = [];
      this.#primaryKey = null;
      for (const column of columns) column.ownKeys.clear();
      throw error;
    }
  }

  /** Adds a constraint or an index. */
  append(item: SchemaItem): this {
    this.resolve();
    this.#add(item);
    return this;
  }
  /** Adds a column, or puts another in the place of one. */
  appendColumn(key: string, field: ColumnField<unknown, Trait>): this {
    const items = this.#state === "complete" ? { constraints: [...this.#constraints], indexes: [...this.#indexes] } : null;
    const replaced = this.#known.get(key) ?? null;
    this.#fields.set(key, { value: field, enumerable: true, configurable: true, writable: true });
    this.#known.delete(key);
    this.#expose(key);
    if (items === null) return this;
    const column = this.resolveField(key) as SchemaColumn;
    const columns = replaced === null ? [...this.#columns, column] : this.#columns.map((own) => (own === replaced ? column : own));
    this.#columns = columns;
    this.#byName = new Map(columns.map((own) => [own.name, own]));
    this.#autoIncrement = undefined;
    if (replaced !== null)
      this.#constraints = this.#constraints.filter(
        (constraint) => !(constraint.implicit !== null && constraint.columns.includes(replaced)),
      );
    if (column.primaryKey || replaced?.primaryKey === true) this.#primaryKey = this.#keyFromColumns();
    this.#makeImplicit(column);
    return this;
  }

  /** A copy in another metadata, under another name or schema if they are given. */
  toMetadata(metadata: MetaData, options: { name?: string; schema?: string | null } = {}): Table<F, S> {
    this.resolve();
    const name = options.name ?? this.tableName;
    const schema = options.schema === undefined ? (this.schema === this.metadata?.schema ? metadata.schema : this.schema) : options.schema;
    const present = metadata.find(schema === null ? name : `${schema}.${name}`);
    if (present !== undefined) return present as unknown as Table<F, S>;
    const fields = Object.fromEntries(this.#columns.map((column) => [column.key, column.copyField()]));
    const definition: TableDefinition = {
      ...this.extra,
      prefixes: this.prefixes,
      info: { ...this.info },
      implicitReturning: this.implicitReturning,
      ...(schema === null ? {} : { schema }),
      ...(this.comment === null ? {} : { comment: this.comment }),
      ...(this.quote === null ? {} : { quote: this.quote }),
      ...(this.quoteSchema === null ? {} : { quoteSchema: this.quoteSchema }),
    };
    const copy = new Table<F, S>(name as S, metadata, fields, definition);
    metadata.add(copy);
    copy.resolve();
    for (const constraint of this.constraints)
      if (constraint.implicit !== "type" && !(constraint instanceof PrimaryKeyConstraint && constraint.columns.length === 0))
        copy.#add(constraint.copyTo(copy));
    for (const index of this.#indexes) copy.#add(index.copyTo(copy));
    return copy;
  }

  override toString(): string {
    return this.fullName;
  }

  #expose(key: string): void {
    Object.defineProperty(this.c, key, {
      enumerable: true,
      configurable: true,
      get: () => {
        const column = this.resolveField(key);
        if (column === null) delete (this.c as Record<string, unknown>)[key];
        else Object.defineProperty(this.c, key, { value: column, enumerable: true, configurable: true, writable: false });
        return column ?? undefined;
      },
    });
  }

  #makeColumn(key: string, field: ColumnField<unknown, Trait>): SchemaColumn {
    const name = field.options.name ?? this.#definition.columnNaming?.(key) ?? key;
    if (name === "") throw new ArgumentError(`The field "${key}" of the table "${this.fullName}" has an empty name`);
    const type = field.type ?? resolveTarget(field.reference?.target as () => Expression<unknown>, this, name).type;
    return new SchemaColumn(field, key, name, type, this);
  }

  #tellOther(key: string, value: unknown): void {
    delete (this.c as Record<string, unknown>)[key];
    if (this.#definition.otherFields === undefined)
      throw new ArgumentError(
        `The field "${key}" of the table "${this.fullName}" is no column: make it with column() or foreignKey(). Relationships belong to mapped classes`,
      );
    this.#definition.otherFields(key, value);
  }

  /** The listed constraints come before those that columns make, as SQLAlchemy has them. */
  #makeItems(): void {
    const listed = this.#definition.constraints === undefined ? [] : (this.#definition.constraints as (c: unknown) => unknown)(this.c);
    if (!Array.isArray(listed))
      throw new ArgumentError(`The constraints of the table "${this.fullName}" must be an array: [checkConstraint(…), index(…)]`);
    for (const item of listed as unknown[]) {
      if (item instanceof PrimaryKeyConstraint) {
        item.attach(this);
        for (const column of item.columns) column.makePrimaryKey();
        this.#primaryKey = item;
      }
    }
    this.#primaryKey ??= this.#keyFromColumns();
    for (const item of listed as SchemaItem[]) if (!(item instanceof PrimaryKeyConstraint)) this.#add(item);
    for (const column of this.#columns) this.#makeImplicit(column);
  }

  #keyFromColumns(): PrimaryKeyConstraint {
    const constraint = new PrimaryKeyConstraint(
      this.#columns.filter((column) => column.primaryKey),
      {},
    );
    constraint.implicit = "column";
    constraint.attach(this);
    return constraint;
  }

  #makeImplicit(column: SchemaColumn): void {
    if (column.index) this.#addImplicit(new Index(null, [column], { unique: column.unique }));
    else if (column.unique) this.#addImplicit(new UniqueConstraint([column], {}));
    const check = typeConstraint(column);
    if (check !== null) this.#addImplicit(check);
    const { reference } = column.field;
    if (reference !== null) {
      const { target, ...options } = reference;
      this.#addImplicit(new ForeignKeyConstraint([column], [target], options));
    }
  }
  #addImplicit(item: Constraint | Index): void {
    if (item instanceof Constraint && item.implicit === null) item.implicit = "column";
    this.#add(item);
  }

  #add(item: SchemaItem): void {
    if (item instanceof Index) {
      item.attach(this);
      const { expressions } = item;
      if (expressions.length > 0 && !this.#indexes.includes(item)) this.#indexes.push(item);
    } else if (item instanceof PrimaryKeyConstraint) {
      item.attach(this);
      for (const column of item.columns) column.makePrimaryKey();
      this.#primaryKey = item;
      this.#autoIncrement = undefined;
    } else if (item instanceof Constraint) {
      item.attach(this);
      if (item instanceof ForeignKeyConstraint) for (const key of item.elements) key.parent.ownKeys.add(key);
      else if (!(item instanceof CheckConstraint)) void item.columns;
      if (!this.#constraints.includes(item)) this.#constraints.push(item);
    } else {
      throw new ArgumentError(
        `The constraints of the table "${this.fullName}" list what is neither a constraint nor an index${item === undefined ? ": undefined" : ""}`,
      );
    }
  }
}
