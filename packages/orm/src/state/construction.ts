/**
 * How a row reaches the constructor of an object. A user's constructor drops arguments that it does not know, so a row cannot be one: it waits
 * here, and the root of the class takes it before any other constructor can run.
 */
import type { Mapper } from "../mapping/mapper.js";

export interface Construction {
  /** The class about to be made; null when nothing waits. Another class that is made meanwhile takes nothing. */
  target: Function | null;
  mapper: Mapper | null;
  /** The row in the mapper's order, or null for a new object. */
  row: unknown[] | null;
  /** The shape of a partial load, made in place of the full one. */
  partial: Function | null;
  /** What the fields of a shape are read from: set by the root, read by the initialisers that run next. */
  values: unknown[];
}

export const construction: Construction = { target: null, mapper: null, row: null, partial: null, values: [] };
