/** Names that nobody gave are cut to what the database takes, as SQLAlchemy cuts them; names that were given are not touched, or refused. */
import {
  CompileError,
  CreateSchema,
  CreateSequence,
  CreateTable,
  column,
  createView,
  func,
  IdentifierError,
  MetaData,
  select,
  sequence,
  t,
  table,
} from "@cupel/core";
import { type ClauseElement, compile, compileDdl, DefaultDialect, defaultCapabilities, IdentifierPreparer } from "@cupel/core/internal";
import { describe, expect, test } from "vitest";

class Limited extends DefaultDialect {
  override readonly capabilities = { ...defaultCapabilities, maxIdentifierLength: 30 };
}
class Bytes extends IdentifierPreparer {
  override lengthOf(name: string): number {
    return Buffer.byteLength(name);
  }
}
class LimitedBytes extends Limited {
  readonly #bytes = new Bytes(this);
  override get identifiers(): IdentifierPreparer {
    return this.#bytes;
  }
}
const limited = new Limited();
const sql = (statement: unknown, dialect = limited): string =>
  compile(statement as ClauseElement, dialect, { named: true })
    .sql.replace(/\s+/g, " ")
    .trim();

const metadata = new MetaData();
const a = table("a_table_with_quite_a_long_name", metadata, {
  id_of_the_row: column(t.integer(), { primaryKey: true }),
  another_column_with_a_long_name: column(t.integer()),
  x: column(t.integer()),
});
const b = table("b", metadata, { another_column_with_a_long_name: column(t.integer()) });
const labelled = select(a).setLabelStyle("tablenamePlusCol");

describe("names that nobody gave", () => {
  test("labels", () => {
    const columns =
      "a_table_with_quite_a_long_name.id_of_the_row AS a_table_with_quite_a_lon_1, a_table_with_quite_a_long_name.another_column_with_a_long_name AS a_table_with_quite_a_lon_2, " +
      "a_table_with_quite_a_long_name.x AS a_table_with_quite_a_lon_3";
    expect(sql(labelled)).toBe(`SELECT ${columns} FROM a_table_with_quite_a_long_name`);
    const s = labelled.subquery("s");
    expect(sql(select(s))).toBe(
      `SELECT s.a_table_with_quite_a_lon_1, s.a_table_with_quite_a_lon_2, s.a_table_with_quite_a_lon_3 FROM (SELECT ${columns} FROM a_table_with_quite_a_long_name) AS s`,
    );
    const [, , x] = s.columns;
    expect(sql(select(x as never))).toMatch(
      /^SELECT s\.a_table_with_quite_a_lon_1 FROM .*a_table_with_quite_a_long_name\.x AS a_table_with_quite_a_lon_1 FROM/,
    );
    expect(sql(select(s.alias("t").columns[2] as never).setLabelStyle("tablenamePlusCol"))).toMatch(
      /^SELECT t\.a_table_with_quite_a_lon_2 AS t_a_table_with_quite_a_l_1 FROM .*\.x AS a_table_with_quite_a_lon_2 FROM/,
    );
    expect(sql(select(a.c.another_column_with_a_long_name, b.c.another_column_with_a_long_name))).toContain(
      "b.another_column_with_a_long_name AS another_column_with_a_lo_1",
    );
    expect(sql(select(func.a_function_with_a_quite_long_name_indeed!(a.c.x)))).toContain(
      "a_function_with_a_quite_long_name_indeed(a_table_with_quite_a_long_name.x) AS a_function_with_a_quite__1",
    );
  });
  test("the columns of a recursive CTE, as they are within it", () => {
    const cte = labelled.cte("c", { recursive: true });
    expect(sql(select(cte.columns[2] as never))).toMatch(
      /^WITH RECURSIVE c\(a_table_with_quite_a_lon_2, a_table_with_quite_a_lon_3, a_table_with_quite_a_lon_1\) AS .* SELECT c\.a_table_with_quite_a_lon_1 FROM c$/,
    );
  });
  test("aliases and parameters, each counted by itself", () => {
    expect(sql(select(a.alias().c.x))).toBe(
      "SELECT a_table_with_quite_a_lon_1.x FROM a_table_with_quite_a_long_name AS a_table_with_quite_a_lon_1",
    );
    const c = a.alias().c;
    expect(sql(select(c.x).where(c.another_column_with_a_long_name.eq(1), c.another_column_with_a_long_name.gt(2)))).toBe(
      "SELECT a_table_with_quite_a_lon_1.x FROM a_table_with_quite_a_long_name AS a_table_with_quite_a_lon_1 " +
        "WHERE a_table_with_quite_a_lon_1.another_column_with_a_long_name = :another_column_with_a_lo_1 AND a_table_with_quite_a_lon_1.another_column_with_a_long_name > :another_column_with_a_lo_2",
    );
  });
  test("in bytes, where the database counts those, never within a character", () => {
    const wide = table("ü".repeat(13), metadata, { id: column(t.integer(), { primaryKey: true }) });
    expect(sql(select(wide.alias().c.id), new LimitedBytes())).toContain(`AS "${"ü".repeat(12)}_1"`);
    expect(sql(select(wide.alias().c.id))).toContain(`AS "${"ü".repeat(13)}_1"`);
  });
});

describe("names that were given", () => {
  const long = "a_name_that_is_longer_than_thirty";
  test("stay as they are in statements", () => {
    expect(sql(select(a.c.x.as(long)))).toContain(`AS ${long}`);
    expect(sql(select(select(a.c.x.as(long)).subquery(long)))).toMatch(new RegExp(`^SELECT ${long}\\.${long} FROM .* AS ${long}$`));
  });
  test("are refused where something new would get them", () => {
    const other = new MetaData();
    for (const element of [
      new CreateTable(table(long, other, { id: column(t.integer()) })),
      new CreateTable(table("short", other, { id: column(t.integer(), { name: long }) })),
      new CreateSchema(long),
      new CreateSequence(sequence(long)),
      createView(long, select(a.c.x)),
    ]) {
      expect(() => compileDdl(element, limited)).toThrow(IdentifierError);
      expect(() => compileDdl(element, limited)).toThrow(`"${long}"`);
      expect(() => compileDdl(element, limited)).toThrow(CompileError);
    }
  });
});
