/** SQL text without an engine: `String(statement)` and `statement.compile()`. */
import { DefaultDialect, type Dialect } from "../engine/dialect.js";
import { registeredDialect } from "../engine/registry.js";
import { ArgumentError } from "../errors.js";
import { installStringifier } from "../expression/hooks.js";
import type { AnySelect } from "../expression/select.js";
import { checkOptions } from "../options.js";
import { compile } from "./compile.js";
import { displayedFroms, fromsOf } from "./select-froms.js";

let generic: Dialect | null = null;
export function genericDialect(): Dialect {
  return (generic ??= new DefaultDialect());
}

export function dialectNamed(name: string | undefined): Dialect {
  if (name === undefined || name === "default") return genericDialect();
  const dialect = registeredDialect(name);
  if (dialect === null)
    throw new ArgumentError(
      `No dialect is called ${JSON.stringify(name)}. Import its package first: import "@cupel/dialect-${name === "postgresql" ? "postgres" : name}"`,
    );
  return dialect;
}

const noParameters: readonly never[] = [];

installStringifier({
  compile(element, options) {
    checkOptions("compile()", options, ["dialect", "literalBinds"]);
    const { dialect: name, literalBinds } = options;
    const dialect = dialectNamed(name);
    // The compiled form serves this statement alone, so that no key is needed by which another would find its values.
    const compiled = compile(element, dialect, { literalBinds, everyColumn: true }, noParameters);
    let given: Record<string, unknown> | null = null;
    // Parameters that have no value yet show as NULL: this is for reading.
    for (const { source, expanding } of compiled.slots)
      if (source.kind === "named" && source.required) (given ??= {})[source.key] = expanding === "none" ? null : [];
    const bound = compiled.bind(noParameters, given);
    return { sql: bound.sql, parameters: bound.values };
  },
  stringify(element) {
    const compiled = compile(element, genericDialect(), { named: true, everyColumn: true }, noParameters);
    return compiled.sql;
  },
  finalFroms(select) {
    const { plugin } = select as AnySelect;
    const core = (plugin === null ? select : plugin.rewrite(select, genericDialect()).statement) as AnySelect;
    return displayedFroms(core, fromsOf(core), new Set(), new Set());
  },
});
