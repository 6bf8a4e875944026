/** The tables of these tests, made anew for each, and the generic SQL of a statement in one line. */
import { type ClauseElement, column, foreignKey, func, MetaData, t, table } from "@cupel/core";
import { compileForTest, type TestCompilation } from "@cupel/core/internal";

export function makeTables() {
  const metadata = new MetaData();
  const users = table("users", metadata, {
    id: column(t.integer(), { primaryKey: true }),
    name: column(t.string(50)),
    email: column(t.string(120), { nullable: true, unique: true }),
    age: column(t.integer(), { nullable: true }),
    isActive: column(t.boolean(), { name: "is_active", default: true }),
  });
  const posts = table("posts", metadata, {
    id: column(t.integer(), { primaryKey: true }),
    userId: foreignKey(users.c.id, { name: "user_id" }),
    title: column(t.string(200)),
    views: column(t.integer(), { default: 0 }),
    updatedAt: column(t.dateTime(), { name: "updated_at", nullable: true, onUpdate: func.now() }),
  });
  const comments = table("comments", metadata, {
    id: column(t.integer(), { primaryKey: true }),
    postId: foreignKey(posts.c.id, { name: "post_id" }),
    authorId: foreignKey(users.c.id, { name: "author_id", nullable: true }),
    body: column(t.text()),
  });
  const documents = table("documents", metadata, {
    id: column(t.integer(), { primaryKey: true }),
    data: column(t.json<{ color?: string }>()),
  });
  return { metadata, users, posts, comments, documents };
}

export const compiled = (statement: unknown, dialect = "default"): TestCompilation =>
  compileForTest(statement as ClauseElement, dialect) as TestCompilation;
/** With every run of blanks as one. */
export const sqlOf = (statement: unknown, dialect = "default"): string =>
  (compiled(statement, dialect).sql as string).replace(/\s+/g, " ").trim();
/** What stands behind WHERE. */
export const whereOf = (statement: unknown, dialect = "default"): string => sqlOf(statement, dialect).replace(/^.* WHERE /, "");
