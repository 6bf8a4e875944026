/**
 * Which dialect speaks for which URL scheme. The table is one for the process, so that a dialect registers itself by being imported, whatever
 * copy of core, or bundle, it was linked against.
 */
import { ArgumentError, nameList } from "../errors.js";
import type { Dialect } from "./dialect.js";

/** Makes a dialect; engines do not share one, because a dialect keeps what it learns of its server. */
export type DialectFactory = () => Dialect;

const REGISTRY: unique symbol = Symbol.for("cupel.dialects") as never;

function registry(): Map<string, DialectFactory> {
  const host = globalThis as { [REGISTRY]?: Map<string, DialectFactory> };
  host[REGISTRY] ??= new Map();
  return host[REGISTRY];
}

/**
 * Makes a dialect known under the schemes of URLs. A dialect package does so when it is imported.
 *
 * @param schemes `"sqlite"`, `"sqlite+better-sqlite3"`
 * @param factory makes a new dialect for each engine
 */
export function registerDialect(schemes: readonly string[], factory: DialectFactory): void {
  for (const scheme of schemes) registry().set(scheme, factory);
}

/** Options that mean something to one dialect alone begin with its name: `sqliteWhere`, `postgresqlUsing`. */
export function isOptionOfDialect(option: string): boolean {
  const prefix = /^([a-z0-9]+)[A-Z]/.exec(option)?.[1];
  if (prefix === undefined) return false;
  return registry().has(prefix) || packages.some(({ scheme }) => scheme.test(prefix));
}

/** Which package speaks a scheme, for the message where it has not been imported. */
const packages: readonly { readonly scheme: RegExp; readonly package: string; readonly driver: string }[] = [
  { scheme: /^sqlite(\+better-sqlite3)?$/, package: "@cupel/dialect-sqlite", driver: "better-sqlite3" },
  { scheme: /^postgres(ql)?\+pglite$/, package: "@cupel/dialect-postgres", driver: "@electric-sql/pglite" },
  { scheme: /^postgres(ql)?(\+pg)?$/, package: "@cupel/dialect-postgres", driver: "pg" },
  { scheme: /^(mysql|mariadb)(\+mysql2)?$/, package: "@cupel/dialect-mysql", driver: "mysql2" },
  { scheme: /^mssql(\+tedious)?$/, package: "@cupel/dialect-mssql", driver: "tedious" },
];

/** Schemes of SQLAlchemy's Python drivers, and what takes their place. */
const counterparts: readonly { readonly scheme: RegExp; readonly instead: string }[] = [
  { scheme: /^sqlite\+/, instead: "sqlite" },
  { scheme: /^postgres(ql)?\+/, instead: "postgresql" },
  { scheme: /^mariadb\+/, instead: "mariadb" },
  { scheme: /^mysql\+/, instead: "mysql" },
  { scheme: /^mssql\+/, instead: "mssql" },
];

/** The dialect of a scheme. */
export function dialectFor(scheme: string): Dialect {
  const factory = registry().get(scheme);
  if (factory !== undefined) return factory();
  const known = packages.find((entry) => entry.scheme.test(scheme));
  if (known !== undefined) {
    throw new ArgumentError(
      `No dialect is registered for ${JSON.stringify(`${scheme}://`)}. Install it with "npm install ${known.package} ${known.driver}" and import it once: import "${known.package}";`,
    );
  }
  const counterpart = counterparts.find((entry) => entry.scheme.test(scheme));
  if (counterpart !== undefined) {
    const instead = packages.find((entry) => entry.scheme.test(counterpart.instead)) as (typeof packages)[number];
    throw new ArgumentError(
      `${JSON.stringify(`${scheme}://`)} names a driver that does not exist here. Write ${JSON.stringify(`${counterpart.instead}://`)}, which runs on ${instead.driver}: install "${instead.package}" and "${instead.driver}", and import "${instead.package}" once.`,
    );
  }
  const registered = [...registry().keys()];
  throw new ArgumentError(
    `No dialect is registered for the scheme ${JSON.stringify(`${scheme}://`)}. ${registered.length > 0 ? `Registered are ${nameList(registered)}.` : "None is registered at all."} ` +
      `Cupel's own are "@cupel/dialect-sqlite", "@cupel/dialect-postgres", "@cupel/dialect-mysql" and "@cupel/dialect-mssql": install one, import it once, or pass it as createEngine(url, { dialect }).`,
  );
}

/** The dialects that only write text: a new one for each statement would have to learn names and types anew. */
const writers = new WeakMap<DialectFactory, Dialect>();

/** A dialect that a name such as `"sqlite"` or `"postgresql"` speaks of, if it has been imported: to write text, never to connect with. */
export function registeredDialect(name: string): Dialect | null {
  const factory = registry().get(name);
  if (factory === undefined) return null;
  let writer = writers.get(factory);
  if (writer === undefined) writers.set(factory, (writer = factory()));
  return writer;
}
