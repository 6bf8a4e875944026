import { type ClauseElement, column, MetaData, t, table } from "@cupel/core";
import { compile, compileDdl, type Dialect, parametersOf } from "@cupel/core/internal";
import { mariadb, mysql } from "../../src/index.js";

export function makeTables() {
  const metadata = new MetaData();
  const users = table("users", metadata, {
    id: column(t.integer(), { primaryKey: true }),
    name: column(t.string(50)),
    email: column(t.string(100), { nullable: true, unique: true }),
    age: column(t.integer(), { nullable: true }),
    attrs: column(t.json<{ color: string }>(), { nullable: true }),
  });
  const posts = table("posts", metadata, {
    id: column(t.integer(), { primaryKey: true }),
    userId: column(t.integer(), { name: "user_id", references: "users.id" }),
    title: column(t.string(50)),
  });
  return { metadata, users, posts };
}

const dialects: readonly Dialect[] = [mysql(), mariadb()];
const plain = (sql: string): string => sql.replaceAll(/\s+/g, " ").trim();

/** The texts on MySQL and on MariaDB. */
export function texts(element: ClauseElement): readonly [mysql: string, mariadb: string] {
  return dialects.map((dialect) =>
    "isDdl" in element ? plain(compileDdl(element as never, dialect)) : plain(compile(element, dialect, {}, parametersOf(element)).sql),
  ) as [string, string];
}
/** The text where it is the same on both. */
export function text(element: ClauseElement): string {
  const [mysql, mariadb] = texts(element);
  if (mysql !== mariadb) throw new Error(`Two texts:\n${mysql}\n${mariadb}`);
  return mysql;
}
/** The text with its values on MySQL. */
export const literal = (element: ClauseElement): string =>
  plain(compile(element, dialects[0] as Dialect, { literalBinds: true }, parametersOf(element)).sql);
