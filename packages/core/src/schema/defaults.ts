/** Where values come from that a statement does not give: defaults of the application and of the database, sequences, identities, computed columns. */

import { ArgumentError } from "../errors.js";
import { type ClauseElement, type ColumnElement, type Expression, isClauseElement } from "../expression/element.js";
import type { TypeEngine } from "../types/engine.js";
import type { MetaData } from "./metadata.js";
import { nextValue } from "./next-value.js";

/** What a default that is a function is told. */
export interface DefaultContext {
  /** The values of the row so far, by the properties of its columns. */
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** A default of the application: a value, a function, an SQL expression, or a sequence. */
export type ColumnDefault =
  | { readonly kind: "scalar"; readonly value: unknown; evaluate(context: DefaultContext): unknown }
  | { readonly kind: "function"; readonly value: (context: DefaultContext) => unknown; evaluate(context: DefaultContext): unknown }
  | { readonly kind: "expression"; readonly value: ColumnElement<unknown> }
  | { readonly kind: "sequence"; readonly value: Sequence };

/** What `default` and `onUpdate` mean. */
export function columnDefault(given: unknown): ColumnDefault | null {
  if (given === undefined) return null;
  if (given instanceof Sequence) return { kind: "sequence", value: given };
  if (isClauseElement(given)) return { kind: "expression", value: given as ColumnElement<unknown> };
  if (typeof given === "function") {
    const make = given as (context: DefaultContext) => unknown;
    return { kind: "function", value: make, evaluate: (context) => make(context) };
  }
  return { kind: "scalar", value: given, evaluate: () => given };
}

/** Says that the database makes the value, by a trigger or otherwise; nothing is written into DDL. */
export class FetchedValue {
  readonly fetched = true;
}
/** A value that the database makes in a way Cupel need not know. */
export function fetchedValue(): FetchedValue {
  return new FetchedValue();
}

/** What the database puts in: a literal string, an expression, or what only it knows. */
export type ServerDefault = string | ClauseElement | FetchedValue;

/** GENERATED ALWAYS AS (…). */
export class Computed {
  readonly expression: string | ClauseElement;
  /** STORED (or PERSISTED) if true, VIRTUAL if false; the database's own choice if not said. */
  readonly persisted: boolean | null;
  constructor(expression: string | ClauseElement, persisted: boolean | null) {
    this.expression = expression;
    this.persisted = persisted;
  }
}
/**
 * The value of a computed column.
 * @example `column(t.integer(), { computed: computed("w * h", { persisted: true }) })`
 */
export function computed(expression: string | Expression<unknown>, options: { persisted?: boolean } = {}): Computed {
  return new Computed(expression as string | ClauseElement, options.persisted ?? null);
}

/** How numbers follow each other. */
export interface SequenceOptions {
  start?: number | bigint;
  increment?: number | bigint;
  minValue?: number | bigint;
  maxValue?: number | bigint;
  noMinValue?: boolean;
  noMaxValue?: boolean;
  cycle?: boolean;
  cache?: number;
  order?: boolean;
}
/** GENERATED … AS IDENTITY. */
export interface IdentityOptions extends SequenceOptions {
  /** ALWAYS instead of BY DEFAULT: an INSERT may not give the value. */
  always?: boolean;
  onNull?: boolean;
}

/** CREATE SEQUENCE: a source of numbers, by itself or as the default of a column. */
export class Sequence {
  readonly name: string;
  readonly schema: string | null;
  readonly quote: boolean | null;
  readonly options: SequenceOptions;
  readonly type: TypeEngine<unknown> | null;
  /** Used only where the database needs it to number a key. */
  readonly optional: boolean;
  readonly metadata: MetaData | null;
  constructor(
    name: string,
    options: SequenceOptions & {
      schema?: string;
      type?: TypeEngine<unknown>;
      optional?: boolean;
      metadata?: MetaData;
      quote?: boolean;
    } = {},
  ) {
    if (name === "") throw new ArgumentError("A sequence needs a name");
    const { schema, type, optional, metadata, quote, ...rest } = options;
    this.name = name;
    this.quote = quote ?? null;
    this.schema = schema ?? metadata?.schema ?? null;
    this.options = rest;
    this.type = type ?? null;
    this.optional = optional ?? false;
    this.metadata = metadata ?? null;
    metadata?.addSequence(this);
  }
  /** The next number, as an expression. */
  nextValue(): ColumnElement<number> {
    return nextValue(this);
  }
  toString(): string {
    return this.schema === null ? this.name : `${this.schema}.${this.name}`;
  }
}

/** A source of numbers: see `Sequence`. */
export function sequence(name: string, options?: ConstructorParameters<typeof Sequence>[1]): Sequence {
  return new Sequence(name, options);
}
