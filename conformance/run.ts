/**
 * Compares the SQL that Cupel writes with a corpus of expectations.
 *
 *     pnpm conformance [--cases file] [--translations folder] [--dialect sqlite,mssql] [--area select,joins] [--case id] [--verbose]
 *
 * Every difference must be mended or listed with its reason in `docs/differences-from-sqlalchemy.md`; a listing that has become untrue is a
 * failure too, as is a case without a translation.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { record } from "../scripts/record.mjs";
import { dialects as available, type Compiled, compile } from "./adapter.js";
import { type Case, concerns, expectedError, expectedText } from "./cases.js";
import { differences, differingError, sameValue } from "./compare.js";
import { helpers, isRequest } from "./helpers.js";
import { findListing, parseListings } from "./listed.js";

type Translation = (schema: any, helpers: typeof import("./helpers.js").helpers) => unknown;
type Outcome = "equal" | "listed" | "differs" | "missing";

const here = fileURLToPath(new URL(".", import.meta.url));
const { values: options } = parseArgs({
  // pnpm hands a `--` on.
  args: process.argv.slice(2).filter((each) => each !== "--"),
  options: {
    cases: { type: "string", default: join(here, "cases.json") },
    translations: { type: "string", default: join(here, "translations") },
    differences: { type: "string", default: join(here, "..", "docs", "differences-from-sqlalchemy.md") },
    dialect: { type: "string", multiple: true, default: [...available] },
    area: { type: "string", multiple: true, default: [] },
    case: { type: "string", multiple: true, default: [] },
    verbose: { type: "boolean", default: false },
  },
});
const listOf = (given: readonly string[]): string[] => given.flatMap((each) => each.split(",")).filter(Boolean);

/** Logs of sessions, and what maps or migrates, come with the steps that build them. */
const isLater = (each: Case): boolean => each.kind === "scenario" || /^(orm|migrate)-/.test(each.area);
const isFound = (file: string): boolean => /\.[cm]?[jt]s$/.test(file) && !/\.d\.[cm]?ts$/.test(file);

const cases = JSON.parse(readFileSync(resolve(options.cases), "utf8")) as Case[];
const dialects = listOf(options.dialect);
const areas = listOf(options.area);
const ids = listOf(options.case);
const listings = existsSync(options.differences) ? parseListings(readFileSync(resolve(options.differences), "utf8")) : [];

for (const name of dialects) {
  if (!available.includes(name)) throw new Error(`Cupel does not compile for ${name} here yet; it does for ${available.join(", ")}`);
}
for (const area of areas) {
  if (!cases.some((each) => each.area === area)) throw new Error(`there is no area "${area}" in ${basename(options.cases)}`);
}

const translations = new Map<string, Translation>();
const faults: string[] = [];
const folder = resolve(options.translations);
for (const file of existsSync(folder) ? readdirSync(folder).filter(isFound).sort() : []) {
  try {
    const module = (await import(pathToFileURL(join(folder, file)).href)) as { default?: Record<string, Translation> };
    // A CommonJS wrapper may put the default export one level down.
    const exported = (module.default as { default?: Record<string, Translation> } | undefined)?.default ?? module.default ?? {};
    for (const [id, translation] of Object.entries(exported)) {
      if (translations.has(id)) faults.push(`${file}: ${id} is translated twice`);
      translations.set(id, translation);
    }
  } catch (error) {
    faults.push(`${file} cannot be loaded: ${error instanceof Error ? (error.stack ?? error.message) : error}`);
  }
}
const known = new Set(cases.map((each) => each.id));
for (const id of translations.keys()) if (!known.has(id)) faults.push(`${id} is translated, but is no case of ${basename(options.cases)}`);

const { makeSchema } = (await import("./schema.js")) as { makeSchema: () => unknown };

/** Compiles what a translation gives: one construct, a list of them, or a plain value. */
const carryOut = async (each: Case, translation: Translation, dialect: string): Promise<{ compiled?: Compiled; value?: unknown }> => {
  const given = await translation(makeSchema(), helpers);
  if (isRequest(given) && given.request === "value") return { value: given.value };
  if ("value" in each) return { value: given };
  const compileOptions = { dialect, literalBinds: each.literal_binds ?? false };
  if (!Array.isArray(given)) return { compiled: await compile(given, compileOptions) };
  const parts: Compiled[] = [];
  for (const construct of given) parts.push(await compile(construct, compileOptions));
  return {
    compiled: {
      sql: parts.flatMap((part) => part.sql),
      params: Object.assign({}, ...parts.map((part) => part.params)),
      required: parts.flatMap((part) => [...part.required]),
      columns: parts.flatMap((part) => [...part.columns]),
    },
  };
};

