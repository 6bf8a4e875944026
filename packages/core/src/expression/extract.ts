/** `EXTRACT(year FROM expression)`. */
import type { KeyWriter } from "../compiler/cache.js";
import { keyTag } from "../compiler/key-tags.js";
import type { SqlCompiler } from "../compiler/sql-compiler.js";
import { ArgumentError } from "../errors.js";
import { KEY } from "../symbols.js";
import type { TypeEngine } from "../types/engine.js";
import { INTEGER } from "../types/t.js";
import { argument } from "./coerce.js";
import { type ClauseElement, ColumnElement, type Expression } from "./element.js";

const TAG = keyTag();

export class Extract extends ColumnElement<number | null> {
  declare readonly kind: "extract";
  readonly field: string;
  readonly element: ColumnElement<unknown, unknown>;
  constructor(field: string, element: ColumnElement<unknown, unknown>) {
    super();
    if (typeof field !== "string" || !/^[a-z_]+$/i.test(field))
      throw new ArgumentError('extract() takes the name of a field first: extract("year", expression)');
    this.field = field;
    this.element = element;
  }
  get type(): TypeEngine<unknown> {
    return INTEGER;
  }
  accept(compiler: SqlCompiler): string {
    return compiler.visitExtract(this);
  }
  [KEY](key: KeyWriter): void {
    key.write(TAG);
    key.string(this.field);
    this.element[KEY](key);
  }
  override eachChild(visit: (child: ClauseElement) => void): void {
    visit(this.element);
  }
  override mapChildren(map: (child: ClauseElement) => ClauseElement): this {
    const element = map(this.element);
    return element === this.element ? this : (new Extract(this.field, element as ColumnElement<unknown>) as this);
  }
}
Object.defineProperty(Extract.prototype, "kind", { value: "extract" });

export type ExtractField =
  | "year"
  | "month"
  | "day"
  | "hour"
  | "minute"
  | "second"
  | "millisecond"
  | "milliseconds"
  | "microsecond"
  | "microseconds"
  | "week"
  | "dow"
  | "doy"
  | "quarter"
  | "epoch"
  | "isodow"
  | "isoyear"
  | "timezone"
  | (string & {});

/** A part of a date or time, as a number: `extract("year", users.c.createdAt)`. */
export function extract(field: ExtractField, expression: Expression<unknown>): ColumnElement<number | null> {
  return new Extract(field, argument(expression, "param", "extract()"));
}
