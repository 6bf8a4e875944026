import { column, MetaData, t, table } from "@cupel/core";

/** Two tables to write statements about. */
export const makeTables = () => {
  const metadata = new MetaData();
  const users = table("users", metadata, {
    id: column(t.integer(), { primaryKey: true }),
    name: column(t.string(50)),
    age: column(t.integer(), { nullable: true }),
    isActive: column(t.boolean(), { name: "is_active", default: true }),
    attrs: column(t.json(), { nullable: true }),
    bornOn: column(t.date(), { name: "born_on", nullable: true }),
  });
  const posts = table("posts", metadata, {
    id: column(t.integer(), { primaryKey: true }),
    userId: column(t.integer(), { name: "user_id", references: "users.id" }),
    title: column(t.string(200)),
  });
  return { metadata, users, posts };
};

/** White space as one blank. */
export const text = (
  statement: { compile(options: { dialect: string; literalBinds?: boolean }): { sql: string } },
  literalBinds = false,
): string => statement.compile({ dialect: "mssql", literalBinds }).sql.replace(/\s+/g, " ").trim();
