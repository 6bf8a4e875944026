/** Stands where the database has a value that has not been read: in a kept row, in a relationship's slot. */
export const UNLOADED: unique symbol = Symbol("cupel.unloaded");
