/** JSON, and the paths by which JSON_EXTRACT reaches into it: `$."name"[0]`. */
import type { StandardSchema, TypeEngine } from "@cupel/core";
import { type Dialect, JsonIndexType, JsonPathType, JsonType, jsonPathText, type Processor } from "@cupel/core/internal";

/** A position from the end, which others write `[#-1]`, is `[last]`; the one before it `[last-1]`. */
function pathText(steps: readonly unknown[]): string {
  return `$${steps.map((step) => (typeof step === "number" && step < 0 ? `[last${step === -1 ? "" : step + 1}]` : jsonPathText([step]).slice(1))).join("")}`;
}

export class MysqlJsonIndex extends JsonIndexType {
  protected override createBind(_dialect: Dialect): Processor | null {
    return (value) => pathText([value]);
  }
}
export class MysqlJsonPath extends JsonPathType {
  protected override createBind(_dialect: Dialect): Processor | null {
    return (value) => pathText(value as readonly unknown[]);
  }
}

/** JSON. The same as `t.json()`. */
export function json<V = unknown>(): TypeEngine<V>;
export function json<V>(schema: StandardSchema<V>): TypeEngine<V>;
export function json(schema?: StandardSchema<unknown>): TypeEngine<unknown> {
  return new JsonType(schema ?? null, "JSON");
}
