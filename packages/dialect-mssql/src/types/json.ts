/** The names and positions by which JSON_VALUE and JSON_QUERY reach into a document: `$."name"[0]`. */

import type { TypeEngine } from "@cupel/core";
import { type Dialect, JsonIndexType, JsonPathType, jsonPathText, type Processor, refuse } from "@cupel/core/internal";

function checked(type: TypeEngine<unknown>, steps: readonly unknown[]): string {
  for (const step of steps)
    if (typeof step === "number" && step < 0) refuse(type, step, "SQL Server counts the members of an array from 0, not from their end");
  return jsonPathText(steps);
}

export class MssqlJsonIndex extends JsonIndexType {
  protected override createBind(_dialect: Dialect): Processor | null {
    return (value) => checked(this, [value]);
  }
}
export class MssqlJsonPath extends JsonPathType {
  protected override createBind(_dialect: Dialect): Processor | null {
    return (value) => checked(this, value as readonly unknown[]);
  }
}
