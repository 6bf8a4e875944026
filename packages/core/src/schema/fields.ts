/**
 * Fields: what a table is defined by. A field is a definition and nothing else; the column of a table is made from it when the table is
 * first used, so that tables and classes may name each other in any order.
 *
 * The words of `Trait` are all that the types remember of a column's options: equal words make equal types, which are computed once.
 */

import { isOptionOfDialect } from "../engine/registry.js";
import { ArgumentError } from "../errors.js";
import type { Expression } from "../expression/element.js";
import { checkOptions, unknownOption } from "../options.js";
import type { FIELD_VALUE, TRAITS, TUPLE } from "../symbols.js";
import { TypeEngine } from "../types/engine.js";
import type { Computed, DefaultContext, FetchedValue, IdentityOptions, Sequence } from "./defaults.js";
import type { ColumnDialectOptions } from "./dialect-options.js";

/** What the types must remember of a column's options. */
export type Trait = "nullable" | "key" | "filled" | "reference";
export type Traits<N, P, D, S, R> =
  | (N extends true ? "nullable" : never)
  | (P extends true ? "key" : never)
  | ([D] extends [never] ? ([S] extends [never] ? never : "filled") : "filled")
  | ([R] extends [never] ? never : "reference");
export type DefaultOf<V> = V | ((context: DefaultContext) => V) | Expression<V> | Sequence;
export type ForeignKeyAction = "CASCADE" | "SET NULL" | "RESTRICT" | "NO ACTION" | "SET DEFAULT";

/** A string, said so that TypeScript infers `string` and not the literal: a hundred foreign keys then share one signature. */
interface StringLike {
  readonly length: number;
  charAt(index: number): string;
}

/** `text("…")`, seen from outside. */
export interface TextLike {
  readonly kind: "text";
  readonly [TUPLE]: unknown;
}

/** What a foreign key says beside its target. */
export interface ReferenceOptions {
  /** The name of the constraint. */
  name?: string;
  onDelete?: ForeignKeyAction;
  onUpdate?: ForeignKeyAction;
  deferrable?: boolean;
  initially?: "DEFERRED" | "IMMEDIATE";
  match?: "FULL" | "PARTIAL" | "SIMPLE";
  /** Add the constraint by ALTER TABLE after both tables were created. */
  useAlter?: boolean;
  comment?: string;
}

interface CommonOptions<N, P, S> extends ColumnDialectOptions {
  nullable?: N;
  primaryKey?: P;
  /** What the database puts in: a literal string, or an expression. `text("…")` is written as it stands. */
  serverDefault?: S & (string | Expression<unknown> | TextLike | FetchedValue);
  /** Says that the database changes the value on UPDATE, so that it must be fetched. */
  serverOnUpdate?: FetchedValue;
  identity?: S & (boolean | IdentityOptions);
  computed?: S & (string | Expression<unknown> | Computed);
  unique?: boolean;
  index?: boolean;
  deferred?: boolean;
  /** The name in the database, where it is not the property's. */
  name?: string;
  comment?: string;
  info?: Record<string, unknown>;
  /** Whether a whole number key counts up: `"auto"` (the default) where it is the only key column and refers to nothing. */
  autoIncrement?: boolean | "auto" | "ignoreForeignKey";
  /** Quote the name always, or never, instead of where it is needed. */
  quote?: boolean;
  /** A column that the database makes by itself: left out of CREATE TABLE. */
  system?: boolean;
}

export interface ColumnOptions<V, N, P, D, S, R> extends CommonOptions<N, P, S> {
  /** The value where an INSERT gives none: itself, a function that makes it (and may look at its row), an SQL expression, or a sequence. */
  default?: D | ((context: DefaultContext) => NoInfer<V>);
  /** The value on UPDATE, where the statement gives none. */
  onUpdate?: NoInfer<DefaultOf<V>>;
  /** The column referred to, by the names of its table and of itself: `"users.id"`. */
  references?: R & StringLike;
  onDelete?: ForeignKeyAction;
  /** More about the foreign key that `references` makes. */
  referenceOptions?: ReferenceOptions;
}
export interface ForeignKeyOptions<N, P, D, S> extends CommonOptions<N, P, S> {
  default?: D;
  onDelete?: ForeignKeyAction;
  onUpdate?: ForeignKeyAction;
  useAlter?: boolean;
  /** The name of the constraint. */
  constraintName?: string;
  deferrable?: boolean;
  initially?: "DEFERRED" | "IMMEDIATE";
  match?: "FULL" | "PARTIAL" | "SIMPLE";
}

/** The options as they are kept. */
export interface ColumnDefinition extends CommonOptions<boolean, boolean, unknown> {
  default?: unknown;
  onUpdate?: unknown;
  deferredGroup?: string;
}
/** A foreign key as it is kept: its target is looked up when the table is first used. */
export interface ReferenceDefinition extends ReferenceOptions {
  target: string | Expression<unknown> | (() => Expression<unknown>);
}

/** A field whose attribute is an SQL expression: a column, a hybrid, a column property, a synonym. */
export abstract class ValueField<out V> {
  declare readonly [FIELD_VALUE]: V;
}