const judge = async (each: Case, translation: Translation, dialect: string): Promise<string[]> => {
  const error = expectedError(each, dialect);
  let outcome: { compiled?: Compiled; value?: unknown };
  try {
    outcome = await carryOut(each, translation, dialect);
  } catch (thrown) {
    if (error !== undefined) return differingError(error, thrown);
    return [
      `threw ${
        thrown instanceof Error
          ? (thrown.stack ?? thrown.message)
              .split("\n")
              .slice(0, options.verbose ? 12 : 3)
              .join("\n")
          : String(thrown)
      }`,
    ];
  }
  if (error !== undefined) return [`no error; expected ${error}\ntext:     ${outcome.compiled?.sql ?? "none"}`];
  if ("value" in each)
    return sameValue(each.value, outcome.value)
      ? []
      : [`value:    ${JSON.stringify(outcome.value)}\nexpected: ${JSON.stringify(each.value)}`];
  const text = expectedText(each, dialect);
  return text === undefined || outcome.compiled === undefined
    ? ["nothing to compare with"]
    : differences(each, dialect, text, outcome.compiled);
};

const tally = new Map<string, Record<Outcome, number>>();
const reports: string[] = [];
let later = 0;
const laterAreas = new Set<string>();
for (const each of cases) {
  if ((areas.length > 0 && !areas.includes(each.area)) || (ids.length > 0 && !ids.includes(each.id))) continue;
  const translation = translations.get(each.id);
  for (const dialect of dialects) {
    if (isLater(each) && translation === undefined) {
      later++;
      laterAreas.add(each.kind === "scenario" ? "scenarios" : each.area);
      continue;
    }
    if (!concerns(each, dialect)) continue;
    const listing = findListing(listings, each.id, dialect);
    let outcome: Outcome;
    let found: string[] = [];
    if (translation === undefined) outcome = listing === undefined ? "missing" : "listed";
    else {
      found = await judge(each, translation, dialect);
      if (found.length === 0) outcome = "equal";
      else outcome = listing === undefined ? "differs" : "listed";
      if (outcome === "equal" && listing !== undefined)
        faults.push(`${each.id} (${dialect}) is listed as a difference and does not differ: take it out of the table`);
    }
    const key = `${each.area}\u0000${dialect}`;
    const counts = tally.get(key) ?? { equal: 0, listed: 0, differs: 0, missing: 0 };
    counts[outcome]++;
    tally.set(key, counts);
    if (outcome === "differs" || (options.verbose && outcome !== "equal")) {
      const python = each.python.split("\n").join("\n          ");
      reports.push(
        `${outcome === "listed" ? "listed " : ""}${each.id} (${dialect})\n  python: ${python}\n  ${(found.length > 0 ? found : ["no translation"]).join("\n").replaceAll("\n", "\n  ")}`,
      );
    } else if (outcome === "missing" && options.verbose) reports.push(`${each.id} (${dialect}): no translation`);
  }
}
if (areas.length === 0 && ids.length === 0) {
  for (const { ids: rows } of listings)
    for (const id of rows)
      if (!known.has(id) && options.cases === join(here, "cases.json"))
        faults.push(`the table of differences names ${id}, which is no case`);
}

for (const report of reports) console.log(`${report}\n`);
const sum: Record<Outcome, number> = { equal: 0, listed: 0, differs: 0, missing: 0 };
const row = (name: string, dialect: string, counts: Record<Outcome, number>): string =>
  `${name.padEnd(24)} ${dialect.padEnd(12)} ${[counts.equal, counts.listed, counts.differs, counts.missing].map((n) => String(n).padStart(9)).join("")}`;
console.log(
  `${"area".padEnd(24)} ${"dialect".padEnd(12)} ${["equal", "listed", "differs", "missing"].map((word) => word.padStart(9)).join("")}`,
);
for (const [key, counts] of [...tally].sort(([a], [b]) => (a < b ? -1 : 1))) {
  const [area = "", dialect = ""] = key.split("\u0000");
  console.log(row(area, dialect, counts));
  for (const outcome of Object.keys(sum) as Outcome[]) sum[outcome] += counts[outcome];
}
console.log(row("all", dialects.join(","), sum));
if (later > 0) console.log(`later: ${later} cases (${[...laterAreas].sort().join(", ")})`);
for (const fault of faults) console.error(`FAILED: ${fault}`);
const failed = sum.differs + sum.missing + faults.length;
if (sum.equal + sum.listed + failed === 0) console.error("FAILED: no case was compared");
record("conformance", { passed: sum.equal, failed: Math.max(failed, sum.equal + sum.listed > 0 ? 0 : 1), skipped: sum.listed });
process.exitCode = failed > 0 || sum.equal + sum.listed === 0 ? 1 : 0;
