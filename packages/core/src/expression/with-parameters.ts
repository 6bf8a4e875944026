/** A statement whose named parameters have other values. */
import { ArgumentError, didYouMean } from "../errors.js";
import { BindParameter } from "./bind.js";
import { Column } from "./column.js";
import type { ClauseElement } from "./element.js";
import { TableClause } from "./from.js";

/**
 * The same statement with values for its parameters that have names (`bindParam("name")`), wherever in it they stand. A subquery that has one
 * becomes another, and the columns that are taken from it are then those of the new one.
 * @throws ArgumentError for a name that no parameter has, and for undefined as a value
 */
export function withParameters<T extends ClauseElement>(statement: T, values: Readonly<Record<string, unknown>>): T {
  if (typeof values !== "object" || values === null)
    throw new ArgumentError('params() takes an object of values by the names of the parameters: { name: "Ann" }');
  const seen = new Set<string>();
  const done = new Map<ClauseElement, ClauseElement>();
  const replaced = (parameter: BindParameter): BindParameter => {
    const { key } = parameter;
    if (parameter.unique) return parameter;
    seen.add(key);
    if (!Object.hasOwn(values, key)) return parameter;
    return new BindParameter(key, values[key], parameter.type, false, false, parameter.expanding, null, parameter.literalExecute);
  };
  const ofTable = (column: Column<string, unknown, unknown>): ClauseElement => {
    const { table } = column;
    if (table === null || table instanceof TableClause) return column;
    const after = go(table) as typeof table;
    return after === table ? column : (after.columns[table.columns.indexOf(column)] ?? column);
  };
  const go = (before: ClauseElement): ClauseElement => {
    const known = done.get(before);
    if (known !== undefined) return known;
    const after = before instanceof BindParameter ? replaced(before) : before instanceof Column ? ofTable(before) : before.mapChildren(go);
    done.set(before, after);
    return after;
  };
  const changed = go(statement) as T;
  for (const name of Object.keys(values)) {
    if (!seen.has(name))
      throw new ArgumentError(
        `params(): the statement has no parameter "${name}".${didYouMean(name, [...seen])} ${seen.size === 0 ? 'It has none that has a name: bindParam("name")' : `It has ${[...seen].map((each) => `"${each}"`).join(", ")}`}`,
      );
    if (values[name] === undefined) throw new ArgumentError(`params(): the value of "${name}" is undefined. Give null for NULL`);
  }
  return changed;
}
