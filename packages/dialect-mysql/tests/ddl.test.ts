import {
  AddConstraint,
  CreateIndex,
  CreateTable,
  checkConstraint,
  column,
  computed,
  DropColumnComment,
  DropConstraint,
  DropIndex,
  DropTableComment,
  type Fields,
  foreignKeyConstraint,
  func,
  index,
  MetaData,
  primaryKeyConstraint,
  SetColumnComment,
  SetTableComment,
  text as sqlText,
  t,
  table,
  uniqueConstraint,
} from "@cupel/core";
import { describe, expect, it } from "vitest";
import { datetime, integer, timestamp, varchar } from "../src/index.js";
import { makeTables, text, texts } from "./support/schema.js";

/** The definition of a column `a`. */
const definition = (field: unknown, which = 0): string => {
  const made = table("t", new MetaData(), { a: field } as never);
  return /\( a (.*?)(?:, PRIMARY KEY .*)? \)$/.exec(texts(new CreateTable(made))[which] as string)?.[1] as string;
};
const created = (fields: Fields, options: object): string =>
  text(new CreateTable(table("t", new MetaData(), fields as never, options as never)));

describe("columns", () => {
  it.each([
    ["a key counts up", column(t.integer(), { primaryKey: true }), "INTEGER NOT NULL AUTO_INCREMENT"],
    ["a key that does not", column(t.integer(), { primaryKey: true, autoIncrement: false }), "INTEGER NOT NULL"],
    ["UNSIGNED before NOT NULL", column(integer({ unsigned: true }), { primaryKey: true }), "INTEGER UNSIGNED NOT NULL AUTO_INCREMENT"],
    ["a literal", column(t.integer(), { serverDefault: "5" }), "INTEGER NOT NULL DEFAULT '5'"],
    ["a literal with a backslash", column(t.string(9), { serverDefault: "a\\'b" }), "VARCHAR(9) NOT NULL DEFAULT 'a\\\\''b'"],
    ["a function", column(t.dateTime(), { serverDefault: func.now() }), "DATETIME NOT NULL DEFAULT (now())"],
    ["a keyword", column(timestamp(), { serverDefault: sqlText("CURRENT_TIMESTAMP") }), "TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP"],
    [
      "what an UPDATE sets",
      column(timestamp({ fsp: 3 }), { serverDefault: sqlText("CURRENT_TIMESTAMP(3) ON UPDATE CURRENT_TIMESTAMP(3)") }),
      "TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3) ON UPDATE CURRENT_TIMESTAMP(3)",
    ],
    ["TIMESTAMP that may be NULL says so", column(timestamp(), { nullable: true }), "TIMESTAMP NULL"],
    ["TIMESTAMP by the standard's name", column(t.timestamp(), { nullable: true }), "TIMESTAMP NULL"],
    ["DATETIME does not", column(datetime({ fsp: 6 }), { nullable: true }), "DATETIME(6)"],
    ["a comment", column(t.integer(), { comment: "it's" }), "INTEGER NOT NULL COMMENT 'it''s'"],
    [
      "a comment before the default",
      column(t.integer(), { nullable: true, comment: "c", serverDefault: "1" }),
      "INTEGER COMMENT 'c' DEFAULT '1'",
    ],
    [
      "a computed one",
      column(t.integer(), { nullable: true, computed: computed("b + 1", { persisted: true }) }),
      "INTEGER GENERATED ALWAYS AS (b + 1) STORED",
    ],
    [
      "a virtual one",
      column(t.integer(), { nullable: true, computed: computed("b + 1", { persisted: false }) }),
      "INTEGER GENERATED ALWAYS AS (b + 1) VIRTUAL",
    ],
    ["a character set", column(varchar(5, { charset: "ascii" })), "VARCHAR(5) CHARACTER SET ascii NOT NULL"],
  ])("%s", (_what, field, expected) => expect(definition(field)).toBe(expected));
  it("a computed one cannot be told NOT NULL on MariaDB", () => {
    const field = column(t.integer(), { computed: computed("b + 1") });
    expect([definition(field), definition(field, 1)]).toEqual([
      "INTEGER GENERATED ALWAYS AS (b + 1) NOT NULL",
      "INTEGER GENERATED ALWAYS AS (b + 1)",
    ]);
  });
  it("a text without a length names its column and the remedy", () =>
    expect(() => definition(column(t.string()))).toThrow(
      'In the table "t", column "a": VARCHAR needs a length on mysql: t.string(255); or t.text(), which needs none',
    ));
});

