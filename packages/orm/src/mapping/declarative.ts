/** The declarative base: a mapped class extends a class made from its fields. */
import {
  type AnyEntity,
  ArgumentError,
  type Fields,
  type InstanceOf,
  MetaData,
  type RequiredInit,
  type Source,
  UnmappedError,
} from "@cupel/core";
import { didYouMean, type FIELDS, type MANAGED, type SOURCE } from "@cupel/core/internal";
import type { Construct } from "./class-body.js";
import { type BaseSettings, Definition } from "./definition.js";
import type { EntityAttributes, FieldValue } from "./fields.js";
import type { PropertyField } from "./hybrid.js";
import { inherit } from "./inheritance.js";
import { type ColumnNaming, columnNamer } from "./naming.js";
import { readOptions } from "./options.js";
import { definitionOf, forget, remember } from "./registry.js";
import { rootClass } from "./root.js";

/** What every instance has beside its fields. */
export interface EntityState<F> {
  /** A promise for each attribute: loaded if need be. */
  readonly awaitableAttrs: { readonly [K in keyof F]: Promise<FieldValue<F[K]>> };
}
/** An instance of a mapped class: a property for each field. */
export type Instance<F> = { -readonly [K in keyof F]: FieldValue<F[K]> } & EntityState<F>;

type Show<T> = { [K in keyof T]: T[K] } & {};
type Settable<F> = { [K in keyof F]: F[K] extends PropertyField<unknown> ? never : K }[keyof F];
/** What the constructor takes. Foreign keys are optional because a relationship may supply them; the mapper fills what it manages. */
export type Init<F, Managed = never> = Show<
  { [K in Exclude<RequiredInit<F>, Managed>]: FieldValue<F[K]> } & {
    [K in Exclude<Settable<F>, Exclude<RequiredInit<F>, Managed>>]?: FieldValue<F[K]>;
  }
>;
export type InitArguments<F, Managed> = {} extends Init<F, Managed> ? [init?: Init<F, Managed>] : [init: Init<F, Managed>];

/**
 * `constraints` is a getter that names the class being defined, hence `unknown`: only against `any` or `unknown` does
 * TypeScript relate a property without looking at its type. For the same reason what is inferred stands in an object type of its own.
 */
export interface EntityOptions {
  /** A getter that gives an array of constraints and indexes. */
  readonly constraints?: unknown;
  schema?: string;
  comment?: string;
  /** Replaces a class of the same table: for hot reload. */
  redefine?: boolean;
  /** Whether loading an object runs the constructors of the class: unless given, where they take no arguments. */
  construct?: Construct;
  polymorphicIdentity?: string | number;
  info?: Record<string, unknown>;
  prefixes?: readonly string[];
}
/** Columns that the mapper fills. */
export interface ManagedBy<M> {
  /** The column that says of which class a row is. */
  polymorphicOn?: M;
  /** The column that counts the versions of a row. */
  versionId?: M;
}
export interface InheritOptions {
  readonly constraints?: unknown;
  polymorphicIdentity?: string | number;
  concrete?: boolean;
}
/** What a class without a table of its own cannot do without. */
export interface IdentifiedBy<P> {
  polymorphicIdentity: P;
}

export type Merge<A, B> = Omit<A, keyof B> & B;
/** A class that can be inherited from. */
export type ParentEntity = AnyEntity & { readonly [MANAGED]: unknown };
/** The parent's instance type takes the place of the base's shared members, so that whatever its body added is inherited. */
export type Subclass<This extends ParentEntity, F, S extends string> = MappedClass<
  Merge<This[typeof FIELDS], F>,
  S,
  InstanceOf<This>,
  This[typeof MANAGED]
>;

/** What a mapped class extends. */
export interface MappedClass<F, S extends string, X = {}, M = never> extends Source<F, S> {
  new (...init: InitArguments<F, M>): Instance<F> & X;
  readonly prototype: unknown;
  /** The columns and relationships of the class. */
  readonly c: EntityAttributes<F, S>;
  readonly [MANAGED]: M;
  /** A class with a table of its own, whose rows belong to rows of this one. */
  inherit<const N extends string, G extends Fields, This extends ParentEntity>(
    this: This,
    name: N,
    fields: G,
    options?: InheritOptions,
  ): Subclass<This, G, `${This[typeof SOURCE]}/${N}`>;
  /** A class whose rows are in this one's table. */
  inherit<G extends Fields, const P extends string | number, This extends ParentEntity>(
    this: This,
    fields: G,
    options: InheritOptions & IdentifiedBy<P>,
  ): Subclass<This, G, `${This[typeof SOURCE]}/${P}`>;
}

