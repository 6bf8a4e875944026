/** What a caller has asked `execute` for, checked. */
import { ArgumentError } from "../errors.js";
import type { ClauseElement } from "../expression/element.js";
import type { ValueSet } from "./defaults.js";
import type { ExecutionOptions, Parameters } from "./execution-options.js";
import { checkStatement } from "./statement-lookup.js";

/** What one execution asks for beside its statement and values. */
export interface ExecuteRequest {
  readonly statement: ClauseElement;
  /** `null` for none, one set, or many. */
  readonly parameters: Parameters | null;
  readonly options: ExecutionOptions;
  /** Nobody will look at more rows. */
  readonly maxRows?: number | undefined;
  /** Of many INSERTs: the keys and defaults that the database makes are wanted. */
  readonly generated?: boolean | undefined;
}

const noParameters: ExecuteRequest["parameters"] = null;

/** Checks what a caller has given to `execute`. */
export function checkedRequest(
  statement: unknown,
  parameters: unknown,
  connectionOptions: ExecutionOptions,
  options: ExecutionOptions | undefined,
): ExecuteRequest {
  const element = checkStatement(statement);
  const own = (element as { readonly executionOptionValues?: ExecutionOptions }).executionOptionValues;
  const merged = options === undefined && !hasAny(own) ? connectionOptions : { ...connectionOptions, ...own, ...options };
  return { statement: element, parameters: checkParameters(parameters), options: merged };
}

function hasAny(options: object | undefined): boolean {
  for (const _ in options) return true;
  return false;
}

function checkParameters(parameters: unknown): Parameters | null {
  if (parameters === undefined || parameters === null) return noParameters;
  if (Array.isArray(parameters)) {
    const wrong = parameters.findIndex((row: unknown) => typeof row !== "object" || row === null || Array.isArray(row));
    if (wrong !== -1) {
      throw new ArgumentError(
        `The parameters are a list, so each member must be an object of values by name; member ${wrong} is ${JSON.stringify(parameters[wrong]) ?? "undefined"}. For one set of values give one object: { name: value }.`,
      );
    }
    return parameters as readonly ValueSet[];
  }
  if (typeof parameters !== "object")
    throw new ArgumentError(
      `Parameters are given by name, as in { name: "Alice" }, not as ${JSON.stringify(parameters) ?? typeof parameters}.`,
    );
  return parameters as ValueSet;
}
