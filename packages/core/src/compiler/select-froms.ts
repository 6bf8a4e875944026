/** Which FROM elements a SELECT has: those it names, those its columns and criteria come from, joined as was asked for. */
import { InvalidRequestError } from "../errors.js";
import { Column } from "../expression/column.js";
import { ClauseElement } from "../expression/element.js";
import { type AnyColumn, FromClause, Join } from "../expression/from.js";
import { canJoin } from "../expression/on-clause.js";
import type { HasEntity } from "../expression/protocol.js";
import type { AnySelect, JoinStep } from "../expression/select.js";
import { walk } from "../expression/traverse.js";
import { ENTITY } from "../symbols.js";

function plain(item: FromClause | HasEntity): FromClause {
  if (item instanceof FromClause) return item;
  const entity = item[ENTITY];
  if (entity.kind === "relationship")
    throw new InvalidRequestError("A relationship can be joined in a statement of the ORM: begin it with the entity that has it");
  return entity.selectable;
}

/** The FROM elements of what is selected and asked for, each once, those first that were named: `all`, to which they are added. */
function collect(select: AnySelect, all: FromClause[]): FromClause[] {
  for (const item of select.selected) {
    if (item instanceof ClauseElement) item.collectFroms(all);
    else all.push(item[ENTITY].selectable);
  }
  for (const criterion of select.whereCriteria) criterion.collectFroms(all);
  return reduce(all);
}
/** Each once, and without those that are part of another. */
function reduce(all: readonly FromClause[]): FromClause[] {
  const unique = each(all);
  let hasParts = false;
  for (const from of unique) if (from instanceof Join) hasParts = true;
  if (!hasParts) return unique;
  const whole: FromClause[] = [];
  for (const from of unique) if (!isPartOfAny(from, unique)) whole.push(from);
  return whole;
}
function isPartOfAny(from: FromClause, others: readonly FromClause[]): boolean {
  for (const other of others) if (other instanceof Join && isPart(from, other)) return true;
  return false;
}
/** Whether a FROM element is a side of a join, or a part of one. */
function isPart(from: FromClause, { left, right }: Join): boolean {
  return left === from || right === from || (left instanceof Join && isPart(from, left)) || (right instanceof Join && isPart(from, right));
}
/** Each once. Most statements name few tables many times: looking through the few is faster than a set. */
function each(all: readonly FromClause[]): FromClause[] {
  const unique: FromClause[] = [];
  for (const from of all) {
    if (unique.length > 16) return [...new Set(all)];
    if (!unique.includes(from)) unique.push(from);
  }
  return unique;
}

/** All FROM elements, before those are left out that come from a statement around this one. */
export function fromsOf(select: AnySelect): FromClause[] {
  const froms = select.fromSources.map(plain);
  for (const step of select.joins) join(select, froms, step);
  return collect(select, froms);
}

/** Puts a join into the list: in the place of its left side, if that is there. */
function join(select: AnySelect, froms: FromClause[], step: JoinStep): void {
  const right = plain(step.target);
  const on = step.on === null ? null : step.on instanceof ClauseElement ? step.on : null;
  if (step.on !== null && on === null)
    throw new InvalidRequestError("A relationship as ON clause belongs into a statement of the ORM: begin it with the entity that has it");
  let index: number;
  let left: FromClause;
  if (step.left !== null) {
    left = plain(step.left);
    index = froms.findIndex((from) => from === left || (from instanceof Join && isPart(left, from)));
    if (index >= 0) left = froms[index] as FromClause;
  } else {
    // Only what is in FROM already can be joined to; where nothing is, what is selected.
    const candidates: readonly FromClause[] = froms.length > 0 ? froms : collect(select, []);
    const found = candidates.length === 1 && on !== null && candidates[0] !== right ? first : leftSides(candidates, right, on);
    if (found.length === 0)
      throw new InvalidRequestError(
        `Do not know how to join "${right.description}": nothing in the statement has a foreign key to it, or is referred to by it. Name the left side with joinFrom(left, right) or selectFrom(left), and give the ON clause`,
      );
    if (found.length > 1)
      throw new InvalidRequestError(
        `Cannot tell which of ${found.map((i) => `"${(candidates[i] as FromClause).description}"`).join(", ")} "${right.description}" is to be joined to. Name it with joinFrom(left, right) or selectFrom(left), and give the ON clause`,
      );
    left = candidates[found[0] as number] as FromClause;
    index = froms.indexOf(left);
  }
  const joined = new Join(left, right, on as never, step.kind);
  if (index >= 0) froms[index] = joined;
  else froms.push(joined);
}
/** The number of the only candidate. */
const first: readonly number[] = [0];

/** The numbers of the FROM elements that the right side can be joined to. */
function leftSides(candidates: readonly FromClause[], right: FromClause, on: ClauseElement | null): number[] {
  const columns: AnyColumn[] = [];
  if (candidates.length > 1 && on !== null)
    walk(on, (element) => {
      if (element instanceof Column) columns.push(element);
    });
  let found: number[] = [];
  candidates.forEach((from, i) => {
    if (from === right) return;
    if (columns.length > 0) {
      if (columns.every((column) => exports(right, column) || exports(from, column))) found.push(i);
    } else if (on !== null || canJoin(from, right, from instanceof Join ? from.right : null)) found.push(i);
  });
  if (found.length > 1) {
    found = found.filter((i) => !isPartOfAny(candidates[i] as FromClause, candidates));
  }
  return found.length === 0 && on !== null ? candidates.map((_, i) => i) : found;
}
function exports(from: FromClause, column: AnyColumn): boolean {
  return from instanceof Join
    ? exports(from.left, column) || exports(from.right, column)
    : column.table === from || from.columns.includes(column);
}

/**
 * What is written in FROM: all, but for those that the statement takes from one around it.
 * @param explicit what `correlate` may speak of
 * @param implicit what is taken from outside by itself
 */
export function displayedFroms(
  select: AnySelect,
  all: readonly FromClause[],
  explicit: ReadonlySet<FromClause>,
  implicit: ReadonlySet<FromClause>,
): readonly FromClause[] {
  if (select.correlated === null && select.notCorrelated === null && (implicit.size === 0 || all.length < 2)) return all;
  let froms = all;
  const { correlated, notCorrelated } = select;
  if (correlated !== null && correlated.length > 0) froms = froms.filter((from) => !(explicit.has(from) && correlated.includes(from)));
  if (notCorrelated !== null) froms = froms.filter((from) => !explicit.has(from) || notCorrelated.includes(from));
  if (correlated === null && notCorrelated === null && implicit.size > 0 && froms.length > 1) {
    froms = froms.filter((from) => !implicit.has(from));
    if (froms.length === 0)
      throw new InvalidRequestError(
        "A SELECT inside another has nothing left in FROM: all of it is in the statement around. Say with correlate(…) what is to be taken from there",
      );
  }
  return froms;
}
