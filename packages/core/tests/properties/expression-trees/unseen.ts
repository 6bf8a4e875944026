/** The entries of the table of operators on which SQLite has no view, each with the reason, and an expression whose text shows the entry. */

import * as cupel from "../../../src/index.js";
import { and, any, exists, func, literalColumn, or, select, t, typeCoerce } from "../../../src/index.js";
import { single, things } from "./table.js";

const { i, j, p, q, s, u } = things.c;
const either = () => or(p, q);
const one = () => select(literalColumn("1")).selectFrom(single);

interface Shown {
  readonly why: string;
  readonly dialect?: string;
  readonly build: () => cupel.ClauseElement;
  readonly text: string;
}
export const unseen: Readonly<Record<string, Shown>> = {
  EXISTS: {
    why: "EXISTS (…) is whole to SQLite wherever it stands",
    build: () => exists(one()).eq(true),
    text: "(EXISTS (SELECT 1 FROM single)) = 1",
  },
  COLLATE: {
    why: "nothing binds more tightly in SQLite but a sign",
    build: () => s.collate("NOCASE").eq(u),
    text: '(things.s COLLATE "NOCASE") = things.u',
  },
  DISTINCT: {
    why: "it stands in an aggregate alone, at the beginning",
    build: () => func.count(i.eq(j).distinct()),
    text: "count(DISTINCT (things.i = things.j))",
  },
  ANY: { why: "SQLite has no ANY", build: () => i.eq(any(one() as never)), text: "things.i = ANY (SELECT 1 FROM single)" },
  ALL: { why: "SQLite has no ALL", build: () => i.eq(cupel.all(one() as never)), text: "things.i = ALL (SELECT 1 FROM single)" },
  ASC: {
    why: "it stands at the end of an element of ORDER BY",
    build: () => either().asc(),
    text: "(things.p = 1 OR things.q = 1) ASC",
  },
  DESC: {
    why: "it stands at the end of an element of ORDER BY",
    build: () => either().desc(),
    text: "(things.p = 1 OR things.q = 1) DESC",
  },
  NULLS_FIRST: {
    why: "it stands at the end of an element of ORDER BY",
    build: () => either().nullsFirst(),
    text: "(things.p = 1 OR things.q = 1) NULLS FIRST",
  },
  NULLS_LAST: {
    why: "it stands at the end of an element of ORDER BY",
    build: () => either().nullsLast(),
    text: "(things.p = 1 OR things.q = 1) NULLS LAST",
  },
  FILTER: {
    why: "a function with its FILTER is whole to SQLite wherever it stands",
    build: () => func.sum(i).filter(i.gt(j)).mul(2),
    text: "(sum(things.i) FILTER (WHERE things.i > things.j)) * ?",
  },
  JSON_ITEM: {
    why: "it is a function of SQLite's",
    dialect: "sqlite",
    build: () => typeCoerce(either(), t.json()).at("a").asString(),
    text: "JSON_EXTRACT((things.p = 1 OR things.q = 1), ?)",
  },
  JSON_PATH: {
    why: "it is a function of SQLite's",
    dialect: "sqlite",
    build: () => typeCoerce(either(), t.json()).path("a").asString(),
    text: "JSON_EXTRACT((things.p = 1 OR things.q = 1), ?)",
  },
  REGEXP_REPLACE: {
    why: "SQLite has no replacement by regular expressions",
    dialect: "postgresql",
    build: () => s.regexpReplace("a", "b").eq("c"),
    text: "(REGEXP_REPLACE(things.s, $1, $2)) = $3",
  },
  AS_CONDITION: {
    why: "no operator: the place of a condition, where nothing stands beside it",
    build: () => select(i).where(and(i.eq(j))),
    text: "SELECT things.i FROM things WHERE things.i = things.j",
  },
  UNKNOWN: {
    why: "no operator: what stands beside one of unknown precedence",
    build: () => i.add(j).op("%")(u),
    text: "(things.i + things.j) % things.u",
  },
};
/** Entries whose precedence nobody asks for. */
export const unasked: Readonly<Record<string, string>> = { COMMA: "it separates the elements of a list, which are whole" };
