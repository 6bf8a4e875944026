/**
 * Which test covers which code block of the guide that Cupel is measured by. A test covers a block by its title: `guide: <heading> #<n>`, with
 * further numbers after commas (`guide: Sessions #1, #2`). Writes `docs/guide-coverage.md`; `--check` fails when that file is stale, when a title
 * names no block, or when a block whose step has come has no test.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";

/** The step whose blocks must be covered now. From the last on, every block must be. */
const STEP = 1;
const LAST_STEP = 8;

interface Block {
  readonly path: readonly string[];
  readonly number: number;
  readonly language: string;
}
interface Topic {
  readonly step: number;
  readonly topic: string;
}

/** What a heading is about and the step that builds it; a heading that is not named is of the step and topic of the one above it. */
const TOPICS: Readonly<Record<string, Topic>> = {
  "Getting Started": { step: 1, topic: "engine" },
  Installation: { step: 8, topic: "packages" },
  "Core Concepts": { step: 1, topic: "engine and sessions" },
  "Defining Models": { step: 1, topic: "models" },
  "Table Inheritance": { step: 4, topic: "inheritance" },
  "CRUD Operations": { step: 1, topic: "create, read, update, delete" },
  Relationships: { step: 1, topic: "relationships" },
  Querying: { step: 1, topic: "queries" },
  Aggregations: { step: 2, topic: "aggregations" },
  "Eager Loading": { step: 6, topic: "loading strategies" },
  "Raw SQL": { step: 3, topic: "raw SQL" },
  "Connection Pooling": { step: 3, topic: "connection pools" },
  "Event System": { step: 4, topic: "events" },
  "Session Management": { step: 4, topic: "sessions in applications" },
  "Query Optimization": { step: 6, topic: "loading strategies" },
  "Model Design": { step: 4, topic: "mapping" },
  "Error Handling": { step: 4, topic: "errors" },
  Security: { step: 7, topic: "applications" },
  "Bulk Operations": { step: 4, topic: "bulk operations" },
  "Efficient Querying": { step: 6, topic: "streaming" },
  "Caching Strategies": { step: 6, topic: "caching" },
  "Optimizing Connection Pools": { step: 3, topic: "connection pools" },
  "Index Usage": { step: 3, topic: "indexes and plans" },
  "Lazy vs Eager Loading": { step: 6, topic: "loading strategies" },
  Testing: { step: 7, topic: "testing" },
  "Migration with Alembic": { step: 5, topic: "migrations" },
};

const root = fileURLToPath(new URL("..", import.meta.url));
const blocks = JSON.parse(readFileSync(join(root, "scripts", "guide-blocks.json"), "utf8")) as Block[];
const output = join(root, "docs", "guide-coverage.md");

const topicOf = ({ path }: Block): Topic => {
  const found = [...path].reverse().find((heading) => heading in TOPICS);
  if (found === undefined) throw new Error(`${path.join(" › ")}: scripts/guide-coverage.ts does not say to which step it belongs`);
  return TOPICS[found]!;
};

const testFiles = (folder: string): string[] =>
  existsSync(join(root, folder))
    ? readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && /\.(?:test(?:-d)?|suite)\.ts$/.test(entry.name) && !entry.parentPath.includes("node_modules"))
        .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    : [];
const folders = [
  "tests",
  ...["packages", "examples"].flatMap((group) => readdirSync(join(root, group)).map((name) => join(group, name, "tests"))),
];

/** `describe`, `test` and `it`, also with `.each(…)` and the like; skipped and unwritten ones cover nothing. */
const TITLE = /\b(?:describe|test|it)((?:\.\w+)*)(?:\([^()]*\))?\(\s*(["'`])guide: (.+?)\2/g;
const problems: string[] = [];
const coverage = new Map<Block, string[]>();
for (const file of folders.flatMap(testFiles).sort()) {
  for (const [, modifiers = "", , title = ""] of readFileSync(join(root, file), "utf8").matchAll(TITLE)) {
    if (/\.(skip|todo|fails)/.test(modifiers)) continue;
    const match = /^(.+?) ((?:#\d+(?:,\s*)?)+)/.exec(title);
    const numbers = [...(match?.[2] ?? "").matchAll(/#(\d+)/g)].map(([, number]) => Number(number));
    if (match === null) problems.push(`${file}: "guide: ${title}" has no number (guide: <heading> #<n>)`);
    for (const number of numbers) {
      const heading = match?.[1] ?? "";
      const block = blocks.find((each) => each.number === number && (each.path.at(-1) === heading || each.path.join(" › ") === heading));
      if (block === undefined) problems.push(`${file}: "guide: ${heading} #${number}" names no block of the guide`);
      else coverage.set(block, [...new Set([...(coverage.get(block) ?? []), file])]);
    }
  }
}

let covered = 0;
const rows = blocks.map((block) => {
  const { step, topic } = topicOf(block);
  const tests = coverage.get(block) ?? [];
  const heading = block.path.join(" › ");
  if (tests.length > 0) covered++;
  else if (step <= STEP || STEP >= LAST_STEP) problems.push(`${heading} #${block.number} (${topic}) has no test`);
  const cell =
    tests.length > 0 ? tests.map((file) => `[${file.replace(/^.*\/tests\//, "").replace(/^tests\//, "")}](../${file})`).join(", ") : "";
  return `| ${heading} | ${block.number} | ${block.language} | ${cell || (step > STEP ? `*step ${step}: ${topic}*` : "")} |`;
});
const document = `# Coverage of the guide

Every code block of the guide that Cupel is measured by, by the heading it stands under and its number there, and the tests in which its counterpart
runs. Made by \`pnpm coverage:guide\` from the titles of the tests (\`guide: <heading> #<n>\`); a block of a later step is marked with that
step and its topic.

${covered} of ${blocks.length} blocks are covered.

| heading | block | language | covered by |
| --- | --: | --- | --- |
${rows.join("\n")}
`;

if (process.argv.includes("--check")) {
  const committed = existsSync(output) ? readFileSync(output, "utf8") : "";
  if (committed !== document) problems.push("docs/guide-coverage.md is stale: run pnpm coverage:guide");
} else writeFileSync(output, document);
console.log(`guide: ${covered} of ${blocks.length} blocks covered`);
for (const problem of problems) console.error(`  ${problem}`);
process.exitCode = problems.length > 0 ? 1 : 0;
