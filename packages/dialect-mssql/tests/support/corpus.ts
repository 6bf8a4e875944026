/** The statements that Cupel writes for SQL Server of the conformance corpus. */
import { readdirSync, readFileSync } from "node:fs";
import { CupelError } from "@cupel/core";
import { compile } from "../../../../conformance/adapter.js";
import { type Case, concerns } from "../../../../conformance/cases.js";
import { helpers } from "../../../../conformance/helpers.js";
import { makeSchema } from "../../../../conformance/schema.js";

const conformance = new URL("../../../../conformance/", import.meta.url);
type Translation = (schema: unknown, given: typeof helpers) => unknown;
type Compilable = { compile(options: { dialect: string; literalBinds: boolean }): { sql: string } };

export interface Written {
  readonly id: string;
  /** In the parameter style of the driver; empty where Cupel refuses the case. */
  readonly statements: readonly string[];
  /** Why Cupel refuses it. */
  readonly refusal: CupelError | null;
  /** What the corpus expects; empty where it expects an error. */
  readonly expected: readonly string[];
}

export const cases = JSON.parse(readFileSync(new URL("cases.json", conformance), "utf8")) as Case[];

/** The types of the corpus are no statements. */
const isStatement = (each: Case): boolean => concerns(each, "mssql") && !("value" in each) && !each.area.startsWith("types");

export async function corpus(): Promise<Written[]> {
  const translations = new Map<string, Translation>();
  for (const file of readdirSync(new URL("translations/", conformance))) {
    const module = (await import(new URL(`translations/${file}`, conformance).href)) as { default: Record<string, Translation> };
    for (const [id, translation] of Object.entries(module.default)) translations.set(id, translation);
  }
  const written: Written[] = [];
  for (const each of cases) {
    const translation = translations.get(each.id);
    if (translation === undefined || !isStatement(each)) continue;
    const expected = [each.sql?.mssql ?? []].flat().map((one) => (typeof one === "string" ? one : (one[0] as string)));
    try {
      const made = translation(makeSchema(), helpers);
      const statements: string[] = [];
      for (const one of Array.isArray(made) ? made : [made]) statements.push(...(await textsOf(one, each)));
      written.push({ id: each.id, statements, refusal: null, expected });
    } catch (error) {
      if (!(error instanceof CupelError)) throw error;
      written.push({ id: each.id, statements: [], refusal: error, expected });
    }
  }
  return written;
}

async function textsOf(construct: unknown, each: Case): Promise<string[]> {
  const literalBinds = each.literal_binds ?? false;
  if (typeof (construct as Partial<Compilable>).compile === "function")
    return [(construct as Compilable).compile({ dialect: "mssql", literalBinds }).sql];
  const { sql } = await compile(construct, { dialect: "mssql", literalBinds });
  return [sql].flat().map(withVariables);
}

/** `:name` outside of quotes and brackets as `@name`. */
export function withVariables(sql: string): string {
  return sql.replace(/'(?:[^']|'')*'|\[(?:[^\]]|\]\])*\]|:(\w+)/g, (match, name: string | undefined) =>
    name === undefined ? match : `@${name}`,
  );
}
