/** Text of strangers cannot be taken for what the compiler itself puts into the text while it writes. */
import { column, literal, MetaData, select, sql, t, table, text } from "@cupel/core";
import { compile, DefaultDialect } from "@cupel/core/internal";
import fc from "fast-check";
import { expect, test } from "vitest";

const dialect = new DefaultDialect();
const controls = fc.string({ unit: fc.constantFrom("\u0001", "\u0002", "\u0003", "0", "1", ":", "a", "'"), maxLength: 12 });

test("control characters in literals, names and text stay what they are", () => {
  fc.assert(
    fc.property(
      controls,
      controls.filter((name) => name !== ""),
      (value, name) => {
        const made = table(name, new MetaData(), { a: column(t.text(), { name }) });
        const quoted = dialect.identifiers.quote(name);
        const bound = compile(select(made.c.a.as("b")).where(made.c.a.eq(literal(value)), made.c.a.ne("x")), dialect, { named: true });
        expect(bound.sql.replace(/\s+\n/g, "\n")).toBe(
          `SELECT ${quoted}.${quoted} AS b\nFROM ${quoted}\nWHERE ${quoted}.${quoted} = :param_1 AND ${quoted}.${quoted} != :`.concat(
            bound.slots[1]?.name ?? "",
          ),
        );
        expect(compile(select(literal(value)), dialect, { literalBinds: true }).sql).toBe(
          `SELECT '${value.replaceAll("'", "''")}' AS anon_1`,
        );
      },
    ),
  );
  // As a literal of strangers would arrive in a script.
  const raw = "SELECT '\u00010\u0002'";
  expect(compile(text(raw), dialect, {}).sql).toBe(raw);
  expect(compile(sql.raw(raw), dialect, {}).sql).toBe(raw);
});
