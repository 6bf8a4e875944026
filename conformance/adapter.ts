/**
 * The one place where the corpus meets the compiler. All it asks of core is `compileForTest` of `@cupel/core/internal`:
 *
 *     compileForTest(construct: Construct, options: {
 *       dialect: string;           // "default" is the generic compiler; the others are those registered
 *       literalBinds: boolean;     // values rendered inline
 *     }): { sql: string | string[]; params: Record<string, unknown>; required: string[]; columns: [name: string, type: string][] }
 *
 * It compiles with binds written `:name` whatever the driver's placeholders are, IN lists expanded for the values at hand (`id_1_1`, `id_1_2`),
 * the implicit RETURNING of a single-row insert included, and nothing sent anywhere. `params` are the values before a type converts them, `null`
 * for what has no value yet; `required` names those that the caller must give. `columns` are the result columns with the names of their types
 * (`Integer`, `String`, `NullType` …), empty for what gives no rows.
 *
 * A construct is a statement, a DDL element or a type (whose DDL name is the text), or one of the requests of `helpers.ts`:
 *
 *     { request: "createAll" | "dropAll", metadata, tables? }   → sql is a list
 *     { request: "many", statement, rows, batchSize? }          → sql is a list; `batches` has the parameters of each
 *     { request: "translated", construct, schemas }             → as the construct, with schema names replaced
 */
import "@cupel/dialect-mssql";
import "@cupel/dialect-mysql";
import "@cupel/dialect-postgres";
import "@cupel/dialect-sqlite";
import { compileForTest } from "@cupel/core/internal";
import type { Request } from "./helpers.js";

export interface Compiled {
  readonly sql: string | readonly string[];
  readonly params: Readonly<Record<string, unknown>>;
  readonly required: readonly string[];
  readonly columns: readonly (readonly [name: string, type: string])[];
  /** For `many`: the parameters of each statement. */
  readonly batches?: readonly Readonly<Record<string, unknown>>[];
}

export interface CompileOptions {
  readonly dialect: string;
  readonly literalBinds: boolean;
}

/** The dialects that can be compiled for, of those that the corpus has texts of. */
export const dialects: readonly string[] = ["sqlite", "postgresql", "mysql", "mariadb", "mssql"];

/** @throws what building or compiling the construct throws; `error` cases are about that. */
export const compile = async (construct: Request | unknown, options: CompileOptions): Promise<Compiled> =>
  await (compileForTest as (construct: unknown, options: CompileOptions) => Compiled | Promise<Compiled>)(construct, options);
