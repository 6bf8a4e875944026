/**
 * What the types cost. Writes generated models and queries, compiles them against the built declarations of the packages and counts the
 * compiler's instantiations, which are exact and the same on every machine. TypeScript 5.9 is the yardstick. Times are those of the machine, so
 * a time over its limit is measured again before it counts.
 *
 *     node scripts/type-cost.mjs [--typescript 6.0] [--only "part of a name"]
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./pnpm.mjs";
import { record } from "./record.mjs";
import { compiler } from "./typescript.mjs";

const argument = (name) => (process.argv.includes(name) ? process.argv[process.argv.indexOf(name) + 1] : undefined);
const version = argument("--typescript") ?? "5.9";
const only = argument("--only") ?? "";
const folder = join(root, "types", `.cost-${process.pid}`);

const range = (n) => Array.from({ length: n }, (_, i) => i);
const kinds = ["t.text()", "t.integer()", "t.boolean()", "t.dateTime()"];
/** With the key and the reference to a parent: twelve columns a table. */
const columns = range(10)
  .map((i) => `c${i}: column(${kinds[i % 4]}${i % 3 === 0 ? ", { nullable: true }" : ""})`)
  .join(", ");
const required = `c1: 1, c2: true, c4: "x", c5: 2, c7: new Date(), c8: "y"`;

const coreTables = (n) => `import { column, MetaData, t, table } from "@cupel/core";
const metadata = new MetaData();
${range(n)
  .map(
    (i) =>
      `export const t${i} = table("t${i}", metadata, { id: column(t.integer(), { primaryKey: true }), parentId: column(t.integer(), { references: "t${Math.max(i - 1, 0)}.id" }), ${columns} });`,
  )
  .join("\n")}`;

const coreSelect = (q, n, wrong) => {
  const a = 1 + (q % (n - 2));
  const [A, B, D] = [a, a - 1, a + 1].map((i) => `s.t${i}`);
  const condition = { column: `${A}.c.c11.gt(${q})`, value: `${A}.c.c1.gt("x")` }[wrong] ?? `${A}.c.c1.gt(${q})`;
  const where = wrong ? `\n// @ts-expect-error\n${condition}\n` : condition;
  return `{ const rows = await connection.execute(select(${A}.c.id, ${A}.c.c0, ${A}.c.c1, ${B}.c.c2.as("bc2"), ${D}.c.c4.as("dc4")).outerJoin(${B}, ${B}.c.id.eq(${A}.c.parentId)).outerJoin(${D}, ${D}.c.parentId.eq(${A}.c.id)).where(${where}, ${B}.c.c4.eq("x")).orderBy(${A}.c.c0.asc()).limit(10)).all(); const x: boolean | null = rows[0]!.bc2; const y: number = rows[0]![0]; void [x, y]; }`;
};
const core = (n, q, wrong) => ({
  models: coreTables(n),
  queries: `import { type Connection, select } from "@cupel/core";
import * as s from "./made-models.js";
declare const connection: Connection;
export async function run() {
${range(q)
  .map((i) => coreSelect(i, n, wrong))
  .join("\n")}
}
export { select, s, connection };`,
});

const ring = (n) => `import { column, declarativeBase, foreignKey, many, one, t } from "@cupel/orm";
export const Base = declarativeBase();
${range(n)
  .map((i) => {
    const next = (i + 1) % n;
    const previous = (i + n - 1) % n;
    return `export class E${i} extends Base.table("e${i}", { id: column(t.integer(), { primaryKey: true }), get parentId() { return foreignKey(E${previous}.c.id, { nullable: true }); }, ${columns},
  get parent() { return one(E${previous}, { nullable: true, backPopulates: "children", remoteSide: E${previous}.c.id }); },
  get children() { return many(E${next}, { backPopulates: "parent", orderBy: E${next}.c.id }); },
}) { get label() { return this.c1 + (this.parent?.c1 ?? 0) + this.children.length; } }`;
  })
  .join("\n")}`;

const inSession = (imports, body) => `import { createEngine, ${imports}, Session } from "@cupel/orm";
import * as s from "./made-models.js";
const session = new Session(createEngine(""));
export async function run() {
${body.join("\n")}
}`;
const entities = (n, q, wrong) => ({
  models: ring(n),
  queries: inSession(
    "joinedLoad, select, selectInLoad",
    range(q).map((i) => {
      const [a, b, d] = [i % n, (i + 1) % n, (i + 2) % n];
      const path = wrong
        ? `selectInLoad(s.E${a}.c.children)\n// @ts-expect-error\n.joinedLoad(s.E${a}.c.children)`
        : `selectInLoad(s.E${a}.c.children).joinedLoad(s.E${b}.c.children)`;
      return `{ const all = await session.scalars(select(s.E${a}).where(s.E${a}.c.c1.gt(${i}), s.E${a}.c.children.any(s.E${b}.c.c5.eq(1))).options(${path}).orderBy(s.E${a}.c.c0)).all(); const x: boolean = all[0]!.children[0]!.children[0]!.c2; const y: s.E${d} = all[0]!.children[0]!.children[0]!; void [x, y]; }`;
    }),
  ),
});
const joins = (n) => ({
  models: ring(n),
  queries: inSession(
    "select",
    range(n).map((i) => {
      const b = (i + 1) % n;
      return `{ const rows = await session.execute(select(s.E${i}, s.E${b}, s.E${b}.c.c1.as("n")).outerJoin(s.E${b}, s.E${i}.c.id.eq(s.E${b}.c.parentId))).all(); const x: s.E${b} | null = rows[0]![1]; const y: number | null = rows[0]!.n; void [x, y]; }`;
    }),
  ),
});
const constructors = (n, q) => ({
  models: ring(n),
  queries: `import * as s from "./made-models.js";\n${range(q)
    .map((i) => `new s.E${i}({ ${required}, parent: new s.E${(i + n - 1) % n}({ ${required} }) });`)
    .join("\n")}`,
});
const writes = (n, q) => ({
  models: ring(n),
  queries: `import { insert, update } from "@cupel/orm";\nimport * as s from "./made-models.js";\n${range(q)
    .map((i) => `insert(s.E${i}).values({ ${required} }).returning(s.E${i}.c.id); update(s.E${i}).set({ c1: s.E${i}.c.c1.add(1) });`)
    .join("\n")}`,
});

