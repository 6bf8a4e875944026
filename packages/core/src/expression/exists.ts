/** `exists(select(…))`, or `exists().where(…)`. */
import { ArgumentError } from "../errors.js";
import { isSelect } from "./coerce.js";
import type { Rows } from "./executable.js";
import { literalColumn } from "./literal.js";
import { select } from "./select.js";
import { Exists, type Selectable } from "./subquery.js";

/** `EXISTS (SELECT …)`; without a statement `EXISTS (SELECT * … WHERE …)` of what the criteria name. */
export function exists(statement?: Rows<readonly unknown[]>): Exists {
  if (statement === undefined) return new Exists(select(literalColumn("*")));
  if (!isSelect(statement)) throw new ArgumentError("exists() takes a select() statement");
  return new Exists(statement as unknown as Selectable);
}
