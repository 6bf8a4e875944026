/** INSERT, UPDATE and DELETE that name entities: the table is core's already, so that only RETURNING has entities to be read. */
import { type ClauseElement, type Dialect, DmlStatement } from "@cupel/core/internal";
import type { ReadingPlan } from "../loading/reading.js";
import { columnAt, entityReference } from "./entity.js";
import { planOf } from "./from-statement.js";

export function isWrite(statement: ClauseElement): statement is DmlStatement {
  return statement instanceof DmlStatement;
}

/** The plain statement; a plan if its RETURNING names entities. */
export function rewriteWrite(statement: DmlStatement, _dialect: Dialect): { statement: DmlStatement; plan: ReadingPlan | null } {
  const returned: unknown[] = [];
  const hasEntities = statement.returned.some((part) => entityReference(part) !== null);
  const plan = hasEntities
    ? planOf(
        statement.returned,
        statement.loaderOptions,
        (reference, node) =>
          node.columns(reference.mapper).map((attribute) => ({ attribute, place: returned.push(columnAt(reference, attribute)) - 1 })),
        (element) => returned.push(element) - 1,
      )
    : null;
  return {
    statement: statement.with({ plugin: null, loaderOptions: [], returned: hasEntities ? returned : statement.returned } as never),
    plan,
  };
}
