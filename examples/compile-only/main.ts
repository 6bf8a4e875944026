/**
 * Cupel as an SQL builder: statements and tables as expressions, compiled for PostgreSQL and printed. Nothing here reaches a database, and no
 * driver is installed. What comes out, text and parameters, goes to whatever runs SQL for you.
 *
 *     npm start
 */
import { CreateTable, column, exists, foreignKey, func, insert, MetaData, not, select, t, table, trueValue, update } from "@cupel/core";
import { insert as insertOrUpdate, jsonb } from "@cupel/dialect-postgres";

const metadata = new MetaData();
const users = table("users", metadata, {
  id: column(t.integer(), { primaryKey: true }),
  name: column(t.string(50)),
  email: column(t.string(100), { nullable: true, unique: true }),
  settings: column(jsonb<{ theme: string }>(), { nullable: true }),
});
const posts = table("posts", metadata, {
  id: column(t.integer(), { primaryKey: true }),
  userId: foreignKey(users.c.id, { name: "user_id", onDelete: "CASCADE" }),
  title: column(t.string(200)),
  publishedAt: column(t.dateTime({ timezone: true }), { name: "published_at", nullable: true }),
});

const busiest = select(users.c.name, func.count(posts.c.id).as("posts"))
  .outerJoin(posts, posts.c.userId.eq(users.c.id))
  .where(users.c.email.isNotNull(), users.c.settings.at("theme").asString().eq("dark"))
  .groupBy(users.c.name)
  .having(func.count(posts.c.id).gt(3))
  .orderBy(func.count(posts.c.id).desc())
  .limit(10);
const latest = select(posts.c.title).where(posts.c.userId.eq(users.c.id)).orderBy(posts.c.publishedAt.desc()).limit(1).lateral("latest");
const perUser = select(users.c.name, latest.c.title).outerJoin(latest, trueValue());
const register = insertOrUpdate(users)
  .values({ id: 1, name: "Ann", email: "ann@example.com" })
  .onConflictDoUpdate({ target: users.c.email, set: (excluded) => ({ name: excluded.name }) })
  .returning(users.c.id);
const silence = update(users)
  .set({ settings: null })
  .where(not(exists(select(posts.c.id).where(posts.c.userId.eq(users.c.id)))));
const draft = insert(posts).values({ id: 1, userId: 1, title: "It's a draft" });

for (const statement of [new CreateTable(users), new CreateTable(posts), busiest, perUser, register, silence, draft]) {
  const { sql, parameters } = statement.compile({ dialect: "postgresql" });
  console.log(`${sql.trim()};${parameters.length > 0 ? `\n-- ${JSON.stringify(parameters)}` : ""}\n`);
}
console.log(`${draft.compile({ dialect: "postgresql", literalBinds: true }).sql};`);
