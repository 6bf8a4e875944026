/** Functions, and what may follow them. A dialect spells a function in its own way by a method in `functionSpellings`. */
import type { BindParameter } from "../expression/bind.js";
import type { FunctionElement } from "../expression/function.js";
import { ansiFunctions, upperFunctions } from "../expression/function-types.js";
import type { ScalarFunctionColumn, TableValuedAlias, TableValuedColumn } from "../expression/table-valued.js";
import type { Frame, FrameBound, FunctionFilter, Over, WithinGroup } from "../expression/window.js";
import { ExpressionCompiler } from "./expression-compiler.js";

/** How a dialect writes a function of a well-known name. */
export type FunctionSpelling = (element: FunctionElement<unknown, unknown>, args: () => string) => string;

/** Names that are made of letters, once they have been looked at. */
const plainNames = new Set<string>();
function isPlain(name: string): boolean {
  if (plainNames.has(name)) return true;
  if (!/^[A-Za-z_][\w$]*$/.test(name)) return false;
  if (plainNames.size < 1000) plainNames.add(name);
  return true;
}

export abstract class FunctionCompiler extends ExpressionCompiler {
  /** The functions that this dialect calls otherwise, by their names in lower case. */
  protected get functionSpellings(): Readonly<Record<string, FunctionSpelling>> {
    return {};
  }

  visitFunction(element: FunctionElement<unknown, unknown>): string {
    const { name } = element;
    if (element.packages.length === 0) {
      const key = name.toLowerCase();
      const spelling = Object.hasOwn(this.functionSpellings, key) ? this.functionSpellings[key] : undefined;
      if (spelling !== undefined) return spelling(element, () => this.functionArguments(element));
      if (element.arguments.length === 0 && Object.hasOwn(ansiFunctions, key)) return ansiFunctions[key] as string;
      if (Object.hasOwn(upperFunctions, key)) return `${upperFunctions[key]}(${this.functionArguments(element)})`;
      if (key === "count" && element.arguments.length === 0) return `${name}(*)`;
      return `${this.functionName(name)}(${this.functionArguments(element)})`;
    }
    return `${[...element.packages, name].map((part) => this.functionName(part)).join(".")}(${this.functionArguments(element)})`;
  }
  /** A name that is made of letters is written as it is: functions are called in the case that the user chose. */
  protected functionName(name: string): string {
    return isPlain(name) ? name : this.identifiers.quoteIdentifier(name);
  }
  protected functionArguments(element: FunctionElement<unknown, unknown>): string {
    const args = this.list(element.arguments);
    return element.orderedBy.length === 0 ? args : `${args} ORDER BY ${this.list(element.orderedBy)}`;
  }

  visitOver(over: Over): string {
    const parts: string[] = [];
    if (over.partitionBy.length > 0) parts.push(`PARTITION BY ${this.list(over.partitionBy)}`);
    if (over.orderBy.length > 0) parts.push(`ORDER BY ${this.list(over.orderBy)}`);
    const text = this.process(over.element);
    if (over.frame !== null) parts.push(this.frame(over.frame));
    return `${text} OVER (${parts.join(" ")})`;
  }
  protected frame(frame: Frame): string {
    const end = (bound: FrameBound, unbounded: string): string =>
      bound.at === "unbounded"
        ? `UNBOUNDED ${unbounded}`
        : bound.at === "current"
          ? "CURRENT ROW"
          : `${bound.value === null ? "" : this.frameOffset(bound.value)} ${bound.at === "preceding" ? "PRECEDING" : "FOLLOWING"}`;
    return `${frame.unit} BETWEEN ${end(frame.from, "PRECEDING")} AND ${end(frame.to, "FOLLOWING")}`;
  }
  /** So many rows before or behind the current one. */
  protected frameOffset(value: BindParameter): string {
    return this.process(value);
  }
  visitFunctionFilter(filter: FunctionFilter): string {
    return `${this.process(filter.element)} FILTER (WHERE ${this.condition(filter.criterion)})`;
  }
  visitWithinGroup(within: WithinGroup): string {
    return `${this.process(within.element)} WITHIN GROUP (ORDER BY ${this.list(within.orderBy)})`;
  }

  /** What stands before an element of FROM that may speak of those before it. */
  protected get lateralWord(): string {
    return "LATERAL ";
  }
  visitTableValued(alias: TableValuedAlias<Record<string, unknown>>): string {
    const call = `${alias.isLateral ? this.lateralWord : ""}${this.process(alias.element)}`;
    const name = this.quote(alias.name ?? this.anonymousName(alias.nameIdentity, alias.anonymousBase, "alias"));
    const ordinality = alias.ordinality === null ? "" : " WITH ORDINALITY";
    if (!alias.isDerived) return `${call}${ordinality} AS ${name}`;
    const columns = alias.columns.map((column) => this.quote(column.name) + (alias.withTypes ? ` ${this.typeName(column.type)}` : ""));
    return `${call}${ordinality} AS ${name}(${columns.join(", ")})`;
  }
  visitTableValuedColumn(column: TableValuedColumn): string {
    const { source } = column;
    return this.quote(source.name ?? this.anonymousName(source.nameIdentity, source.anonymousBase, "alias"));
  }
  visitScalarFunctionColumn(column: ScalarFunctionColumn): string {
    return `(${this.process(column.element)}).${this.quote(column.name)}`;
  }
}
