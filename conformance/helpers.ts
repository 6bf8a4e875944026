/**
 * What the expressions of the corpus call beside the expression language itself. Each is a request that `adapter.ts` carries out, since it
 * depends on the dialect. They are handed to every translation as its second argument, so that a folder of translations needs no import.
 */
export type Request =
  | { readonly request: "createAll" | "dropAll"; readonly metadata: unknown; readonly tables?: readonly unknown[] }
  | {
      readonly request: "many";
      readonly statement: unknown;
      readonly rows: readonly Readonly<Record<string, unknown>>[];
      readonly batchSize?: number;
    }
  | { readonly request: "translated"; readonly construct: unknown; readonly schemas: ReadonlyMap<string | null, string | null> }
  | { readonly request: "value"; readonly value: unknown };

const REQUEST = Symbol.for("cupel.conformance.request");
const request = <R extends Request>(made: R): R => Object.assign(made, { [REQUEST]: true });
export const isRequest = (value: unknown): value is Request => typeof value === "object" && value !== null && REQUEST in value;

export const helpers = {
  /** Every statement that creates the tables of a `MetaData` (or some of them), without asking what exists. */
  createAll: (metadata: unknown, options: { readonly tables?: readonly unknown[] } = {}): Request =>
    request({ request: "createAll", metadata, ...options }),
  /** The same for dropping them. */
  dropAll: (metadata: unknown, options: { readonly tables?: readonly unknown[] } = {}): Request =>
    request({ request: "dropAll", metadata, ...options }),
  /** The batched INSERT for a list of rows: a statement and its parameters for each batch. */
  many: (statement: unknown, rows: readonly Readonly<Record<string, unknown>>[], options: { readonly batchSize?: number } = {}): Request =>
    request({ request: "many", statement, rows, ...options }),
  /** Schema names replaced at execution; `null` is the schema of a table that names none: `translated(statement, [[null, "tenant"]])`. */
  translated: (construct: unknown, schemas: Iterable<readonly [string | null, string | null]>): Request =>
    request({ request: "translated", construct, schemas: new Map(schemas) }),
  /** A plain value that is not SQL: `value(metadata.sortedTables.map((each) => each.name))`. */
  value: (value: unknown): Request => request({ request: "value", value }),
} as const;
export type Helpers = typeof helpers;
export const { createAll, dropAll, many, translated, value } = helpers;
