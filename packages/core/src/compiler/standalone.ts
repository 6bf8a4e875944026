/** SQL text without an engine: `String(statement)` and `statement.compile()`. */
import { DefaultDialect, type Dialect } from "../engine/dialect.js";
import { registeredDialect } from "../engine/registry.js";
import { ArgumentError } from "../errors.js";
import { installStringifier } from "../expression/hooks.js";
import { compile, parametersOf } from "./compile.js";

let generic: Dialect | null = null;
export function genericDialect(): Dialect { return generic ??= new DefaultDialect(); }

export function dialectNamed(name: string | undefined): Dialect {
  if (name === undefined || name === "default") return genericDialect();
  const dialect = registeredDialect(name);
  if (dialect === null) throw new ArgumentError(`No dialect is called ${JSON.stringify(name)}. Import its package first: import "@cupel/dialect-${name === "postgresql" ? "postgres" : name}"`);
  return dialect;
}

installStringifier({
  compile(element, { dialect: name, literalBinds }) {
    const dialect = dialectNamed(name);
    const parameters = parametersOf(element);
    const compiled = compile(element, dialect, { literalBinds, everyColumn: true }, parameters);
    const given: Record<string, unknown> = {};
    const sql = compiled.slots.every((slot) => slot.source.kind !== "named" || !slot.source.required);
    // Parameters that have no value yet show as NULL: this is for reading.
    for (const slot of compiled.slots) if (slot.source.kind === "named" && slot.source.required) given[slot.source.key] = slot.expanding === "none" ? null : [];
    if (sql && compiled.slots.length === 0) return { sql: compiled.sql, parameters: [] };
    const bound = compiled.bind(parameters, given);
    return { sql: bound.sql, parameters: bound.values };
  },
  stringify(element) {
    const compiled = compile(element, genericDialect(), { named: true, everyColumn: true });
    return compiled.sql;
  },
});