/** The definition of a column, made by `column()` or `foreignKey()`. */
export class ColumnField<out V, out T extends Trait = never> extends ValueField<V> {
  declare readonly [TRAITS]: T;
  /** `null`: the type of the column referred to. */
  readonly type: TypeEngine<unknown> | null;
  readonly options: ColumnDefinition;
  readonly reference: ReferenceDefinition | null;
  constructor(type: TypeEngine<unknown> | null, options: ColumnDefinition, reference: ReferenceDefinition | null) {
    super();
    this.type = type;
    this.options = options;
    this.reference = reference;
  }
}

/**
 * A column: its type, and what the database and the application must know of it. NOT NULL unless `nullable: true`.
 * @example `column(t.string(50), { unique: true })`
 */
export function column<
  V,
  const N extends boolean = false,
  const P extends boolean = false,
  D extends DefaultOf<V> = never,
  S = never,
  R = never,
>(type: TypeEngine<V>, options?: ColumnOptions<V, N, P, D, S, R>): ColumnField<N extends true ? V | null : V, Traits<N, P, D, S, R>> {
  if (!((type as unknown) instanceof TypeEngine))
    throw new ArgumentError(
      `column() takes a type first, made by \`t\`: column(t.string(50)), not ${typeof type === "function" ? "a function: call it" : String(type)}`,
    );
  const { references, onDelete, referenceOptions, ...rest } = (options ?? {}) as ColumnOptions<
    unknown,
    boolean,
    boolean,
    unknown,
    unknown,
    string
  >;
  const reference =
    references === undefined
      ? null
      : { ...referenceOptions, ...(onDelete === undefined ? {} : { onDelete }), target: references as string };
  if (reference === null && (onDelete !== undefined || referenceOptions !== undefined))
    throw new ArgumentError("column(): onDelete and referenceOptions say something of a foreign key; name its target with `references`");
  return new ColumnField(
    type,
    checkDefinition("column()", rest as ColumnDefinition, ["references", "onDelete", "referenceOptions"]),
    reference,
  );
}

/**
 * A column that refers to another and takes its type.
 * @example `foreignKey(users.c.id, { onDelete: "CASCADE" })`; in a model, where it names another class, as a getter
 */
export function foreignKey<V, const N extends boolean = false, const P extends boolean = false, D extends DefaultOf<V> = never, S = never>(
  target: Expression<V> | (() => Expression<V>),
  options?: ForeignKeyOptions<N, P, D, S>,
): ColumnField<N extends true ? V | null : V, Traits<N, P, D, S, string>> {
  if (target === undefined || target === null)
    throw new ArgumentError(
      "foreignKey() was given no column. If it belongs to a table or class that is defined later, write it as a getter: get userId() { return foreignKey(User.c.id); }",
    );
  const { onDelete, onUpdate, useAlter, constraintName, deferrable, initially, match, ...rest } = (options ?? {}) as ForeignKeyOptions<
    boolean,
    boolean,
    unknown,
    unknown
  >;
  const given = { name: constraintName, onDelete, onUpdate, useAlter, deferrable, initially, match };
  const reference = {
    ...(Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as ReferenceOptions),
    target,
  };
  return new ColumnField(
    null,
    checkDefinition("foreignKey()", rest as ColumnDefinition, [
      "onDelete",
      "useAlter",
      "constraintName",
      "deferrable",
      "initially",
      "match",
    ]),
    reference,
  );
}

/** A column that is left out of SELECT until it is asked for; with a `group`, all of the group come at once. */
export function deferred<V, T extends Trait>(field: ColumnField<V, T>, options?: { group?: string }): ColumnField<V, T> {
  checkOptions("deferred()", options, ["group"]);
  return new ColumnField<V, T>(
    field.type,
    { ...field.options, deferred: true, ...(options?.group === undefined ? {} : { deferredGroup: options.group }) },
    field.reference,
  );
}

/** What a column may be told, foreign keys aside. */
export const COLUMN_OPTIONS: readonly string[] = [
  "nullable",
  "primaryKey",
  "default",
  "serverDefault",
  "serverOnUpdate",
  "identity",
  "computed",
  "unique",
  "index",
  "deferred",
  "deferredGroup",
  "name",
  "comment",
  "info",
  "autoIncrement",
  "quote",
  "system",
  "onUpdate",
];

/** @param besides what the function itself has taken out of the options */
function checkDefinition(call: string, options: ColumnDefinition, besides: readonly string[]): ColumnDefinition {
  for (const key of Object.keys(options))
    if (!COLUMN_OPTIONS.includes(key) && !isOptionOfDialect(key)) throw unknownOption(call, key, [...COLUMN_OPTIONS, ...besides]);
  for (const flag of ["nullable", "primaryKey", "unique", "index", "deferred"] as const) {
    const value: unknown = options[flag];
    if (value !== undefined && typeof value !== "boolean")
      throw new ArgumentError(`${call}: ${flag} is true or false, not ${JSON.stringify(value) ?? typeof value}.`);
  }
  if (
    options.computed !== undefined &&
    (options.serverDefault !== undefined || options.default !== undefined || options.identity !== undefined)
  )
    throw new ArgumentError("A computed column has no default and no identity: the database makes its value");
  if (options.identity !== undefined && options.identity !== false && options.serverDefault !== undefined)
    throw new ArgumentError("A column has either `identity` or `serverDefault`");
  if (options.default === null)
    throw new ArgumentError("`default: null` says nothing: a column without a default is NULL already; leave it out");
  return options;
}

/** `any` on purpose: a value type of `any` is the one index signature that TypeScript accepts without looking at each property. */
// biome-ignore lint/suspicious/noExplicitAny: see above
export type Fields = Record<string, any>;
