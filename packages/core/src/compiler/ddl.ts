/** From a defining statement to its text. Apart from the compilers, so that the statements can be written without knowing them. */
import type { Dialect } from "../engine/dialect.js";
import type { DdlElement } from "../schema/ddl.js";

/** The text of CREATE, ALTER, DROP or COMMENT for a dialect. */
export function compileDdl(
  element: DdlElement,
  dialect: Dialect,
  schemaTranslateMap?: Readonly<Record<string, string | null>> | null,
): string {
  const Compiler = dialect.ddlCompiler();
  return new Compiler(dialect, schemaTranslateMap ?? null).process(element);
}
