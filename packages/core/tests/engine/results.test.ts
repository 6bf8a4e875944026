import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import { BufferedResult } from "../../src/engine/buffered.js";
import { mapping, RowShape } from "../../src/engine/row-shape.js";
import { InvalidRequestError, MultipleResultsFound, NoResultFound, ResourceClosedError } from "../../src/errors.js";

type Names = { id: number; who: string };
const shape = new RowShape(["id", "who"], [null, (value) => String(value).toUpperCase()]);
const result = (
  rows: unknown[][] = [
    [1, "ann"],
    [2, "bob"],
    [3, "ann"],
  ],
) => new BufferedResult<[number, string], Names>(shape, rows, rows.length);

describe("a row", () => {
  const row = result().first()!;
  test("is an array with names", () => {
    const [id, who] = row;
    expect([id, who, row.id, row.who, row.length]).toEqual([1, "ANN", 1, "ANN", 2]);
    expect(Array.isArray(row)).toBe(true);
    expect(row.map((value) => value)).toEqual([1, "ANN"]);
    expect(Object.keys(row)).toEqual(["0", "1"]);
  });
  test("equals a plain array", () => {
    expect(row).toEqual([1, "ANN"]);
    expect([...row]).toStrictEqual([1, "ANN"]);
  });
  test("prints and serialises by name", () => {
    expect(inspect(row)).toBe("{ id: 1, who: 'ANN' }");
    expect(JSON.stringify(row)).toBe('{"id":1,"who":"ANN"}');
    expect(JSON.stringify(result().all())).toBe('[{"id":1,"who":"ANN"},{"id":2,"who":"BOB"},{"id":3,"who":"ANN"}]');
  });
  test("has by mapping() what arrays call otherwise", () => {
    const odd = new BufferedResult<[number, number], { length: number; at: number }>(new RowShape(["length", "at"]), [[7, 8]], 1);
    const row = odd.one();
    expect([row.length, mapping(row)]).toEqual([2, { length: 7, at: 8 }]);
    expect(odd.mappings().one()).toEqual({ length: 7, at: 8 });
    expect(() => mapping([1])).toThrow(/row of a result/);
  });
  test("does not guess between columns of one name", () => {
    const twice = new BufferedResult<[number, number], { id: number }>(new RowShape(["id", "id"]), [[1, 2]], 1);
    expect(() => twice.one().id).toThrow(InvalidRequestError);
    expect(() => twice.one().id).toThrow(/"id" is ambiguous/);
    expect(() => twice.scalars("id")).toThrow(/ambiguous/);
    expect([...twice.one()]).toEqual([1, 2]);
  });
  test("may have the name __proto__ without harm", () => {
    const odd = new BufferedResult<[number], Record<string, unknown>>(new RowShape(["__proto__"]), [[1]], 1);
    expect([...odd.one()]).toEqual([1]);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
    expect(Object.keys(odd.mappings().one())).toEqual(["__proto__"]);
  });
});

