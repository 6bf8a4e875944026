import { describe, expect, test } from "vitest";
import { checkConstraint, foreignKeyConstraint, primaryKeyConstraint, uniqueConstraint } from "../../src/schema/constraints.js";
import { table } from "../../src/schema/define-table.js";
import { column } from "../../src/schema/fields.js";
import { index } from "../../src/schema/index-definition.js";
import { conv } from "../../src/schema/item.js";
import { MetaData } from "../../src/schema/metadata.js";
import type { NamingConvention } from "../../src/schema/naming.js";
import { t } from "../../src/types/t.js";

const named = (namingConvention: NamingConvention, schema?: string) => {
  const metadata = new MetaData({ namingConvention, schema });
  table("parent", metadata, { id: column(t.integer(), { primaryKey: true, name: "parent_id" }) });
  const made = table(
    "t",
    metadata,
    { a: column(t.integer(), { name: "A" }), b: column(t.integer()), p: column(t.integer(), { references: "parent.parent_id" }) },
    {
      constraints: (c) => [
        primaryKeyConstraint(c.a, c.b),
        uniqueConstraint(c.a, c.b),
        checkConstraint("a > 1", { name: "positive" }),
        index(null, c.a, c.b),
        index("given", c.a),
        uniqueConstraint(c.b, { name: conv("final") }),
      ],
    },
  );
  return Object.fromEntries([...made.constraints, ...made.indexes].map((item) => [`${item.kind}${item.columns.length}`, item.name]));
};

describe("naming conventions", () => {
  test("without one, only an index has a name", () => {
    expect(named({})).toEqual({
      primaryKey2: null,
      unique2: null,
      unique1: "final",
      check0: "positive",
      foreignKey1: null,
      index2: "ix_t_A",
      index1: "given",
    });
  });
  test("every token", () => {
    expect(
      named({
        pk: "pk_%(table_name)s",
        uq: "uq_%(table_name)s_%(column_0_N_name)s",
        ix: "ix_%(column_0_N_label)s",
        ck: "ck_%(table_name)s_%(constraint_name)s",
        fk: "fk_%(table_name)s_%(column_0_key)s_%(referred_table_name)s_%(referred_column_0_name)s",
      }),
    ).toEqual({
      primaryKey2: "pk_t",
      unique2: "uq_t_A_b",
      unique1: "final",
      check0: "ck_t_positive",
      foreignKey1: "fk_t_p_parent_parent_id",
      index2: "ix_t_A_t_b",
      index1: "given",
    });
    expect(named({ uq: "%(column_0N_key)s_%(column_1_name)s" }).unique2).toBe("ab_b");
    expect(named({ uq: "uq_%(own)s", own: (item, of) => `${of.tableName}${item.columns.length}` }).unique2).toBe("uq_t2");
  });
  test("a token that does not exist, and one that does not fit", () => {
    expect(() => named({ uq: "%(colum_0_name)s" })).toThrow(/names a token that does not exist: %\(colum_0_name\)s/);
    expect(() => named({ uq: "%(referred_table_name)s" })).toThrow(/only a foreign key refers/);
    expect(() => named({ uq: "%(column_7_name)s" })).toThrow(/has no such column/);
    expect(() => named({ uq: "%(constraint_name)s" })).toThrow(/has no name: give it one/);
  });
  test("a foreign key that was given a name keeps it", () => {
    const metadata = new MetaData({ namingConvention: { fk: "fk_%(table_name)s" } });
    const parent = table("p", metadata, { a: column(t.integer(), { primaryKey: true }) });
    const made = table(
      "t",
      metadata,
      { x: column(t.integer()) },
      { constraints: (c) => [foreignKeyConstraint([c.x], [parent.c.a], { name: "mine" })] },
    );
    expect(made.foreignKeyConstraints[0]?.name).toBe("mine");
  });
});
