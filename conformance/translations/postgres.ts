/** What only PostgreSQL has: JSONB and array operators, ranges, hstore, full text search, its upserts and its types. */
import { bindParam, cast, column, func, literal, literalColumn, MetaData, insert as plainInsert, select, t, table } from "@cupel/core";
import {
  array,
  arrayOf,
  asText,
  bit,
  bytea,
  CreateDomainType,
  CreateEnumType,
  cidr,
  citext,
  containedBy,
  contains,
  daterange,
  domain,
  hasAllKeys,
  hasAnyKey,
  hasKey,
  hstore,
  hstoreOf,
  inet,
  insert,
  int4multirange,
  int4range,
  int8range,
  interval,
  isDefined,
  json,
  jsonb,
  jsonpath,
  keys,
  macaddr,
  macaddr8,
  matches,
  money,
  nativeEnum,
  numrange,
  oid,
  pick,
  Range,
  regclass,
  regconfig,
  slice,
  time,
  timestamp,
  tsquery,
  tsrange,
  tstzmultirange,
  tstzrange,
  tsvector,
  uuid,
  varbit,
} from "@cupel/dialect-postgres";
import type { Schema } from "../schema.js";

/** The table `docs` of the corpus with the types of PostgreSQL. */
const makeDocs = () => {
  const maybe = { nullable: true } as const;
  return table("docs", new MetaData(), {
    id: column(t.integer(), { primaryKey: true }),
    data: column(jsonb(), maybe),
    plain: column(json(), maybe),
    tags: column(array(t.text()), maybe),
    grid: column(array(t.integer(), { dimensions: 2 }), maybe),
    span: column(int4range(), maybe),
    tsv: column(tsvector(), maybe),
    attrs: column(hstore(), maybe),
  });
};
const withDocs = (make: (docs: ReturnType<typeof makeDocs>, schema: Schema) => unknown) => (schema: Schema) => make(makeDocs(), schema);

