/** How an element that only PostgreSQL has is written, and refused elsewhere. */
import { CompileError } from "@cupel/core";
import { DefaultDialect, type SqlCompiler } from "@cupel/core/internal";
import { PostgresCompiler } from "../compiler.js";

type OwnVisit = "visitArrayConstructor" | "visitArraySlice" | "visitTextMatch";

/** Calls a method of PostgreSQL's compiler; generic SQL, which is only read, borrows it. */
export function visitOwn(compiler: SqlCompiler, method: OwnVisit, element: unknown, what: string): string {
  if (compiler instanceof PostgresCompiler || compiler.dialect instanceof DefaultDialect)
    return PostgresCompiler.prototype[method].call(compiler as PostgresCompiler, element as never);
  throw new CompileError(`The ${compiler.dialect.name} dialect does not support ${what}, which PostgreSQL has`);
}
