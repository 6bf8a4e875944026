import { describe, expect, test } from "vitest";
import { parseCreateIndex, parseCreateTable, unquote } from "../src/create-table-parser.js";

describe("CREATE TABLE is read as SQLite reads it", () => {
  test("names in every kind of quotes, comments, and words within strings", () => {
    const parsed = parseCreateTable(`CREATE TABLE IF NOT EXISTS "we""ird" ( -- CONSTRAINT x CHECK (1)
      [a b] INTEGER /* , UNIQUE */ NOT NULL, \`c\`\`d\` VARCHAR (10, 2) DEFAULT 'it''s, CHECK (1)', 'e' TEXT COLLATE NOCASE,
      größe NUMERIC(10,2) CONSTRAINT pos CHECK ("größe" > (0) AND ')' <> '(') , plain)`);
    expect([...(parsed?.columns.keys() ?? [])]).toEqual(["a b", "c`d", "e", "größe", "plain"]);
    expect(parsed?.columns.get("e")?.collation).toBe("NOCASE");
    expect(parsed?.checks).toEqual([{ name: "pos", text: `"größe" > (0) AND ')' <> '('`, onConflict: null }]);
    expect(parsed?.uniques).toEqual([]);
  });
  test("constraints of columns and of the table, with their names and conflicts", () => {
    const parsed = parseCreateTable(`create temp table main.t (
      id integer constraint pk primary key desc on conflict replace autoincrement,
      a int not null on conflict fail unique on conflict ignore references p (x, "y") on delete set null on update no action match full not deferrable initially immediate default (1 + (2)),
      b int default -5 generated always as (a * 2) stored, c int as (a),
      constraint "u q" unique (a, b collate nocase desc) on conflict rollback, unique(c), check (a > 1), constraint f foreign key (a, b) references "other" deferrable initially deferred, primary key (a)
    ) without rowid, strict`);
    expect(parsed).toMatchObject({
      isAutoincrement: true,
      withoutRowid: true,
      strict: true,
      primaryKey: { name: null, columns: ["a"] },
      uniques: [
        { name: null, columns: ["a"], onConflict: "IGNORE" },
        { name: "u q", columns: ["a", "b"], onConflict: "ROLLBACK" },
        { name: null, columns: ["c"], onConflict: null },
      ],
      checks: [{ name: null, text: "a > 1" }],
      foreignKeys: [
        {
          name: null,
          columns: ["a"],
          table: "p",
          referred: ["x", "y"],
          onDelete: "SET NULL",
          onUpdate: "NO ACTION",
          match: "FULL",
          deferrable: false,
          initially: "IMMEDIATE",
        },
        { name: "f", columns: ["a", "b"], table: "other", referred: [], deferrable: true, initially: "DEFERRED" },
      ],
    });
    expect(parsed?.columns.get("a")?.onConflictNotNull).toBe("FAIL");
    expect(parsed?.columns.get("b")?.generated).toEqual({ text: "a * 2", stored: true });
    expect(parsed?.columns.get("c")?.generated).toEqual({ text: "a", stored: null });
  });
  test("what is no plain table is null", () => {
    expect(parseCreateTable("CREATE VIRTUAL TABLE v USING fts5(a, b)")).toBeNull();
    expect(parseCreateTable("CREATE TABLE t AS SELECT 1")).toBeNull();
    expect(parseCreateTable("CREATE TABLE t (a")).toBeNull();
    expect(parseCreateTable("")).toBeNull();
  });
});

describe("CREATE INDEX", () => {
  test("parts and condition", () => {
    expect(
      parseCreateIndex(`CREATE UNIQUE INDEX "on" ON "t (x)" (lower(a, ','), "b,c" COLLATE nocase DESC) WHERE a > '(' AND (b)`),
    ).toEqual({ parts: ["lower(a, ',')", '"b,c" COLLATE nocase DESC'], where: "a > '(' AND (b)" });
    expect(parseCreateIndex("CREATE INDEX i ON t (a)")).toEqual({ parts: ["a"], where: null });
    expect(parseCreateIndex("")).toBeNull();
  });
  test("quotes of every kind", () => {
    expect(['"a""b"', "`a``b`", "[a b]", "'a''b'", "ab"].map(unquote)).toEqual(['a"b', "a`b", "a b", "a'b", "ab"]);
  });
});
