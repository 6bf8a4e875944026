import { describe, expect, test } from "vitest";
import { type Case, concerns, expectedError, expectedText } from "../cases.js";
import { collapse, differences, differingError, sameValue } from "../compare.js";

const sqlCase = (fields: Partial<Case>): Case => ({ id: "x-1", kind: "sql", area: "x", python: "", ...fields });
const compiled = (sql: string | string[], fields = {}) => ({ sql, params: {}, required: [], columns: [], ...fields });

describe("text", () => {
  test("white space collapses outside quotes and nowhere else", () => {
    expect(collapse(" SELECT  a \n\tFROM t ")).toBe("SELECT a FROM t");
    expect(collapse("SELECT 'a  b', \"c  d\",  `e  f`")).toBe("SELECT 'a  b', \"c  d\", `e  f`");
    expect(collapse("SELECT 'it''s  x'  FROM t")).toBe("SELECT 'it''s  x' FROM t");
    expect(collapse("SELECT [a  b].c,  x[1]")).toBe("SELECT [a  b].c, x[1]");
  });
  test("a difference in case, parentheses, order or number is one", () => {
    for (const other of ["select 1", "SELECT (1)", "SELECT 2"])
      expect(differences(sqlCase({}), "sqlite", "SELECT 1", compiled(other))).toHaveLength(1);
    expect(differences(sqlCase({}), "sqlite", ["A", "B"], compiled(["B", "A"]))).toHaveLength(2);
    expect(differences(sqlCase({ unordered: true }), "sqlite", ["A", "B"], compiled(["B", "A"]))).toEqual([]);
    expect(differences(sqlCase({}), "sqlite", ["A"], compiled(["A", "B"]))).toHaveLength(2);
    expect(differences(sqlCase({}), "sqlite", ["A", "B"], compiled(["A"]))).toHaveLength(2);
  });
  test("batches are compared with their parameters", () => {
    const expected = [["INSERT", { a: 1 }]] as const;
    expect(differences(sqlCase({}), "sqlite", expected, compiled(["INSERT"], { batches: [{ a: 1 }] }))).toEqual([]);
    expect(differences(sqlCase({}), "sqlite", expected, compiled(["INSERT"], { batches: [{ a: 2 }] }))).toHaveLength(1);
    expect(differences(sqlCase({}), "sqlite", expected, compiled(["INSERT"]))).toHaveLength(1);
  });
});

describe("parameters, required names and columns", () => {
  test("each counts where the case states it", () => {
    const each = sqlCase({ params: { id_1: 5 }, required: [], columns: [["id", "Integer"]] });
    expect(differences(each, "sqlite", "S", compiled("S", { params: { id_1: 5 }, columns: [["id", "Integer"]] }))).toEqual([]);
    expect(differences(each, "sqlite", "S", compiled("S", { params: { id_1: 6 }, columns: [["id", "Integer"]] }))).toHaveLength(1);
    expect(differences(each, "sqlite", "S", compiled("S", { params: { id_2: 5 }, columns: [["id", "Integer"]] }))).toHaveLength(2);
    expect(differences(each, "sqlite", "S", compiled("S", { params: { id_1: 5 }, columns: [["id", "String"]] }))).toHaveLength(1);
    expect(
      differences(each, "sqlite", "S", compiled("S", { params: { id_1: 5 }, required: ["id_1"], columns: [["id", "Integer"]] })),
    ).toHaveLength(1);
  });
  test("a dialect's own parameters replace the shared ones", () => {
    const each = sqlCase({ params: { a: 1 }, params_by_dialect: { sqlite: { a: 2 } } });
    expect(differences(each, "sqlite", "S", compiled("S", { params: { a: 2 } }))).toEqual([]);
    expect(differences(each, "mysql", "S", compiled("S", { params: { a: 2 } }))).toHaveLength(1);
  });
  test("values that JSON lacks", () => {
    const of = ($type: string, value: unknown) => ({ $type, value });
    const same: [unknown, unknown][] = [
      [of("datetime", "2024-05-06T07:08:09"), new Date(Date.UTC(2024, 4, 6, 7, 8, 9))],
      [of("date", "2024-05-06"), "2024-05-06"],
      [of("decimal", "1.50"), "1.5"],
      [of("decimal", "-0.0"), "0"],
      [of("interval", 172800), 172_800_000],
      [of("bytes", "00ff"), new Uint8Array([0, 255])],
      [of("uuid", "6F9619FF8B86D011B42D00C04FC964FF"), "6f9619ff-8b86-d011-b42d-00c04fc964ff"],
      [of("range", [1, 5, "[)"]), { lower: 1, upper: 5, bounds: "[)" }],
      [5, 5n],
      [null, undefined],
      [
        [1, { a: 2 }],
        [1, { a: 2 }],
      ],
    ];
    for (const [expected, actual] of same) expect(sameValue(expected, actual), JSON.stringify(expected)).toBe(true);
    const other: [unknown, unknown][] = [
      [of("datetime", "2024-05-06T07:08:09"), new Date(0)],
      [of("decimal", "1.5"), "1.51"],
      [of("bytes", "00"), new Uint8Array([1])],
      [of("unheard-of", 1), 1],
      [5, "5"],
      ["5", 5],
      [1, true],
      [{ a: 1 }, { a: 1, b: 2 }],
      [[1], [1, 2]],
    ];
    for (const [expected, actual] of other) expect(sameValue(expected, actual), JSON.stringify(expected)).toBe(false);
  });
});

describe("errors", () => {
  class CupelError extends Error {}
  class CompileError extends CupelError {}
  class NarrowerError extends CompileError {}
  test("the class or a narrower one, and one of Cupel's own", () => {
    expect(differingError("CompileError: no", new CompileError("another wording"))).toEqual([]);
    expect(differingError("CompileError: no", new NarrowerError("x"))).toEqual([]);
    expect(differingError("NotImplementedError: no", new CompileError("x"))).toEqual([]);
    expect(differingError("CompileError: no", new CupelError("x"))).toHaveLength(1);
    expect(differingError("CompileError: no", new CompileError(""))).toHaveLength(1);
    expect(differingError("TypeError: no", new TypeError("undefined is not a function"))).toHaveLength(1);
  });
  test("where a case expects one", () => {
    expect(expectedError(sqlCase({ error: { "*": "A: a" } }), "sqlite")).toBe("A: a");
    expect(expectedError(sqlCase({ sql: { sqlite: "S" }, error: { mssql: "A: a" } }), "sqlite")).toBeUndefined();
    expect(expectedText(sqlCase({ sql: { mysql: "S" } }), "mariadb")).toBe("S");
    expect(concerns(sqlCase({ sql: { mysql: "S" } }), "sqlite")).toBe(false);
    expect(concerns(sqlCase({ value: 1 }), "sqlite")).toBe(true);
  });
});
