import { isOptionOfDialect } from "../engine/registry.js";
import { unknownOption } from "../options.js";

/** What is left of options when those that Core knows are taken out. */
export type ExtraOptions = Readonly<Record<string, unknown>>;

/**
 * Splits options into those that Core knows and those of dialects.
 *
 * @param what has the options, for the message
 * @throws ArgumentError for one that is neither
 */
export function extraOptions(what: string, options: object, known: readonly string[]): ExtraOptions {
  const extra: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(options)) {
    if (value === undefined || known.includes(key)) continue;
    if (!isOptionOfDialect(key)) throw unknownOption(what, key, known);
    extra[key] = value;
  }
  return extra;
}
