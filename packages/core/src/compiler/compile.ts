/** From a statement to its compiled form. */
import type { Dialect } from "../engine/dialect.js";
import type { BindParameter } from "../expression/bind.js";
import type { ClauseElement } from "../expression/element.js";
import { isStatement } from "../expression/executable-statement.js";
import { KEY } from "../symbols.js";
import { KeyWriter } from "./cache.js";
import { Compiled, type CompileRequest } from "./compiled.js";

/**
 * Compiles a statement, rewritten by its plug-in first if it names entities.
 * @param parameters what the statement's key collected; collected here without it
 */
export function compile(
  statement: ClauseElement,
  dialect: Dialect,
  request: CompileRequest = {},
  parameters?: readonly BindParameter[],
): Compiled {
  const Compiler = dialect.statementCompiler();
  const compiler = new Compiler(dialect, request);
  if ((statement as { isDdl?: true }).isDdl === true) {
    const sql = compiler.process(statement);
    return new Compiled({
      pieces: [sql],
      slots: [],
      style: compiler.parameterStyle,
      kind: "ddl",
      returnsRows: false,
      columns: [],
      plan: null,
      insert: null,
      change: null,
    });
  }
  const extracted = parameters ?? parametersOf(statement);
  let core: ClauseElement = statement;
  if (isStatement(statement) && statement.plugin !== null) {
    const rewritten = statement.plugin.rewrite(statement, dialect);
    core = rewritten.statement;
    compiler.plan = rewritten.plan;
  }
  return compiler.compileStatement(core, extracted);
}

/** The parameters of a statement, as its key collects them. */
export function parametersOf(statement: ClauseElement): readonly BindParameter[] {
  const key = new KeyWriter();
  key.reset();
  statement[KEY](key);
  return key.parameters;
}
