/** JSON, which keeps its text, and JSONB, which keeps its meaning and can be searched. */
import type { StandardSchema, TypeEngine } from "@cupel/core";
import { type Dialect, JsonIndexType, JsonPathType, JsonType, type Processor, refuse } from "@cupel/core/internal";
import { type ArrayItem, formatArray } from "./array-text.js";
import { type CastOfParameter, type OwnName, typedLiteral } from "./own.js";

/** JSON as PostgreSQL takes it: text, and a cast, because only that tells the server that the text is JSON. */
export class PostgresJson<out V> extends JsonType<V> implements OwnName, CastOfParameter {
  readonly castsParameter = true;
  sqlName(_dialect: Dialect): string {
    return this.kind === "JSONB" ? "JSONB" : "JSON";
  }
  protected override createBind(_dialect: Dialect): Processor | null {
    return (value) => {
      const text = this.stringify(value);
      // JSONB keeps its strings as text, in which there is no NUL; the server says so only in terms of an escape that nobody wrote.
      if (this.kind === "JSONB" && /(?:^|[^\\])(?:\\\\)*\\u0000/.test(text))
        return refuse(this, value, "a string in it holds a NUL character, which JSONB cannot keep; use json()");
      return text;
    };
  }
  protected override createLiteral(value: unknown, dialect: Dialect): string {
    return typedLiteral(this.createBind(dialect)?.(value) as string, this, dialect);
  }
}

/**
 * JSONB: parsed when it is stored, searched by `contains`, `hasKey` and JSON paths, indexed by GIN.
 * @param schema a Standard Schema validator, which gives the type of the values
 */
export function jsonb<V = unknown>(): TypeEngine<V>;
export function jsonb<V>(schema: StandardSchema<V>): TypeEngine<V>;
export function jsonb(schema?: StandardSchema<unknown>): TypeEngine<unknown> {
  return new PostgresJson<unknown>(schema ?? null, "JSONB");
}
/** JSON: kept as the text that was given. */
export function json<V = unknown>(): TypeEngine<V>;
export function json<V>(schema: StandardSchema<V>): TypeEngine<V>;
export function json(schema?: StandardSchema<unknown>): TypeEngine<unknown> {
  return new PostgresJson<unknown>(schema ?? null, "JSON");
}

/** The steps of a path into JSON: an array of texts. */
export class PostgresJsonPath extends JsonPathType {
  protected override createBind(_dialect: Dialect): Processor | null {
    return (value) => formatArray((value as readonly ArrayItem[]).map(String));
  }
}
export { JsonIndexType };
