/** Statements as a driver gets them: `$1`, casts where the server could not tell, and what PostgreSQL says in its own way. */
import {
  CreateTable,
  caseWhen,
  cast,
  column,
  createMockEngine,
  deleteFrom,
  func,
  literal,
  MetaData,
  select,
  t,
  table,
  text,
  update,
  upsert,
} from "@cupel/core";
import {
  array,
  arrayOf,
  CreateEnumType,
  contains,
  insert,
  int4range,
  jsonb,
  matches,
  nativeEnum,
  Range,
  slice,
  tsvector,
  uuid,
} from "@cupel/dialect-postgres";
import { expect, test } from "vitest";

const metadata = new MetaData();
const users = table("users", metadata, {
  id: column(t.integer(), { primaryKey: true }),
  name: column(t.string(50)),
  email: column(t.string(100), { unique: true }),
  mood: column(nativeEnum(["sad", "ok"], { name: "mood" }), { nullable: true }),
  born: column(t.dateTime({ timezone: true }), { nullable: true }),
  data: column(jsonb(), { nullable: true }),
  span: column(int4range(), { nullable: true }),
  tsv: column(tsvector(), { nullable: true }),
});
const compiled = (
  statement: { compile(options: { dialect: string; literalBinds?: boolean }): { sql: string; parameters: readonly unknown[] } },
  literalBinds = false,
) => {
  const { sql, parameters } = statement.compile({ dialect: "postgresql", literalBinds });
  return [sql.replace(/\s+/g, " "), ...parameters];
};

test("parameters have the type of their value, a column's own within VALUES", () => {
  const moment = new Date("2024-02-29T12:00:00Z");
  expect(
    compiled(
      select(users.c.id)
        .where(users.c.id.gt(5), users.c.name.eq("a"), users.c.born.lt(moment), users.c.mood.eq("ok"), users.c.id.in([1, 2]))
        .limit(3),
    ),
  ).toEqual([
    "SELECT users.id FROM users WHERE users.id > $1::INTEGER AND users.name = $2 AND users.born < $3::TIMESTAMP WITH TIME ZONE AND users.mood = $4::mood AND users.id IN ($5, $6) LIMIT $7::INTEGER",
    5,
    "a",
    "2024-02-29 12:00:00.000000+00",
    "ok",
    1,
    2,
    3,
  ]);
  expect(compiled(insert(users).values({ id: 1, name: "a", email: "e", data: { a: 1 }, span: new Range(1, 2) }))).toEqual([
    "INSERT INTO users (id, name, email, data, span) VALUES ($1, $2, $3, $4::JSONB, $5::INT4RANGE)",
    1,
    "a",
    "e",
    '{"a":1}',
    '["1","2")',
  ]);
});

test("literals", () => {
  expect(
    compiled(
      select(users.c.id).where(
        users.c.name.eq("it's"),
        users.c.born.eq(new Date(0)),
        contains(users.c.data, { a: "'" }),
        contains(users.c.span, new Range(1, null)),
        users.c.mood.in(["ok"]),
      ),
      true,
    ),
  ).toEqual([
    "SELECT users.id FROM users WHERE users.name = 'it''s' AND users.born = '1970-01-01 00:00:00.000000+00' AND users.data @> '{\"a\":\"''\"}'::JSONB AND users.span @> '[\"1\",)'::INT4RANGE AND users.mood IN ('ok')",
  ]);
  expect(
    compiled(select(arrayOf(["a", "b'"]), literal(Uint8Array.of(1, 255), t.largeBinary()), literal(true), literal(12n)), true)[0],
  ).toBe("SELECT ARRAY['a', 'b'''] AS anon_1, '\\x01ff'::BYTEA AS anon_2, true AS anon_3, 12 AS anon_4");
});

test("literals of arrays say their type where the items do not", () => {
  const written = (value: readonly unknown[], type: Parameters<typeof array>[0]): unknown =>
    compiled(select(literal(value, array(type)) as never), true)[0];
  expect(written(["a", null], t.text())).toBe("SELECT ARRAY['a', NULL] AS anon_1");
  expect(written([1, 2], t.integer())).toBe("SELECT ARRAY[1, 2] AS anon_1");
  expect(written([2 ** 31], t.integer())).toBe("SELECT ARRAY[2147483648]::INTEGER[] AS anon_1");
  expect(written([null], t.integer())).toBe("SELECT ARRAY[NULL]::INTEGER[] AS anon_1");
  expect(written([], t.text())).toBe("SELECT '{}'::TEXT[] AS anon_1");
  expect(written(["2024-02-29"], t.date())).toBe("SELECT ARRAY['2024-02-29']::DATE[] AS anon_1");
});

test("UUIDs say what they are", () => {
  const id = "6f1e1d1c-0000-4000-8000-000000000001";
  expect(compiled(select(literal(id, uuid()), literal(id, t.uuid()), literal(id, t.uuid({ nativeUuid: false }))))[0]).toBe(
    "SELECT $1::UUID AS anon_1, $2::UUID AS anon_2, $3 AS anon_3",
  );
  expect(compiled(select(literal(id, t.uuid())), true)[0]).toBe(`SELECT '${id}'::UUID AS anon_1`);
});