/** What models are declared with. */
export interface DeclarativeBase<BF, X = {}> {
  readonly metadata: MetaData;
  /**
   * Makes subclasses known that nothing has named yet.
   * @throws UnmappedError for a class that is not mapped
   */
  register(...subclasses: AnyEntity[]): void;
  /** A base whose tables have these fields besides. */
  with<G extends Fields>(fields: G): DeclarativeBase<BF & G, X>;
  /**
   * What a mapped class extends.
   * @example `class User extends Base.table("users", { id: column(t.integer(), { primaryKey: true }), name: column(t.string(50)) }) {}`
   * @throws ArgumentError for a name that is taken, and for an option that does not exist
   */
  table<const N extends string, F extends Fields, const M extends keyof F & string = never>(
    name: N,
    fields: F,
    options?: EntityOptions & ManagedBy<M>,
  ): MappedClass<F & BF, N, X, M>;
}

export interface BaseOptions<BF, C> {
  /** Where the tables are kept; a new one unless given. */
  metadata?: MetaData;
  /** Fields that every table has. */
  columns?: BF;
  /** How a column is called whose definition gives no name: `snake_case` unless given. */
  columnNaming?: ColumnNaming;
  /** A class with what all entities share; its constructor takes no arguments. */
  class?: C;
}

/**
 * Makes a base for models.
 *
 * @example `export const Base = declarativeBase();`
 */
export function declarativeBase<BF extends Fields = {}, C extends abstract new () => object = new () => {}>(
  options: BaseOptions<BF, C> = {},
): DeclarativeBase<BF, InstanceType<C>> {
  const known = ["metadata", "columns", "columnNaming", "class"];
  for (const key of Object.keys(options))
    if (!known.includes(key))
      throw new ArgumentError(
        `declarativeBase() has no option ${JSON.stringify(key)}.${didYouMean(key, known)} The options are ${known.join(", ")}.`,
      );
  const settings: BaseSettings = {
    metadata: options.metadata ?? new MetaData(),
    columnName: columnNamer(options.columnNaming ?? "snake_case"),
    Root: rootClass(options.class ?? (Object as unknown as new () => object)),
  };
  return new Base(settings, options.columns === undefined ? [] : [options.columns]) as unknown as DeclarativeBase<BF, InstanceType<C>>;
}

class Base {
  readonly metadata: MetaData;
  readonly #settings: BaseSettings;
  readonly #shared: readonly object[];
  readonly #definitions: Map<string, Definition>;

  constructor(settings: BaseSettings, shared: readonly object[], definitions = new Map<string, Definition>()) {
    this.metadata = settings.metadata;
    this.#settings = settings;
    this.#shared = shared;
    this.#definitions = definitions;
  }

  register(...classes: readonly Function[]): void {
    for (const each of classes) {
      const definition = definitionOf(each);
      if (definition === undefined)
        throw new UnmappedError(
          `Base.register() was given ${typeof each === "function" ? `class ${each.name}` : String(each)}, which is not mapped: it takes classes that extend Base.table(…) or Parent.inherit(…).`,
        );
      definition.learn(each);
    }
  }

  with(fields: object): Base {
    checkFields("Base.with()", fields);
    return new Base(this.#settings, [fields, ...this.#shared], this.#definitions);
  }

  table(name: string, fields: object, options: object = {}): Function {
    if (typeof name !== "string" || name === "")
      throw new ArgumentError(`Base.table() takes the name of the table first, not ${JSON.stringify(name) ?? String(name)}.`);
    checkFields(`Base.table("${name}", …)`, fields);
    const all = merge([fields, ...this.#shared]);
    if (Object.hasOwn(all, "awaitableAttrs"))
      throw new ArgumentError(
        `Base.table("${name}", …): every object has \`awaitableAttrs\` of its own. Call the field otherwise; the column may keep its name: column(…, { name: "awaitable_attrs" }).`,
      );
    const { mapping, table } = readOptions(name, all, options);
    const definition = new Definition(this.#settings, name, all, mapping, table);
    const { generated } = definition;
    Object.defineProperty(generated, "inherit", { configurable: true, value: inherit });
    const replaced = this.#definitions.get(definition.table.fullName);
    if (replaced !== undefined) forget(replaced);
    this.#definitions.set(definition.table.fullName, definition);
    remember(definition);
    return generated;
  }
}

function checkFields(where: string, fields: unknown): void {
  if (typeof fields !== "object" || fields === null || Array.isArray(fields))
    throw new ArgumentError(`${where} takes an object of fields: { id: column(t.integer(), { primaryKey: true }), … }.`);
}

/** By descriptor, so that no getter is called: the class's own fields first, then those it shares; what is its own wins. */
function merge(parts: readonly object[]): object {
  const fields = {};
  for (const part of parts) {
    for (const [key, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(part))) {
      if (!Object.hasOwn(fields, key)) Object.defineProperty(fields, key, { ...descriptor, configurable: true, enumerable: true });
    }
  }
  return fields;
}
