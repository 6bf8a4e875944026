/** How an element that only PostgreSQL has is written, and refused elsewhere. */
import { CompileError } from "@cupel/core";
import type { SqlCompiler } from "@cupel/core/internal";

/** Calls a method that PostgreSQL's compiler has. */
export function visitOwn(compiler: SqlCompiler, method: string, element: unknown, what: string): string {
  const visit = (compiler as unknown as Record<string, ((element: unknown) => string) | undefined>)[method];
  if (visit === undefined) throw new CompileError(`The ${compiler.dialect.name} dialect does not support ${what}, which PostgreSQL has`);
  return visit.call(compiler, element);
}
