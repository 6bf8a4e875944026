/** What core asks of the ORM: statements that name entities, rewritten into plain ones, with the plan by which their rows are read. */
import { ArgumentError } from "@cupel/core";
import {
  type AnySelect,
  type ClauseElement,
  CompoundSelect,
  type Dialect,
  Select,
  SelectFromStatement,
  type StatementPlugin,
} from "@cupel/core/internal";
import { compoundPlan, namedPlan, statementPlan } from "./from-statement.js";
import { rewriteNestedSelect, rewriteSelect } from "./select-rewriter.js";
import { isWrite, rewriteWrite } from "./write-rewriter.js";

export const ormPlugin: StatementPlugin = {
  rewrite(statement: ClauseElement, dialect: Dialect) {
    if (statement instanceof Select) return rewriteSelect(statement as unknown as AnySelect);
    if (statement instanceof CompoundSelect) return { statement: statement.with({ plugin: null } as never), plan: compoundPlan(statement) };
    if (statement instanceof SelectFromStatement) {
      const inner = statement.statement;
      if (inner.kind === "text" || inner.kind === "template") return { statement: inner, plan: namedPlan(statement, dialect) };
      return { statement: withoutPlugin(inner, dialect), plan: statementPlan(statement) };
    }
    if (isWrite(statement)) return rewriteWrite(statement, dialect);
    throw new ArgumentError(`A ${statement.kind} statement cannot name entities.`);
  },
  rewriteNested(statement: ClauseElement, dialect: Dialect): ClauseElement {
    if (statement instanceof Select) return rewriteNestedSelect(statement as unknown as AnySelect);
    if (isWrite(statement)) return rewriteWrite(statement, dialect).statement;
    return withoutPlugin(statement, dialect);
  },
};

/** A statement whose own rows nobody reads as entities. */
function withoutPlugin(statement: ClauseElement, dialect: Dialect): ClauseElement {
  const { plugin } = statement as { readonly plugin?: StatementPlugin | null };
  if (plugin === null || plugin === undefined) return statement;
  if (statement instanceof Select) return rewriteNestedSelect(statement as unknown as AnySelect);
  if (isWrite(statement)) return rewriteWrite(statement, dialect).statement;
  return (statement as unknown as { with(changes: object): ClauseElement }).with({ plugin: null });
}
