/** A database under the properties: how it is reached, and what it cannot hold, each with the reason. */
import type { Engine } from "@cupel/core";

/** What not every database can hold. */
export type Ability =
  /** Arrays, and arrays of arrays. */
  | "arrays"
  /** Decimals of more digits than a REAL has. */
  | "wideDecimals"
  /** Infinity in FLOAT. */
  | "infinity"
  /** The character NUL in text. */
  | "nulInText"
  /** Characters beyond U+FFFF in text. */
  | "astralText"
  /** The year 0, and moments to the microsecond in all years until 9999. */
  | "yearZero"
  /** Negative intervals, and those of more than a month. */
  | "longIntervals"
  /** A default and a CHECK with any text in them, in CREATE TABLE. */
  | "anyTextInDdl";

export interface NameRules {
  /** The longest name, in bytes of UTF-8. */
  readonly longest: number;
  /** Names that the database does not take, and why. */
  readonly refused?: { readonly why: string; readonly holds: (name: string) => boolean };
  /** What of a name the database compares: two names with equal keys are one. */
  readonly key: (name: string) => string;
}

export interface TestedDatabase {
  /** The name of its dialect. */
  readonly dialect: string;
  /** A database with nothing in it that matters. */
  open(): Engine | Promise<Engine>;
  /** What it cannot hold, and why. What is declared so must be refused, and not kept in another form. */
  readonly lacks: Readonly<Partial<Record<Ability, string>>>;
  /** The names of types that it does not have: what `t` renders as named, whatever the dialect. */
  readonly unknownTypes?: { readonly why: string; readonly names: readonly string[] };
  readonly names: NameRules;
  /** Fewer runs where each takes long. */
  readonly runs?: number;
}
