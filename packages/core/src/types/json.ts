/** JSON: any value that has a JSON form. `null` is SQL's NULL; `jsonNull` is the `null` of JSON. */
import type { Dialect } from "../engine/dialect.js";
import { ArgumentError } from "../errors.js";
import { deepCopy, deepEquals } from "./deep.js";
import { type Affinity, type OperatorLike, type Processor, TypeEngine } from "./engine.js";
import { refusal, refuse } from "./refusal.js";

/** The part of https://standardschema.dev that a type needs. */
export interface StandardSchema<Output> {
  readonly "~standard": {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => unknown;
    readonly types?: { readonly input: unknown; readonly output: Output } | undefined;
  };
}

class JsonNull {
  toJSON(): null {
    return null;
  }
  toString(): string {
    return "null";
  }
}
/**
 * The `null` of JSON, where `null` means that there is no value at all. Read back, both are `null`; SQL tells them apart.
 * @example `update(products).set({ attrs: jsonNull })`
 */
export const jsonNull: never = new JsonNull() as never;

interface Outcome {
  readonly value?: unknown;
  readonly issues?: readonly { readonly message: string; readonly path?: readonly unknown[] | undefined }[] | undefined;
}

export class JsonType<out V = unknown> extends TypeEngine<V> {
  readonly kind: string;
  readonly affinity: Affinity = "json";
  readonly schema: StandardSchema<unknown> | null;
  constructor(schema: StandardSchema<unknown> | null = null, kind = "json") {
    super();
    if (schema !== null && typeof schema["~standard"]?.validate !== "function")
      throw new ArgumentError("t.json() takes a Standard Schema validator (an object with `~standard`), or nothing");
    this.schema = schema;
    this.kind = kind;
  }
  override get isMutable(): boolean {
    return true;
  }
  override get isHashable(): boolean {
    return false;
  }

  /** The JSON text of a value, after the validator has accepted what will be read back. */
  protected stringify(value: unknown): string {
    let text: string | undefined;
    try {
      text = JSON.stringify(value);
    } catch (cause) {
      throw refusal(this, value, `it has no JSON form (${(cause as Error).message})`, { cause });
    }
    if (text === undefined) refuse(this, value, "it has no JSON form; use null, or jsonNull");
    if (this.schema !== null && !(value instanceof JsonNull)) this.validate(JSON.parse(text), value, "the validator says");
    return text;
  }
  protected parse(value: unknown): unknown {
    let parsed = value;
    if (typeof value === "string") {
      try {
        parsed = JSON.parse(value);
      } catch (cause) {
        throw refusal(this, value, "the database holds what is no JSON", { cause });
      }
    }
    return this.schema === null || parsed === null
      ? parsed
      : this.validate(parsed, parsed, "the database holds what the validator refuses:");
  }
  private validate(input: unknown, shown: unknown, says: string): unknown {
    const outcome = this.schema?.["~standard"].validate(input) as Outcome | PromiseLike<unknown>;
    if (typeof (outcome as PromiseLike<unknown>).then === "function")
      throw new ArgumentError("The validator of a JSON column must answer at once, not with a promise");
    const { issues, value } = outcome as Outcome;
    if (issues === undefined) return value;
    refuse(
      this,
      shown,
      `${says} ${issues.map((issue) => (issue.path?.length ? `${issue.path.map((step) => String((step as { key?: unknown }).key ?? step)).join(".")}: ` : "") + issue.message).join("; ")}`,
    );
  }

  protected override createBind(_dialect: Dialect): Processor | null {
    return (value) => this.stringify(value);
  }
  protected override createResult(_dialect: Dialect): Processor | null {
    return (value) => this.parse(value);
  }
  override coerce(operator: OperatorLike, value: unknown): TypeEngine<unknown> {
    return operator.name === "jsonPath" || (operator.name === "jsonItem" && Array.isArray(value))
      ? JSON_PATH
      : operator.name === "jsonItem"
        ? typeof value === "number"
          ? JSON_POSITION
          : JSON_INDEX
        : this;
  }
  override equals(value: unknown, kept: unknown): boolean {
    return deepEquals(value, kept);
  }
  override copy(value: unknown): unknown {
    return deepCopy(value);
  }
  override restore(kept: unknown): unknown {
    return deepCopy(kept);
  }
  protected override signature(): string | null {
    return this.schema === null ? "" : null;
  }
}

/** The name or position in `json.at("color")`, in the form that a database wants. Some databases have to be told which it is. */
export class JsonIndexType extends TypeEngine<string | number> {
  readonly kind = "jsonIndex";
  readonly affinity: Affinity = "other";
  readonly isPosition: boolean;
  constructor(isPosition = false) {
    super();
    this.isPosition = isPosition;
  }
  protected override signature(): string | null {
    return String(this.isPosition);
  }
}
/** The steps in `json.at("a", "b", 2)`. */
export class JsonPathType extends TypeEngine<readonly (string | number)[]> {
  readonly kind = "jsonPath";
  readonly affinity: Affinity = "other";
}
export const JSON_INDEX: TypeEngine<unknown> = new JsonIndexType();
export const JSON_POSITION: TypeEngine<unknown> = new JsonIndexType(true);
export const JSON_PATH: TypeEngine<unknown> = new JsonPathType();