export default {
  "pg-json-array-0002": withDocs((docs) =>
    select(
      docs.c.plain.at("a"),
      asText(docs.c.plain.at("a")),
      asText(docs.c.plain.path("a", 1)).cast(t.integer()),
      docs.c.plain.at("n").asInteger(),
    ),
  ),
  "pg-json-array-0003": withDocs((docs) =>
    select(docs.c.id).where(
      contains(docs.c.data, { a: 1 }),
      containedBy(docs.c.data, { b: 2 }),
      hasKey(docs.c.data, "k"),
      hasAllKeys(docs.c.data, arrayOf(["a", "b"])),
      hasAnyKey(docs.c.data, arrayOf(["c"])),
    ),
  ),
  "pg-json-array-0005": withDocs((docs) => select(docs.c.tags.at(1), slice(docs.c.tags, 2, 4), docs.c.grid.at(1).at(2))),
  "pg-json-array-0008": withDocs((docs) => select(docs.c.id).where(literal("x").eq(docs.c.tags.any()), literal("x").ne(docs.c.tags.all()))),
  "pg-json-array-0011": ({ users }: Schema) =>
    select(
      func.array_agg(users.c.name).aggregateOrderBy(users.c.id.desc()),
      func.string_agg!(users.c.name, literalColumn("','")).aggregateOrderBy(users.c.id),
    ),
  "pg-json-array-0013": withDocs((docs) =>
    select(
      docs.c.span.add(new Range(1, 5)),
      docs.c.span.mul(new Range(2, 3, "[]")),
      docs.c.span.sub(new Range(1, 2)),
      (func.lower as (value: unknown) => ReturnType<typeof func.lower>)(docs.c.span),
    ),
  ),
  "pg-json-array-0014": withDocs((docs) =>
    select(
      docs.c.attrs.at("k"),
      docs.c.attrs.at("k").eq("v"),
      hasKey(docs.c.attrs, "x"),
      contains(docs.c.attrs, { a: "1" }),
      isDefined(docs.c.attrs, "q"),
      keys(docs.c.attrs),
      pick(docs.c.attrs, arrayOf(["a"])),
      docs.c.attrs.concat(hstoreOf("a", "b")),
    ),
  ),
  "pg-json-array-0015": withDocs((docs) =>
    select(docs.c.id).where(
      docs.c.tsv.match("cat & dog"),
      matches(docs.c.tsv, "x", { regconfig: "english" }),
      docs.c.tsv.op<boolean>("@@")(func.to_tsquery!("y")),
    ),
  ),
  "pg-json-array-0016": withDocs((docs) => select(docs.c.tsv.op<boolean>("@@", { isComparison: true })(func.to_tsquery!("english", "a")))),
  "pg-json-array-0018": withDocs((docs) =>
    plainInsert(docs).values({ tags: ["a", "b"], grid: [[1], [2]] as never, span: new Range(1, 5), attrs: { a: "b" } }),
  ),
  "pg-json-array-0020": ({ users }: Schema) =>
    select(users.c.name).distinctOn(users.c.name, users.c.age).orderBy(users.c.name, users.c.age),
  "pg-json-array-0021": ({ users }: Schema) =>
    select(users.c.name.regexpMatch("a", { flags: "i" }), users.c.name.regexpReplace("a", "b", { flags: "g" }), users.c.name.notIlike("x")),
  "pg-json-array-0022": withDocs((docs, { users }) =>
    select(
      cast(users.c.name, nativeEnum(["a", "b"], { name: "ab" })),
      cast(docs.c.tags, array(t.string(5))),
      cast(literal("1 day"), interval()),
      cast(bindParam(null, { value: "{}", type: jsonb() }), jsonb()),
    ),
  ),

  "upsert-pg-0001": ({ users }: Schema) => insert(users).values({ id: 1, name: "x" }).onConflictDoNothing(),
  "upsert-pg-0002": ({ users }: Schema) => insert(users).values({ id: 1, name: "x" }).onConflictDoNothing({ target: users.c.id }),
  "upsert-pg-0003": ({ users }: Schema) =>
    insert(users).values({ id: 1, name: "x" }).onConflictDoNothing({ constraint: "users_email_key" }),
  "upsert-pg-0004": ({ users }: Schema) =>
    insert(users)
      .values({ id: 1, name: "x", age: 3 })
      .onConflictDoUpdate({
        target: users.c.id,
        set: (excluded) => ({ name: excluded.name, age: users.c.age.add(excluded.age) }),
      }),
  "upsert-pg-0005": ({ users }: Schema) =>
    insert(users)
      .values({ name: "x" })
      .onConflictDoUpdate({ constraint: "uq_x", set: () => ({ name: "y" }), where: users.c.age.gt(5) })
      .returning(users.c.id),
  "upsert-pg-0006": ({ users }: Schema) =>
    insert(users)
      .values([
        { name: "x", email: "e" },
        { name: "y", email: "f" },
      ])
      .onConflictDoUpdate({
        target: users.c.email,
        targetWhere: users.c.is_active,
        set: (excluded) => ({ name: excluded.name, created_at: func.now() }),
      }),
  "upsert-pg-0007": ({ mixed }: Schema) =>
    insert(mixed)
      .values({ fullName: "x", second: 1 })
      .onConflictDoUpdate({ target: mixed.c.Id, set: (excluded) => ({ fullName: excluded.fullName, second: excluded.second }) }),
  "upsert-pg-0008": ({ posts }: Schema) =>
    insert(posts)
      .values({ user_id: 1, title: "x" })
      .onConflictDoUpdate({ target: posts.c.id, set: () => ({ title: "z" }) }),
  "upsert-pg-0009": ({ groups, users }: Schema) =>
    insert(groups)
      .fromSelect(["name"], select(users.c.name).where(users.c.age.gt(1)))
      .onConflictDoNothing(),

  "types-dialect-0001": () => [inet(), cidr(), macaddr(), macaddr8(), money(), oid(), regclass(), bytea(), citext()],
  "types-dialect-0002": () => [tsvector(), tsquery(), regconfig(), hstore(), json(), jsonb(), jsonpath()],
  "types-dialect-0003": () => [
    int4range(),
    int8range(),
    numrange(),
    daterange(),
    tsrange(),
    tstzrange(),
    int4multirange(),
    tstzmultirange(),
  ],
  "types-dialect-0004": () => [bit(), bit(5), varbit(), varbit(5), uuid(), array(t.integer()), array(t.text(), { dimensions: 3 })],
  "types-dialect-0005": () => [
    timestamp({ precision: 3 }),
    timestamp({ timezone: true, precision: 6 }),
    time({ precision: 2 }),
    interval({ precision: 4 }),
    interval({ fields: "DAY TO SECOND" }),
  ],
  "types-dialect-0006": () => [nativeEnum(["a", "b"], { name: "pe", schema: "s" }), domain("posint", t.integer(), { check: "VALUE > 0" })],
  "types-dialect-0007": () => new CreateEnumType(nativeEnum(["a", "b's"], { name: "pe" })),
  "types-dialect-0008": () =>
    new CreateDomainType(domain("posint", t.integer(), { notNull: true, check: "VALUE > 0", constraintName: "ck_pos" })),
};
