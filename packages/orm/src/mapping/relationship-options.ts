import type { AnyEntity, AnyTable, Criterion, Expression } from "@cupel/core";
import { ArgumentError } from "@cupel/core";
import { didYouMean, type FIELDS } from "@cupel/core/internal";
import { ManyField, OneField } from "./fields.js";

type Order = Expression<unknown> | readonly Expression<unknown>[];
type Columns = Expression<unknown> | readonly Expression<unknown>[];
/** How a relationship is loaded when a statement does not say. */
export type Lazy = "select" | "selectin" | "joined" | "subquery" | "immediate" | "raise" | "noload" | "peers" | "write_only";

/** The options of `many()` and `one()`. */
export interface RelationshipOptions<C extends AnyEntity> {
  /** The relationship on the other side that is this one seen from there; an edit of either shows in both. Names only: asking for the type of the other side would close a cycle. */
  backPopulates?: keyof C[typeof FIELDS] & string;
  /** What is done to an object is done to those it leads to: `"all, delete-orphan"`. `save-update, merge` unless given. */
  cascade?: string;
  lazy?: Lazy;
  /** The order in which a collection is loaded. */
  orderBy?: Order;
  /** The association table of a many-to-many relationship. */
  secondary?: AnyTable | (() => AnyTable);
  /** The condition between the two tables (or to the association table), where the foreign keys do not say it. */
  primaryJoin?: Criterion;
  /** The condition between the association table and the target. */
  secondaryJoin?: Criterion;
  /** Which columns hold the reference, where several foreign keys could be meant. */
  foreignKeys?: Columns;
  /** Which columns stand on the far side, where a table refers to itself. */
  remoteSide?: Columns;
  /** Only read: edits are not written. */
  viewOnly?: boolean;
  /** Writes the reference by an UPDATE of its own, for rows that refer to each other. */
  postUpdate?: boolean;
  /** Leaves what hangs on a deleted row to the database (`ON DELETE`); `"all"` does not even look at what is loaded. */
  passiveDeletes?: boolean | "all";
  /** An object hangs on one owner at most; asked for where `delete-orphan` stands on a side that could have several. */
  singleParent?: boolean;
  collection?: unknown;
}

const KNOWN: readonly string[] = [
  "backPopulates",
  "cascade",
  "lazy",
  "orderBy",
  "secondary",
  "primaryJoin",
  "secondaryJoin",
  "foreignKeys",
  "remoteSide",
  "viewOnly",
  "postUpdate",
  "passiveDeletes",
  "singleParent",
  "collection",
];
const FLAGS = ["viewOnly", "postUpdate", "singleParent", "nullable"];
const LAZY: readonly string[] = [
  "select",
  "selectin",
  "joined",
  "subquery",
  "immediate",
  "raise",
  "noload",
  "peers",
  "write_only",
] satisfies Lazy[];

function check(builder: "many" | "one", target: unknown, options: object): void {
  const known = builder === "one" ? [...KNOWN, "nullable"] : KNOWN;
  const allowed = new Set(known);
  for (const key of Object.keys(options)) {
    if (!allowed.has(key))
      throw new ArgumentError(
        `${builder}(${nameOf(target)}) has no option "${key}".${didYouMean(key, known)} The options are ${known.join(", ")}.`,
      );
  }
  const { lazy, collection, cascade, passiveDeletes } = options as Record<string, unknown>;
  for (const flag of FLAGS) {
    const value = (options as Record<string, unknown>)[flag];
    if (value !== undefined && typeof value !== "boolean")
      throw new ArgumentError(`${builder}(${nameOf(target)}): ${flag} is true or false, not ${JSON.stringify(value) ?? typeof value}.`);
  }
  if (passiveDeletes !== undefined && typeof passiveDeletes !== "boolean" && passiveDeletes !== "all")
    throw new ArgumentError(
      `${builder}(${nameOf(target)}): passiveDeletes is true, false or "all", not ${JSON.stringify(passiveDeletes)}.`,
    );
  if (cascade !== undefined && typeof cascade !== "string")
    throw new ArgumentError(
      `${builder}(${nameOf(target)}): cascade is a string such as "all, delete-orphan", not ${JSON.stringify(cascade)}.`,
    );
  if (lazy !== undefined && !LAZY.includes(lazy as string)) {
    throw new ArgumentError(
      `${builder}(${nameOf(target)}): lazy ${JSON.stringify(lazy)} is no loading strategy.${didYouMean(String(lazy), LAZY)} There are ${LAZY.join(", ")}.`,
    );
  }
  if (lazy === "write_only")
    throw new ArgumentError(
      `${builder}(${nameOf(target)}): lazy "write_only" is not supported; leave the collection unloaded and add to it by session.append(owner, attribute, item)`,
    );
  if (collection !== undefined)
    throw new ArgumentError(
      `${builder}(${nameOf(target)}): a collection other than an array is not supported; leave "collection" out and build a Set or Map from the array where it is read`,
    );
  if (target === undefined || target === null) {
    throw new ArgumentError(
      `${builder}() was given ${String(target)} instead of a mapped class: write it as a getter, \`get posts() { return many(Post) }\`, so that the class is asked for only when it exists`,
    );
  }
}

function nameOf(target: unknown): string {
  return typeof target === "function" ? target.name : String(target);
}

/**
 * A collection of objects that refer to this one, or that an association table connects with it. Written as a getter, since it names another class.
 *
 * @example `get posts() { return many(Post, { backPopulates: "author" }); }`
 * @throws ArgumentError for an option that does not exist
 */
export function many<C extends AnyEntity>(target: C, options: RelationshipOptions<C> = {}): ManyField<C> {
  check("many", target, options);
  return new ManyField({ target, options: options as RelationshipOptions<never> });
}

/**
 * A reference to one object, or the one object that refers to this. Written as a getter, since it names another class.
 *
 * @example `get author() { return one(User, { backPopulates: "posts" }); }`
 * @throws ArgumentError for an option that does not exist
 */
export function one<C extends AnyEntity, const N extends boolean = false>(
  target: C,
  options: RelationshipOptions<C> & { nullable?: N } = {},
): OneField<C, N> {
  check("one", target, options);
  return new OneField({ target, options: options as RelationshipOptions<never> & { nullable?: boolean } });
}
