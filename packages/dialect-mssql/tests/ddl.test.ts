import {
  CreateIndex,
  CreateSchema,
  CreateSequence,
  CreateTable,
  checkConstraint,
  column,
  computed,
  createMockEngine,
  DropIndex,
  DropTable,
  foreignKeyConstraint,
  func,
  index,
  MetaData,
  primaryKeyConstraint,
  SetColumnComment,
  sequence,
  t,
  table,
  uniqueConstraint,
} from "@cupel/core";
import { describe, expect, it } from "vitest";
import { datetime2, nvarchar } from "../src/index.js";
import { parse } from "./support/grammar.js";
import { text } from "./support/schema.js";

const valid = (statement: Parameters<typeof text>[0]): string => {
  const sql = text(statement);
  expect(parse(sql).errors).toEqual([]);
  return sql;
};

describe("tables", () => {
  it("say NULL or NOT NULL of every column, and count up their key", () => {
    const made = table("t", new MetaData(), {
      id: column(t.bigInteger(), { primaryKey: true, identity: { start: 10, increment: 5 } }),
      name: column(nvarchar(20), { serverDefault: "Zoë's" }),
      at: column(datetime2(3), { nullable: true, serverDefault: func.now() }),
      size: column(t.integer(), { computed: computed("LEN(name)", { persisted: true }) }),
    });
    expect(valid(new CreateTable(made))).toBe(
      "CREATE TABLE t ( id BIGINT NOT NULL IDENTITY(10,5), name NVARCHAR(20) NOT NULL DEFAULT N'Zoë''s', at DATETIME2(3) NULL DEFAULT CURRENT_TIMESTAMP, " +
        "size AS (LEN(name)) PERSISTED NOT NULL, PRIMARY KEY (id) )",
    );
  });
  it("have keys that are clustered or not, and RESTRICT as NO ACTION", () => {
    const metadata = new MetaData();
    table("p", metadata, { id: column(t.integer(), { primaryKey: true }) });
    const made = table(
      "t",
      metadata,
      { a: column(t.integer()), b: column(t.integer()) },
      {
        constraints: (c) => [
          primaryKeyConstraint(c.a, { name: "pk", mssqlClustered: false }),
          uniqueConstraint(c.b, { mssqlClustered: true }),
          foreignKeyConstraint([c.b], ["p.id"], { onDelete: "RESTRICT" }),
          checkConstraint(c.a.gt(0), { name: "positive" }),
        ],
      },
    );
    const sql = valid(new CreateTable(made));
    expect(sql).toContain("CONSTRAINT pk PRIMARY KEY NONCLUSTERED (a)");
    expect(sql).toContain("UNIQUE CLUSTERED (b)");
    expect(sql).toContain("ON DELETE NO ACTION");
    expect(sql).toContain("CONSTRAINT positive CHECK (a > 0)");
  });
  it("are created or dropped only where there is need", () => {
    const made = table("it's", new MetaData({ schema: "my.own" }), { a: column(t.integer()) });
    expect(valid(new CreateTable(made, { ifNotExists: true }))).toBe(
      "IF OBJECT_ID(N'my.own.[it''s]', N'U') IS NULL CREATE TABLE my.own.[it's] ( a INTEGER NOT NULL )",
    );
    expect(valid(new DropTable(made, { ifExists: true }))).toBe("DROP TABLE IF EXISTS my.own.[it's]");
  });
});

describe("indexes", () => {
  const things = table("things", new MetaData(), {
    id: column(t.integer(), { primaryKey: true }),
    a: column(t.integer()),
    b: column(t.string(5)),
  });
  it("are clustered, hold more columns, and only some rows", () => {
    const { a } = things.c;
    expect(valid(new CreateIndex(index("i1", a, { mssqlClustered: true })))).toBe("CREATE CLUSTERED INDEX i1 ON things (a)");
    expect(valid(new CreateIndex(index("i2", a.desc(), { unique: true, mssqlInclude: ["b"], where: a.gt(5) })))).toBe(
      "CREATE UNIQUE INDEX i2 ON things (a DESC) INCLUDE (b) WHERE a > 5",
    );
    expect(text(new CreateIndex(index("i3", a, { mssqlColumnstore: true, mssqlClustered: false })))).toBe(
      "CREATE NONCLUSTERED COLUMNSTORE INDEX i3 ON things (a)",
    );
    expect(() => text(new CreateIndex(index("i4", a, { mssqlInclude: ["nothing"] })))).toThrow(/"i4" names "nothing", which is no column/);
  });
  it("are dropped from their table, and created only where there is need", () => {
    const made = index("i5", things.c.a);
    expect(valid(new DropIndex(made, { ifExists: true }))).toBe("DROP INDEX IF EXISTS i5 ON things");
    expect(valid(new CreateIndex(made, { ifNotExists: true }))).toBe(
      "IF NOT EXISTS (SELECT 1 FROM sys.indexes WHERE object_id = OBJECT_ID(N'things') AND name = N'i5') CREATE INDEX i5 ON things (a)",
    );
  });
});

describe("a schema without a database", () => {
  it("is printed by a mock engine", async () => {
    const metadata = new MetaData();
    table(
      "people",
      metadata,
      { id: column(t.integer(), { primaryKey: true }), name: column(nvarchar(5), { index: true }) },
      { comment: "who" },
    );
    const written: string[] = [];
    const engine = createMockEngine(
      "mssql://",
      (statement) =>
        void written.push(
          String((statement as { compile(o: object): { sql: string } }).compile({ dialect: "mssql" }).sql)
            .replace(/\s+/g, " ")
            .trim(),
        ),
    );
    await metadata.createAll(engine as never);
    expect(written).toEqual([
      "CREATE TABLE people ( id INTEGER NOT NULL IDENTITY, name NVARCHAR(5) NOT NULL, PRIMARY KEY (id) )",
      "CREATE INDEX ix_people_name ON people (name)",
      "execute sp_addextendedproperty 'MS_Description', N'who', 'schema', dbo, 'table', people",
    ]);
  });
});

describe("the rest", () => {
  it("a schema that may be there is created by text of its own batch", () =>
    expect(valid(new CreateSchema("it's", { ifNotExists: true }))).toBe("IF SCHEMA_ID(N'it''s') IS NULL EXEC(N'CREATE SCHEMA [it''s]')"));
  it("a sequence has its type", () => {
    expect(text(new CreateSequence(sequence("s", { type: t.bigInteger(), start: 5 })))).toBe("CREATE SEQUENCE s AS BIGINT START WITH 5");
    expect(text(new CreateSequence(sequence("s"), { ifNotExists: true }))).toBe("IF OBJECT_ID(N's', N'SO') IS NULL CREATE SEQUENCE s");
  });
  it("a comment is an extended property, also of names in brackets", () => {
    const made = table("My Table", new MetaData(), { a: column(t.integer(), { name: "A b", comment: "it's ö" }) });
    expect(valid(new SetColumnComment(made.c.a))).toBe(
      "execute sp_addextendedproperty 'MS_Description', N'it''s ö', 'schema', dbo, 'table', [My Table], 'column', [A b]",
    );
  });
});
