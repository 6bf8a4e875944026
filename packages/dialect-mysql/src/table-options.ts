/** What stands behind CREATE TABLE (…): ENGINE, CHARSET, COMMENT, PARTITION BY. */
import { type AnyTable, ArgumentError } from "@cupel/core";
import { checkedWord } from "./identifiers.js";

/** Values that are texts in quotes. */
const quoted: ReadonlySet<string> = new Set([
  "COMMENT",
  "DATA_DIRECTORY",
  "INDEX_DIRECTORY",
  "PASSWORD",
  "CONNECTION",
  "COMPRESSION",
  "ENCRYPTION",
]);
/** Names in which a blank stands for `_`, as the grammar has it. */
const spaced: ReadonlySet<string> = new Set([
  "DATA_DIRECTORY",
  "INDEX_DIRECTORY",
  "DEFAULT_CHARACTER_SET",
  "CHARACTER_SET",
  "DEFAULT_CHARSET",
  "DEFAULT_COLLATE",
]);
const withoutEquals: ReadonlySet<string> = new Set(["TABLESPACE", "DEFAULT_CHARACTER_SET", "CHARACTER_SET"]);
/** In the order of the grammar: a character set before its collation. */
const partitioning = ["PARTITION_BY", "PARTITIONS", "SUBPARTITION_BY", "SUBPARTITIONS"] as const;
/** Expressions of SQL, which the user writes. */
const raw: ReadonlySet<string> = new Set(["PARTITION_BY", "SUBPARTITION_BY", "UNION"]);
const collations: ReadonlySet<string> = new Set(["COLLATE", "DEFAULT_COLLATE"]);

/** @param prefixes the names with which the options begin; one of a later name goes before one of an earlier */
export function tableOptions(table: AnyTable, prefixes: readonly string[], literal: (text: string) => string): string {
  const options = new Map<string, unknown>();
  for (const prefix of prefixes) {
    for (const [key, value] of Object.entries(table.extra)) {
      if (!key.startsWith(prefix) || value === null) continue;
      const name = key.slice(prefix.length);
      if (/^[A-Z]/.test(name)) options.set(name.replace(/(?!^)[A-Z]/g, (letter) => `_${letter}`).toUpperCase(), value);
    }
  }
  if (table.comment !== null) options.set("COMMENT", table.comment);
  const plain = [...options.keys()].filter((name) => !(partitioning as readonly string[]).includes(name));
  plain.sort((a, b) => Number(collations.has(a)) - Number(collations.has(b)));
  const parts = plain.map((name) => {
    const text = optionValue(name, options.get(name), literal);
    return `${spaced.has(name) ? name.replaceAll("_", " ") : name}${withoutEquals.has(name) ? " " : "="}${text}`;
  });
  for (const name of partitioning)
    if (options.has(name)) parts.push(`${name.replaceAll("_", " ")} ${optionValue(name, options.get(name), literal)}`);
  return parts.join(" ");
}

function optionValue(name: string, value: unknown, literal: (text: string) => string): string {
  if (typeof value === "boolean") return value ? "1" : "0";
  if (typeof value === "number" && Number.isSafeInteger(value)) return String(value);
  if (typeof value !== "string") throw new ArgumentError(`${name} of a table is a text, a whole number or a boolean, not ${String(value)}`);
  if (quoted.has(name)) return literal(value);
  return raw.has(name) ? value : checkedWord(value, name);
}
