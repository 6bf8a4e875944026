/** The third argument of `Base.table()`. */
import { ArgumentError, type SchemaItem } from "@cupel/core";
import { didYouMean, isOptionOfDialect, type TableDefinition } from "@cupel/core/internal";
import type { Construct } from "./class-body.js";

/** What a mapper takes of it. */
export interface MappingOptions {
  readonly polymorphicOn?: string;
  readonly polymorphicIdentity?: string | number;
  readonly versionId?: string;
  readonly construct?: Construct;
}

const MAPPING = ["polymorphicOn", "polymorphicIdentity", "versionId", "construct"];
const TABLE = ["constraints", "schema", "comment", "prefixes", "info", "redefine", "quote", "quoteSchema", "implicitReturning"];

/**
 * Parts what concerns the mapper from what concerns the table. Values are not looked at where they are getters.
 *
 * @throws ArgumentError for an option that does not exist, or that names no field
 */
export function readOptions(
  name: string,
  fields: object,
  given: object,
): { readonly mapping: MappingOptions; readonly table: TableDefinition } {
  const mapping: Record<string, unknown> = {};
  const table: Record<string, unknown> = {};
  for (const key of Object.keys(given)) {
    if (MAPPING.includes(key)) mapping[key] = (given as Record<string, unknown>)[key];
    else if (key === "constraints") table[key] = () => constraintsOf(name, given);
    else if (TABLE.includes(key) || isOptionOfDialect(key)) table[key] = (given as Record<string, unknown>)[key];
    else
      throw new ArgumentError(
        `Base.table("${name}", …) has no option ${JSON.stringify(key)}.${didYouMean(key, [...TABLE, ...MAPPING])} The options are ${[...TABLE, ...MAPPING].join(", ")}.`,
      );
  }
  for (const option of ["polymorphicOn", "versionId"]) {
    const field = mapping[option];
    if (field === undefined || (typeof field === "string" && Object.hasOwn(fields, field))) continue;
    throw new ArgumentError(
      `Base.table("${name}", …): ${option} names ${JSON.stringify(field)}, which is no field of it.${didYouMean(String(field), Object.keys(fields))}`,
    );
  }
  const { construct } = mapping;
  if (construct !== undefined && construct !== "auto" && construct !== "always" && construct !== "never") {
    throw new ArgumentError(`Base.table("${name}", …): construct is ${JSON.stringify(construct)}; give "always", "never" or "auto".`);
  }
  return { mapping: mapping as MappingOptions, table: table as TableDefinition };
}

function constraintsOf(name: string, given: object): readonly SchemaItem[] {
  const { constraints } = given as { readonly constraints: unknown };
  if (Array.isArray(constraints)) return constraints as SchemaItem[];
  throw new ArgumentError(
    `The constraints of Base.table("${name}", …) must be an array, given by a getter: \`get constraints() { return [uniqueConstraint(…)]; }\`, not ${typeof constraints === "function" ? "a function" : String(constraints)}.`,
  );
}
