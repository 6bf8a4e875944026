/**
 * What the base classes of expressions need of modules that are built upon them: how an operator makes an expression, and how a construct
 * is turned into text. Those modules put themselves here when they are loaded, so that no module depends on one that depends on it.
 */

import type { TypeEngine } from "../types/engine.js";
import type { ClauseElement, ColumnElement, Expression } from "./element.js";
import type { FromClause } from "./from.js";
import type { Operator } from "./operators.js";

export interface LikeOptions {
  readonly escape?: string | undefined;
  readonly autoescape?: boolean | undefined;
}

/** The functions behind the methods of `ColumnElement` (expression/operate.ts). */
export interface Operations {
  compare(left: ColumnElement<unknown, unknown>, operator: Operator, right: unknown): ColumnElement<boolean>;
  calculate(left: ColumnElement<unknown, unknown>, operator: Operator, right: unknown): ColumnElement<unknown, unknown>;
  contained(left: ColumnElement<unknown, unknown>, operator: Operator, values: unknown): ColumnElement<boolean>;
  between(
    left: ColumnElement<unknown, unknown>,
    operator: Operator,
    low: unknown,
    high: unknown,
    symmetric: boolean,
  ): ColumnElement<boolean>;
  like(
    left: ColumnElement<unknown, unknown>,
    operator: Operator,
    pattern: unknown,
    options: LikeOptions | undefined,
  ): ColumnElement<boolean>;
  matchesRegexp(left: ColumnElement<unknown, unknown>, pattern: unknown, flags: string | undefined): ColumnElement<boolean>;
  replaceRegexp(
    left: ColumnElement<unknown, unknown>,
    pattern: unknown,
    replacement: unknown,
    flags: string | undefined,
  ): ColumnElement<unknown, unknown>;
  custom(
    left: ColumnElement<unknown, unknown>,
    symbol: string,
    right: unknown,
    options: CustomOperatorOptions | undefined,
  ): ColumnElement<unknown, unknown>;
  unary(element: ColumnElement<unknown, unknown>, operator: Operator): ColumnElement<unknown, unknown>;
  modify(element: ColumnElement<unknown, unknown>, operator: Operator): ColumnElement<unknown, unknown>;
  collate(element: ColumnElement<unknown, unknown>, name: string): ColumnElement<unknown, unknown>;
  cast(element: ColumnElement<unknown, unknown>, type: TypeEngine<unknown>): ColumnElement<unknown, unknown>;
  negate(element: ColumnElement<unknown, unknown>): ColumnElement<boolean>;
  group(element: ColumnElement<unknown, unknown>): ColumnElement<unknown, unknown>;
  /** A boolean expression where a condition stands: `x`, or `x = 1` where there is no boolean. */
  asCondition(element: ColumnElement<unknown, unknown>): ColumnElement<boolean>;
  tableSample(from: FromClause, sampling: Expression<unknown> | number, options: { name?: string; seed?: Expression<unknown> }): FromClause;
  jsonItem(
    element: ColumnElement<unknown, unknown>,
    operator: Operator,
    path: readonly (string | number)[],
  ): ColumnElement<unknown, unknown>;
  jsonValue(
    element: ColumnElement<unknown, unknown>,
    as: JsonForm,
    type: TypeEngine<unknown> | number | null,
    scale?: number,
  ): ColumnElement<unknown, unknown>;
}
/** As what a value inside a JSON document is wanted. */
export type JsonForm = "string" | "integer" | "float" | "boolean" | "numeric" | "json";
export interface CustomOperatorOptions {
  /** How tightly it binds; 0 puts every operand that has an operator in parentheses. */
  readonly precedence?: number | undefined;
  /** Whether the result is a condition. */
  readonly isComparison?: boolean | undefined;
  readonly returnType?: TypeEngine<unknown> | undefined;
}

export interface CompileOptions {
  /** The dialect by its name; generic SQL without it. */
  readonly dialect?: string | undefined;
  /** Writes the values into the text instead of binding them. For reading and offline scripts; never for input of strangers. */
  readonly literalBinds?: boolean | undefined;
}
export interface CompiledText {
  readonly sql: string;
  readonly parameters: readonly unknown[];
}

/** How a construct becomes text outside of an engine (compiler/standalone.ts). */
export interface Stringifier {
  stringify(element: ClauseElement): string;
  compile(element: ClauseElement, options: CompileOptions): CompiledText;
  /** What a SELECT has in FROM when it is compiled. */
  finalFroms(select: ClauseElement): readonly FromClause[];
}

function missing(): never {
  throw new Error(
    '@cupel/core was loaded in part: import from "@cupel/core" (a bundler that drops modules with side effects does this as well)',
  );
}
const absent = new Proxy({}, { get: missing });

export let operations: Operations = absent as Operations;
export let stringifier: Stringifier = absent as Stringifier;
export function installOperations(implementation: Operations): void {
  operations = implementation;
}
export function installStringifier(implementation: Stringifier): void {
  stringifier = implementation;
}

/** `select(…).into(…)` makes a statement of the schema (schema/create-as.ts). */
export let createTableAs: (name: string, statement: ClauseElement, options: object | undefined) => ClauseElement = missing;
export function installCreateTableAs(implementation: typeof createTableAs): void {
  createTableAs = implementation;
}