describe("terminals", () => {
  test("all, first, one, oneOrNone", () => {
    expect(result().all()).toEqual([
      [1, "ANN"],
      [2, "BOB"],
      [3, "ANN"],
    ]);
    expect(result([]).first()).toBeNull();
    expect(result([]).oneOrNone()).toBeNull();
    expect(result([[1, "a"]]).one()).toEqual([1, "A"]);
    expect(() => result([]).one()).toThrow(NoResultFound);
    expect(() => result([]).one()).toThrow("No row was found when one was required");
    expect(() => result().one()).toThrow(MultipleResultsFound);
    expect(() => result().one()).toThrow("Multiple rows were found when exactly one was required");
    expect(() => result().oneOrNone()).toThrow("Multiple rows were found when one or none was required");
  });
  test("scalars", () => {
    expect(result().scalar()).toBe(1);
    expect(result([]).scalar()).toBeNull();
    expect(result([[5, "a"]]).scalarOne()).toBe(5);
    expect(() => result().scalarOne()).toThrow(MultipleResultsFound);
    expect(result([]).scalarOneOrNone()).toBeNull();
    expect(result().scalars().all()).toEqual([1, 2, 3]);
    expect(result().scalars("who").all()).toEqual(["ANN", "BOB", "ANN"]);
    expect(result().scalars(-1).first()).toBe("ANN");
  });
  test("a result can be read as often as one likes, and converts once", () => {
    let converted = 0;
    const counting = new RowShape(
      ["a"],
      [
        (value) => {
          converted++;
          return `${String(value)}!`;
        },
      ],
    );
    const once = new BufferedResult<[string], { a: string }>(counting, [["x"]], 1);
    expect([once.all(), once.all(), once.mappings().all(), once.scalars().all()]).toEqual([[["x!"]], [["x!"]], [{ a: "x!" }], ["x!"]]);
    expect(converted).toBe(1);
    const plucked = new BufferedResult<[string], { a: string }>(counting, [["x"]], 1);
    expect([plucked.scalars().all(), plucked.all()]).toEqual([["x!"], [["x!"]]]);
  });
  test("keys, mappings, columns, tuples, iteration", () => {
    expect(result().keys()).toEqual(["id", "who"]);
    expect(result().mappings().all()[1]).toEqual({ id: 2, who: "BOB" });
    const swapped = result().columns("who", 0);
    expect(swapped.keys()).toEqual(["who", "id"]);
    expect(swapped.first()).toEqual(["ANN", 1]);
    expect(swapped.mappings().first()).toEqual({ who: "ANN", id: 1 });
    expect([...result()].length).toBe(3);
    expect(result().tuples().all()).toEqual(result().all());
  });
  test("unique", () => {
    const rows = () =>
      result([
        [1, "a"],
        [1, "a"],
        [2, "a"],
      ]);
    expect(rows().unique().all()).toEqual([
      [1, "A"],
      [2, "A"],
    ]);
    expect(rows().scalars("who").unique().all()).toEqual(["A"]);
    expect(rows().unique().scalars("who").all()).toEqual(["A"]);
    expect(
      rows()
        .unique((row) => row[1])
        .all(),
    ).toEqual([[1, "A"]]);
    const day = () =>
      new BufferedResult<[Date, null], unknown>(
        new RowShape(["d", "n"]),
        [
          [new Date(5), null],
          [new Date(5), null],
        ],
        2,
      );
    expect(day().unique().all()).toHaveLength(1);
    const objects = [{}, {}];
    expect(
      new BufferedResult<[object], unknown>(new RowShape(["o"]), [[objects[0]], [objects[1]], [objects[0]]], 3).unique().all(),
    ).toHaveLength(2);
    expect(
      new BufferedResult<[unknown, unknown], unknown>(
        new RowShape(["a", "b"]),
        [
          [1, "11"],
          ["11", 1],
          [11, "1"],
        ],
        3,
      )
        .unique()
        .all(),
    ).toHaveLength(3);
  });
  test("partitions and the fetching of a few", () => {
    expect([...result().partitions(2)].map((part) => part.length)).toEqual([2, 1]);
    expect(() => [...result().partitions(0)]).toThrow(/above 0/);
    const some = result();
    expect([some.fetchOne(), some.fetchMany(1), some.fetchAll(), some.fetchOne()]).toEqual([[1, "ANN"], [[2, "BOB"]], [[3, "ANN"]], null]);
  });
  test("closing", () => {
    const closed = result();
    closed.close();
    expect(closed.closed).toBe(true);
    expect(() => closed.all()).toThrow(ResourceClosedError);
    expect(() => closed.scalars()).toThrow(ResourceClosedError);
  });
  test("a statement without rows says so", () => {
    const none = new BufferedResult<[], {}>(null, [], 3);
    expect([none.rowCount, none.returnsRows]).toEqual([3, false]);
    expect(() => none.all()).toThrow(ResourceClosedError);
    expect(() => none.all()).toThrow(/gives no rows/);
  });
  test("what needs unique refuses without", () => {
    const rows = () => new BufferedResult<[number], { id: number }>(new RowShape(["id"]), [[1], [1]], 2, { needsUnique: "call unique()" });
    expect(() => rows().all()).toThrow("call unique()");
    expect(() => rows().scalars().all()).toThrow("call unique()");
    expect(() => [...rows()]).toThrow("call unique()");
    expect(rows().unique().all()).toEqual([[1]]);
    expect(rows().scalars().unique().all()).toEqual([1]);
    expect(rows().unique().scalars().all()).toEqual([1]);
  });
  test("a column that is not there", () => {
    expect(() => result().scalars("idd")).toThrow(/no column "idd"\. Did you mean "id"\?/);
    expect(() => result().scalars(2)).toThrow(/has 2 columns, and none at 2/);
  });
});
