/** By what a metadata is known without importing its class, which knows tables. */
export const METADATA: unique symbol = Symbol.for("cupel.metadata");
