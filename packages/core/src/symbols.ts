/**
 * The names under which Cupel's objects know each other. They are `Symbol.for`, so that a value made by another copy of a package can still
 * be recognised and the mistake be named. Those that only the types speak of (`VALUE`, `SOURCE` …) exist at run time too, because a computed
 * property name needs a value to import.
 */
export const VALUE: unique symbol = Symbol.for("cupel.value");
export const SOURCE: unique symbol = Symbol.for("cupel.source");
export const FIELDS: unique symbol = Symbol.for("cupel.fields");
export const FIELD_VALUE: unique symbol = Symbol.for("cupel.fieldValue");
export const TRAITS: unique symbol = Symbol.for("cupel.traits");
export const TYPE: unique symbol = Symbol.for("cupel.type");
export const TUPLE: unique symbol = Symbol.for("cupel.tuple");
export const NAMES: unique symbol = Symbol.for("cupel.names");
export const EXTRAS: unique symbol = Symbol.for("cupel.extras");
export const TARGET: unique symbol = Symbol.for("cupel.target");
export const CRITERION: unique symbol = Symbol.for("cupel.criterion");
export const MANAGED: unique symbol = Symbol.for("cupel.managed");
export const ROOT: unique symbol = Symbol.for("cupel.root");
export const MISTAKE: unique symbol = Symbol.for("cupel.mistake");
/** On a mapped class, an alias of one, a relationship: how it enters a Core statement (see `expression/protocol.ts`). */
export const ENTITY: unique symbol = Symbol.for("cupel.entity");
/** On every expression and FROM element: writes its structure into a cache key. */
export const KEY: unique symbol = Symbol.for("cupel.key");
/** On every clause element: the copy of core that made it. */
export const COPY: unique symbol = Symbol.for("cupel.copy");