/** What each may cost: `most` instantiations; `seconds` of checking; `twice` what another does; `perTable` over another with fewer tables. */
const programs = [
  { name: "Core: 100 tables", files: core(100, 0) },
  { name: "Core: 100 tables, 40 selects", files: core(100, 40), most: 40_000, seconds: 2 },
  {
    name: "Core: 500 tables, 40 selects",
    files: core(500, 40),
    perTable: { of: "Core: 100 tables, 40 selects", tables: 400, most: 60 },
  },
  { name: "Core: a wrong column in each select", files: core(100, 40, "column"), twice: "Core: 100 tables, 40 selects" },
  { name: "Core: a wrong value in each select", files: core(100, 40, "value"), twice: "Core: 100 tables, 40 selects" },
  { name: "ORM: ring of 100 classes", files: entities(100, 0) },
  { name: "ORM: ring of 100, 40 selects with two-step paths", files: entities(100, 40), most: 70_000 },
  {
    name: "ORM: a wrong second step in each path",
    files: entities(100, 40, true),
    twice: "ORM: ring of 100, 40 selects with two-step paths",
  },
  { name: "ORM: ring of 150, 150 outer joins", files: joins(150), most: 160_000, native: 1 },
  { name: "ORM: ring of 100, 80 constructors", files: constructors(100, 40) },
  { name: "ORM: ring of 100, 40 inserts and updates", files: writes(100, 40) },
];

const compile = (with_) => {
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ["--max-old-space-size=4096", compiler(with_), "-p", folder, "--extendedDiagnostics", "--pretty", "false"],
    {
      encoding: "utf8",
      maxBuffer: 64 * 1024 * 1024,
    },
  );
  const output = `${stdout}${stderr}`;
  const find = (label) => Number(new RegExp(`${label}:\\s+([\\d.]+)`).exec(output)?.[1]);
  return {
    instantiations: find("Instantiations"),
    seconds: find("Check time"),
    megabytes: Math.round(find("Memory used") / 1024),
    errors: output.split("\n").filter((line) => / error TS\d+|^error TS\d+/.test(line)),
  };
};
/** The shortest of three: what the types need at least, whatever else the machine is doing. */
const fastest = (with_, limit, first) => {
  let least = first;
  for (let attempt = 0; attempt < 2 && !(least <= limit); attempt++) least = Math.min(least, compile(with_).seconds);
  return least;
};

const measured = new Map();
const counts = { passed: 0, failed: 0 };
const judge = (ok, what) => {
  counts[ok ? "passed" : "failed"]++;
  if (!ok) console.error(`  FAILED ${what}`);
};
console.log(`TypeScript ${version}${" ".repeat(44)}instantiations   check   memory`);
for (const { name, files, most, seconds, native, twice, perTable } of programs) {
  if (only !== "" && !name.includes(only)) continue;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  for (const [file, source] of Object.entries(files)) writeFileSync(join(folder, `made-${file}.ts`), source);
  writeFileSync(
    join(folder, "tsconfig.json"),
    JSON.stringify({ extends: "../tsconfig.json", include: [], files: ["made-models.ts", "made-queries.ts"] }),
  );
  const result = compile(version);
  measured.set(name, result);
  console.log(
    `${name.padEnd(54)} ${String(result.instantiations).padStart(14)} ${result.seconds.toFixed(2).padStart(6)}s ${String(result.megabytes).padStart(5)} MB`,
  );
  judge(result.errors.length === 0, `${name}: ${result.errors.length} errors, the first: ${result.errors[0]?.slice(0, 300)}`);
  if (most !== undefined) judge(result.instantiations <= most, `${name}: ${result.instantiations} instantiations, at most ${most}`);
  const base = measured.get(twice);
  if (base !== undefined)
    judge(
      result.instantiations <= 2 * base.instantiations,
      `${name}: ${result.instantiations}, more than twice the ${base.instantiations} of the right form`,
    );
  const fewer = measured.get(perTable?.of);
  if (fewer !== undefined) {
    const growth = (result.instantiations - fewer.instantiations) / perTable.tables;
    console.log(`  growth: ${growth.toFixed(1)} a table`);
    judge(growth < perTable.most, `${name}: grows by ${growth.toFixed(1)} a table, under ${perTable.most}`);
  }
  if (seconds !== undefined) {
    const least = fastest(version, seconds, result.seconds);
    judge(least <= seconds, `${name}: checked in ${least} s, at most ${seconds} s`);
  }
  if (native !== undefined && version === "5.9") {
    const least = fastest("7.0", native, compile("7.0").seconds);
    console.log(`  TypeScript 7.0: ${least.toFixed(2)} s`);
    judge(least < native, `${name}: checked by TypeScript 7.0 in ${least} s, under ${native} s`);
  }
}
rmSync(folder, { recursive: true, force: true });
record("type-cost", counts);
console.log(`type cost: ${counts.passed} passed, ${counts.failed} failed`);
process.exitCode = counts.failed > 0 ? 1 : 0;
