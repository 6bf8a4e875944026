import { readdirSync } from "node:fs";
import { connect } from "node:net";
import type { TestProjectConfiguration } from "vitest/config";

/**
 * The test projects: `unit` needs no database, `types` is checked and never run, and each database has a project of its own, made of the
 * files that end in its name. A test of a new database finds its project by being called `<promise>.<database>.test.ts`.
 */
export const databases: readonly string[] = [
  "sqlite",
  "pglite",
  ...(isWanted("postgres") || (await answers(5432)) ? ["postgres"] : []),
  ...(isWanted("mariadb") || (await answers(3306)) ? ["mariadb"] : []),
];

/** A server is asked for by its address, or by being required. */
function isWanted(name: string): boolean {
  const required = (process.env.CUPEL_REQUIRE ?? "").split(/[\s,]+/);
  return required.includes(name) || (process.env[`CUPEL_TEST_${name.toUpperCase()}_URL`] ?? "") !== "";
}
/** Whether a server stands at its usual place on this machine. Where none does its tests are not run, and the summary of `npm test` says so. */
function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: "127.0.0.1", port, timeout: 1000 });
    const done = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.once("connect", () => done(true));
    socket.once("error", () => done(false));
    socket.once("timeout", () => done(false));
  });
}

const folders = ["packages/*/tests", "tests", "conformance/tests", "examples/*/tests", "benchmarks/tests"];
const within = (pattern: string): string[] => folders.map((folder) => `${folder}/**/${pattern}`);
const perDatabase = ["sqlite", "pglite", "postgres", "mysql", "mariadb", "mssql"].map((name) => `**/*.${name}.test.ts`);

/** `@cupel/core` and `@cupel/core/internal` mean the sources, so that a test never runs against a stale build. */
export const sourceAliases = readdirSync(new URL("./packages", import.meta.url)).flatMap((name) => [
  { find: new RegExp(`^@cupel/${name}$`), replacement: new URL(`./packages/${name}/src/index.ts`, import.meta.url).pathname },
  { find: new RegExp(`^@cupel/${name}/(.*)$`), replacement: new URL(`./packages/${name}/src/$1.ts`, import.meta.url).pathname },
]);

const project = (
  name: string,
  test: NonNullable<Extract<TestProjectConfiguration, { test?: unknown }>["test"]>,
): TestProjectConfiguration => ({
  resolve: { alias: sourceAliases },
  test: { name, testTimeout: 20_000, hookTimeout: 20_000, ...test },
});

const projects: TestProjectConfiguration[] = [
  project("unit", { include: within("*.test.ts"), exclude: ["**/node_modules/**", "**/dist/**", ...perDatabase] }),
  project("types", {
    include: [],
    typecheck: {
      enabled: true,
      only: true,
      include: within("*.test-d.ts"),
      checker: new URL("./node_modules/typescript/bin/tsc", import.meta.url).pathname,
      tsconfig: "./tsconfig.tests.json",
    },
  }),
  ...databases.map((name) => project(name, { include: within(`*.${name}.test.ts`) })),
];

export default projects;