describe("options of tables", () => {
  const fields = { a: column(t.integer()) };
  it("stand behind the parenthesis, a collation behind its character set", () =>
    expect(
      texts(
        new CreateTable(
          table("t", new MetaData(), fields, {
            comment: "it's",
            mysqlCollate: "utf8mb4_bin",
            mysqlEngine: "InnoDB",
            mysqlDefaultCharset: "utf8mb4",
            mysqlAutoIncrement: 100,
            mysqlDataDirectory: "/a'b",
            mysqlStatsPersistent: true,
          }),
        ),
      ),
    ).toEqual([
      "CREATE TABLE t ( a INTEGER NOT NULL )ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 AUTO_INCREMENT=100 DATA DIRECTORY='/a''b' STATS_PERSISTENT=1 COMMENT='it''s' COLLATE=utf8mb4_bin",
      "CREATE TABLE t ( a INTEGER NOT NULL )ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 AUTO_INCREMENT=100 DATA DIRECTORY='/a''b' STATS_PERSISTENT=1 COMMENT='it''s' COLLATE=utf8mb4_bin",
    ]));
  it("how it is divided comes last", () =>
    expect(
      texts(
        new CreateTable(table("t", new MetaData(), fields, { mariadbPartitions: 4, mariadbPartitionBy: "HASH(a)", mariadbEngine: "Aria" })),
      )[1],
    ).toBe("CREATE TABLE t ( a INTEGER NOT NULL )ENGINE=Aria PARTITION BY HASH(a) PARTITIONS 4"));
  it("of another dialect are not its own", () =>
    expect(created(fields, { sqliteStrict: true })).toBe("CREATE TABLE t ( a INTEGER NOT NULL )"));
});

describe("constraints", () => {
  const { users } = makeTables();
  const own = (constraint: unknown) => table("t", new MetaData(), { a: column(t.integer()) }, { constraints: () => [constraint as never] });
  const dropped = (constraint: unknown) => {
    const made = own(constraint);
    return texts(new DropConstraint(made.constraints.find((each) => each === constraint) as never));
  };
  it.each([
    ["a foreign key", foreignKeyConstraint(["a"], [users.c.id], { name: "fk" }), "DROP FOREIGN KEY fk", "DROP FOREIGN KEY fk"],
    ["a key", uniqueConstraint("a", { name: "uq" }), "DROP INDEX uq", "DROP INDEX uq"],
    ["a check", checkConstraint("a > 1", { name: "ck" }), "DROP CHECK ck", "DROP CONSTRAINT ck"],
    ["the primary key", primaryKeyConstraint("a", { name: "pk" }), "DROP PRIMARY KEY", "DROP PRIMARY KEY"],
  ])("%s is dropped by what it is", (_what, constraint, mysql, mariadb) =>
    expect(dropped(constraint)).toEqual([`ALTER TABLE t ${mysql}`, `ALTER TABLE t ${mariadb}`]),
  );
  it("a key may say how it is kept", () => {
    const constraint = uniqueConstraint("a", { name: "uq", mysqlUsing: "hash" });
    own(constraint).constraints.at(0);
    expect(text(new AddConstraint(constraint))).toBe("ALTER TABLE t ADD CONSTRAINT uq UNIQUE (a) USING hash");
  });
});

describe("indexes", () => {
  const { users } = makeTables();
  it.each([
    [
      "of the beginning of texts",
      index("ix", users.c.name, users.c.email, { mysqlLength: 10, mariadbLength: 10 }),
      "CREATE INDEX ix ON users (name(10), email(10))",
    ],
    [
      "of the beginning of one",
      index("ix", users.c.name, users.c.email, { mysqlLength: { email: 5 }, mariadbLength: { email: 5 } }),
      "CREATE INDEX ix ON users (name, email(5))",
    ],
    [
      "for full text search",
      index("ix", users.c.name, { mysqlPrefix: "FULLTEXT", mariadbPrefix: "FULLTEXT" }),
      "CREATE FULLTEXT INDEX ix ON users (name)",
    ],
    [
      "of a kind",
      index("ix", users.c.age.desc(), { unique: true, mysqlUsing: "btree" }),
      "CREATE UNIQUE INDEX ix ON users (age DESC) USING btree",
    ],
  ])("%s", (_what, made, expected) => expect(text(new CreateIndex(made))).toBe(expected));
  it("of an expression, on MySQL", () =>
    expect(new CreateIndex(index("ix", func.lower(users.c.name))).compile({ dialect: "mysql" }).sql).toBe(
      "CREATE INDEX ix ON users ((lower(name)))",
    ));
  it("are dropped from their tables", () => expect(text(new DropIndex(index("ix", users.c.name)))).toBe("DROP INDEX ix ON users"));
  it("if they exist, on MariaDB", () =>
    expect(new DropIndex(index("ix", users.c.name), { ifExists: true }).compile({ dialect: "mariadb" }).sql.trim()).toBe(
      "DROP INDEX IF EXISTS ix ON users",
    ));
});

describe("comments", () => {
  const made = table("t", new MetaData(), { a: column(t.integer(), { nullable: true, comment: "old" }) }, { comment: "about" });
  it.each([
    ["of a table", new SetTableComment(made), "ALTER TABLE t COMMENT 'about'"],
    ["taken from it", new DropTableComment(made), "ALTER TABLE t COMMENT ''"],
    ["of a column, with the whole of it", new SetColumnComment(made.c.a as never), "ALTER TABLE t CHANGE a a INTEGER COMMENT 'old'"],
    ["taken from it", new DropColumnComment(made.c.a as never), "ALTER TABLE t CHANGE a a INTEGER"],
  ])("%s", (_what, statement, expected) => expect(text(statement)).toBe(expected));
});