test("locks name what FROM gives", () => {
  const boss = users.alias("boss");
  const nameless = users.alias();
  const { bank } = { bank: table("Accounts", new MetaData({ schema: "bank" }), { id: column(t.integer(), { primaryKey: true }) }) };
  expect(
    compiled(
      select(boss.c.id, nameless.c.id, bank.c.id).withForUpdate({ of: [boss, nameless.c.id, bank], keyShare: true, skipLocked: true }),
    )[0],
  ).toBe(
    'SELECT boss.id, users_1.id AS id_1, bank."Accounts".id AS id_2 FROM users AS boss, users AS users_1, bank."Accounts" FOR NO KEY UPDATE OF boss, users_1, "Accounts" SKIP LOCKED',
  );
});

test("hints, DISTINCT ON, CTEs, slices", () => {
  expect(compiled(select(users.c.id).withHint(users, "ONLY"))[0]).toBe("SELECT users.id FROM ONLY users");
  const recent = select(users.c.id).distinctOn(users.c.name).orderBy(users.c.name).cte("recent", { materialized: true });
  expect(compiled(select(recent.c.id))[0]).toBe(
    "WITH recent AS MATERIALIZED (SELECT DISTINCT ON (users.name) users.id AS id FROM users ORDER BY users.name) SELECT recent.id FROM recent",
  );
  expect(compiled(select(slice(func.string_to_array!<string[]>(users.c.name, ",").returning(array(t.text())), 1, 2)))[0]).toBe(
    "SELECT (string_to_array(users.name, $1))[$2::INTEGER:$3::INTEGER] AS anon_1 FROM users",
  );
  expect(compiled(select(matches(users.c.tsv, "a", { regconfig: "it's" })))).toEqual([
    "SELECT users.tsv @@ plainto_tsquery('it''s', $1) AS anon_1 FROM users",
    "a",
  ]);
});

test("writing: FROM, USING, RETURNING, ON CONFLICT, the portable upsert", () => {
  const other = users.alias("other");
  expect(
    compiled(
      update(users)
        .set({ name: other.c.name, email: caseWhen(users.c.id.gt(1), "a").else("b") })
        .where(users.c.id.eq(other.c.id))
        .returning(users.c.id),
    )[0],
  ).toBe(
    "UPDATE users SET name=other.name, email=CASE WHEN (users.id > $1::INTEGER) THEN $2 ELSE $3 END FROM users AS other WHERE users.id = other.id RETURNING users.id",
  );
  expect(compiled(deleteFrom(users).using(other).where(users.c.id.lt(other.c.id)))[0]).toBe(
    "DELETE FROM users USING users AS other WHERE users.id < other.id",
  );
  expect(
    compiled(
      upsert(users)
        .values({ name: "a", email: "e" })
        .onConflict(users.c.email)
        .set((excluded) => ({ name: excluded.name }))
        .returning(users.c.id),
    )[0],
  ).toBe("INSERT INTO users (name, email) VALUES ($1, $2) ON CONFLICT (email) DO UPDATE SET name = excluded.name RETURNING users.id");
  expect(compiled(insert(users).values({ name: "a", email: "e" }).onConflictDoNothing())[0]).toBe(
    "INSERT INTO users (name, email) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING users.id",
  );
});

test("text with casts and colons", () => {
  expect(
    compiled(text("SELECT CAST(:a AS int), ARRAY[1, 2][1:2], '12:30'::time, x ? 'k' FROM t WHERE n = :n").bindParams({ a: 1, n: "x" })),
  ).toEqual(["SELECT CAST($1::INTEGER AS int), ARRAY[1, 2][1:2], '12:30'::time, x ? 'k' FROM t WHERE n = $2", 1, "x"]);
});

test("casts to types with names", () => {
  expect(compiled(select(cast(users.c.name, nativeEnum(["a"], { name: "Mixed", schema: "s" }))))[0]).toBe(
    'SELECT CAST(users.name AS s."Mixed") AS name FROM users',
  );
});

test("String() shows them as PostgreSQL has them", () => {
  expect(
    String(
      select(slice(arrayOf([1, 2]), 1, 2), contains(users.c.data, { a: 1 }), matches(users.c.tsv, "x", { regconfig: "english" })),
    ).replace(/\s+/g, " "),
  ).toBe(
    "SELECT (ARRAY[:param_1, :param_2])[:param_3::param_4] AS anon_1, users.data @> :data_1 AS anon_2, users.tsv @@ plainto_tsquery('english', :tsv_1) AS anon_3 FROM users",
  );
  expect(String(new CreateEnumType(nativeEnum(["a"], { name: "e" })))).toBe("CREATE TYPE e AS ENUM ('a')");
});

test("a mock engine writes the schema down", async () => {
  const written: string[] = [];
  const engine = createMockEngine("postgresql://", (element) => {
    written.push((element as typeof CreateTable.prototype).compile({ dialect: "postgresql" }).sql.replace(/\s+/g, " ").trim());
  });
  await metadata.createAll(engine, { checkFirst: false });
  expect(written.map((sql) => sql.slice(0, 24))).toEqual(["CREATE TYPE mood AS ENUM", "CREATE TABLE users ( id "]);
  expect(String(new CreateTable(users))).toContain("span INT4RANGE");
});
