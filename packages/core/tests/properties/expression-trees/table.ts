/** The rows over which every tree is worth something: numbers around zero, texts with the letters of patterns, and NULL in every column. */
import { column, MetaData, t, table } from "../../../src/index.js";
import type { SqlValue } from "./sqlite-values.js";

export const metadata = new MetaData();
const nullable = { nullable: true } as const;
export const things = table("things", metadata, {
  id: column(t.integer(), { primaryKey: true }),
  i: column(t.integer(), nullable),
  j: column(t.integer(), nullable),
  k: column(t.integer(), nullable),
  x: column(t.float(), nullable),
  y: column(t.float(), nullable),
  s: column(t.string(), nullable),
  u: column(t.string(), nullable),
  p: column(t.boolean(), nullable),
  q: column(t.boolean(), nullable),
});
/** One row, so that a subquery has something to select from. */
export const single = table("single", metadata, { id: column(t.integer(), { primaryKey: true }) });

export const columns = { integer: ["i", "j", "k"], real: ["x", "y"], text: ["s", "u"], truth: ["p", "q"] } as const;
type Row = Record<string, number | string | boolean | null>;
export const rows: readonly Row[] = [
  { i: 1, j: 2, k: 3, x: 0.5, y: -1.5, s: "ab", u: "a", p: true, q: false },
  { i: 0, j: 1, k: -2, x: 2.25, y: 0.5, s: "AB", u: "b%", p: false, q: false },
  { i: null, j: 3, k: 7, x: null, y: 1.5, s: null, u: "12", p: null, q: true },
  { i: 5, j: null, k: 0, x: -0.5, y: null, s: "a_b", u: null, p: true, q: null },
  { i: -3, j: 4, k: null, x: 3, y: 2, s: "", u: "B", p: false, q: true },
  { i: 6, j: -7, k: 2, x: 0, y: 0.25, s: "-7a", u: "A/", p: null, q: null },
  { i: 2, j: 2, k: 2, x: 1.5, y: 1.5, s: "b", u: "b", p: true, q: true },
].map((row, index) => ({ id: index + 1, ...row }));

/** A value as SQLite keeps it. */
export const stored = (value: number | string | boolean | null, sort: string): SqlValue =>
  typeof value === "boolean" ? (value ? 1n : 0n) : typeof value === "number" && sort === "integer" ? BigInt(value) : value;
