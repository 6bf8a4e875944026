/**
 * How the two sides of a relationship hang together: the condition, found from the foreign keys or given; which side holds the reference;
 * which columns stand on the far side. Follows SQLAlchemy's `JoinCondition`, but lets `many` and `one` say the direction where the tables
 * allow both.
 */
import { ArgumentError, type SchemaColumn } from "@cupel/core";
import type { ColumnElement } from "@cupel/core/internal";
import { withoutMarks } from "./annotations.js";
import {
  type AnyTable,
  amongColumns,
  conditionOf,
  describePath,
  equations,
  type KeyPath,
  keyPaths,
  referringOf,
} from "./join-condition.js";
import { ambiguous, missing, wrongBuilder } from "./join-messages.js";
import type { ColumnPair, Direction, RelationshipProperty } from "./relationship.js";

/** How the two sides of a relationship hang together. */
export interface JoinPlan {
  readonly direction: Direction;
  readonly pairs: readonly ColumnPair[];
  readonly secondary: AnyTable | null;
  readonly secondaryPairs: readonly ColumnPair[];
  readonly primaryJoin: ColumnElement<unknown>;
  readonly secondaryJoin: ColumnElement<unknown> | null;
  readonly remoteColumns: ReadonlySet<SchemaColumn>;
  readonly isSimpleManyToOne: boolean;
  /** The columns, by index, that hold the reference: in the order of the target's key where that is what they refer to. */
  readonly referenceIndexes: readonly number[];
}

type Columns = ReadonlySet<SchemaColumn>;
interface Sides {
  readonly pairs: readonly ColumnPair[];
  readonly isToMany: boolean;
  readonly condition: ColumnElement<unknown>;
  /** Whether the condition is those pairs and nothing else. */
  readonly isPlain: boolean;
  readonly remote: Columns;
}

/** @throws ArgumentError that names both tables, what could be meant, and the option that says it */
export function planJoin(property: RelationshipProperty): JoinPlan {
  property.parent.complete();
  property.target.complete();
  const secondary = secondaryOf(property);
  if (secondary !== null) return throughSecondary(property, secondary);
  const { primaryJoin, secondaryJoin } = property.definition.options;
  if (secondaryJoin !== undefined)
    throw new ArgumentError(
      `${String(property)} has a secondaryJoin but no secondary: name the association table, or leave secondaryJoin out.`,
    );
  const sides = primaryJoin === undefined ? fromKeys(property) : fromCondition(property, primaryJoin as unknown as ColumnElement<unknown>);
  if (property.uselist && !sides.isToMany) throw wrongBuilder(property, sides);
  return {
    direction: sides.isToMany ? "oneToMany" : "manyToOne",
    pairs: sides.pairs,
    secondary: null,
    secondaryPairs: [],
    primaryJoin: sides.condition,
    secondaryJoin: null,
    remoteColumns: sides.remote,
    ...reference(property, sides),
  };
}

function reference(property: RelationshipProperty, sides: Sides): Pick<JoinPlan, "isSimpleManyToOne" | "referenceIndexes"> {
  const { parent, target } = property;
  if (sides.isToMany) return { isSimpleManyToOne: false, referenceIndexes: [] };
  const indexOf = (column: SchemaColumn): number[] => {
    const attribute = parent.attributeOf(column);
    return attribute === undefined ? [] : [attribute.index];
  };
  const byRemote = new Map(sides.pairs.map(({ local, remote }) => [remote, local]));
  const isKey =
    sides.isPlain &&
    byRemote.size === sides.pairs.length &&
    byRemote.size === target.primaryKey.length &&
    target.primaryKey.every(({ column }) => byRemote.has(column));
  const ordered = isKey ? target.primaryKey.map(({ column }) => byRemote.get(column)!) : sides.pairs.map(({ local }) => local);
  const referenceIndexes = ordered.flatMap(indexOf);
  return { isSimpleManyToOne: isKey && referenceIndexes.length === ordered.length, referenceIndexes };
}

// --- without an association table

function fromKeys(property: RelationshipProperty): Sides {
  const { parent, target, uselist } = property;
  const named = columnsOption(property, "foreignKeys");
  const remoteSide = columnsOption(property, "remoteSide");
  const isSelf = (parent.table as unknown) === target.table;
  const toMany = amongColumns(keyPaths(target.table, parent.table), named);
  const toOne = amongColumns(keyPaths(parent.table, target.table), named);
  if (isSelf) {
    const isToMany =
      remoteSide.size === 0 ? uselist : toMany.some(({ pairs }) => pairs.every(({ referring }) => remoteSide.has(referring)));
    return sidesOf(single(property, toMany, named), isToMany);
  }
  if (uselist && toMany.length > 0) return sidesOf(single(property, toMany, named), true);
  if (toMany.length > 0 && toOne.length > 0) throw ambiguous(property, [...toOne, ...toMany]);
  const path = single(property, toMany.length > 0 ? toMany : toOne, named);
  return sidesOf(path, toMany.length > 0);
}

function single(property: RelationshipProperty, paths: readonly KeyPath[], named: Columns): KeyPath {
  if (paths.length > 1) throw ambiguous(property, paths);
  const [path] = paths;
  if (path === undefined) throw missing(property, named);
  return path;
}

function sidesOf(path: KeyPath, isToMany: boolean): Sides {
  const pairs = path.pairs.map(({ referring, referred }) =>
    isToMany ? { local: referred, remote: referring } : { local: referring, remote: referred },
  );
  return { pairs, isToMany, condition: conditionOf(path), isPlain: true, remote: new Set(pairs.map(({ remote }) => remote)) };
}

function fromCondition(property: RelationshipProperty, given: ColumnElement<unknown>): Sides {
  const marked = withoutMarks(given);
  const { parent, target, uselist } = property;
  const isSelf = (parent.table as unknown) === target.table;
  const foreigns = union(marked.foreign as Columns, columnsOption(property, "foreignKeys"));
  const remotes = union(marked.remote as Columns, columnsOption(property, "remoteSide"));
  const { pairs: equal, isAll } = equations(marked.condition);
  const found: { readonly pair: ColumnPair; readonly isToMany: boolean }[] = [];
  for (const [a, b] of equal) {
    const referring = foreigns.size > 0 ? (foreigns.has(a) ? a : foreigns.has(b) ? b : null) : referringOf(a, b);
    if (referring === null) continue;
    const referred = referring === a ? b : a;
    const remote =
      remotes.size > 0
        ? remotes.has(a)
          ? a
          : remotes.has(b)
            ? b
            : null
        : isSelf
          ? uselist
            ? referring
            : referred
          : (a.table as unknown) === target.table
            ? a
            : b;
    if (remote === null) continue;
    found.push({ pair: { local: remote === a ? b : a, remote }, isToMany: remote === referring });
  }
  if (found.length === 0) {
    if (property.viewOnly) return { pairs: [], isToMany: uselist, condition: marked.condition, isPlain: false, remote: remotes };
    throw new ArgumentError(
      `${String(property)}: no foreign key column was found in its primaryJoin ${describe(marked.condition)}. Compare a foreign key column with the one it refers to, name the referring columns by \`foreignKeys\` or mark them by foreign(…), or say viewOnly: true if it is only read.`,
    );
  }
  const isToMany = found[0]!.isToMany;
  if (found.some((each) => each.isToMany !== isToMany))
    throw new ArgumentError(
      `${String(property)}: its primaryJoin ${describe(marked.condition)} refers both ways: say by \`foreignKeys\` which columns hold the reference, or by \`remoteSide\` which belong to the far side.`,
    );
  const pairs = found.map(({ pair }) => pair);
  return {
    pairs,
    isToMany,
    condition: marked.condition,
    isPlain: isAll && equal.length === pairs.length,
    remote: union(remotes, new Set(pairs.map(({ remote }) => remote))),
  };
}

// --- with an association table

function secondaryOf(property: RelationshipProperty): AnyTable | null {
  const { secondary } = property.definition.options;
  if (secondary === undefined) return null;
  const table = (typeof secondary === "function" ? (secondary as () => unknown)() : secondary) as AnyTable | undefined;
  if (typeof table === "object" && table !== null && "foreignKeyConstraints" in table) return table;
  throw new ArgumentError(
    `${String(property)}: secondary is ${table === undefined ? "undefined" : "no table"}: give the association table made by table(…), in a getter or as a function if it is defined later.`,
  );
}

function throughSecondary(property: RelationshipProperty, secondary: AnyTable): JoinPlan {
  const { parent, target, definition } = property;
  if (
    !property.uselist &&
    definition.options.viewOnly !== true &&
    definition.options.singleParent !== true &&
    definition.options.primaryJoin === undefined &&
    (parent.table as unknown) === target.table
  ) {
    throw new ArgumentError(
      `${String(property)} leads through "${secondary.fullName}" to its own table: say by primaryJoin and secondaryJoin which of its columns is this side.`,
    );
  }
  const primary = associationSide(property, secondary, parent.table, definition.options.primaryJoin, "primaryJoin");
  const other = associationSide(property, secondary, target.table, definition.options.secondaryJoin, "secondaryJoin");
  return {
    direction: "manyToMany",
    pairs: primary.pairs,
    secondary,
    secondaryPairs: other.pairs,
    primaryJoin: primary.condition,
    secondaryJoin: other.condition,
    remoteColumns: new Set([...primary.pairs, ...other.pairs].map(({ remote }) => remote)),
    isSimpleManyToOne: false,
    referenceIndexes: [],
  };
}

function associationSide(
  property: RelationshipProperty,
  secondary: AnyTable,
  table: AnyTable,
  given: unknown,
  option: "primaryJoin" | "secondaryJoin",
): { readonly pairs: readonly ColumnPair[]; readonly condition: ColumnElement<unknown> } {
  const named = columnsOption(property, "foreignKeys");
  if (given === undefined) {
    const all = keyPaths(secondary, table);
    const paths = named.size === 0 ? all : all.filter(({ pairs }) => pairs.some(({ referring }) => named.has(referring)));
    const [path] = paths.length > 0 ? paths : all;
    if (path === undefined) {
      throw new ArgumentError(
        `${String(property)}: the association table "${secondary.fullName}" has no foreign key to "${table.fullName}". Add one, as in \`${table.tableName}Id: column(t.integer(), { references: "${table.fullName}.id", primaryKey: true })\`, or give ${option} and foreignKeys.`,
      );
    }
    if (Math.max(1, paths.length) > 1) {
      throw new ArgumentError(
        `${String(property)}: the association table "${secondary.fullName}" has ${paths.length} foreign keys to "${table.fullName}" (${paths.map(describePath).join("; ")}). Say by primaryJoin which of them leads to this side, and by secondaryJoin which leads to the other, as in \`${option}: ${property.parent.name}.c.id.eq(${secondary.tableName}.c.${path.pairs[0]!.referring.key})\`.`,
      );
    }
    return { pairs: path.pairs.map(({ referring, referred }) => ({ local: referred, remote: referring })), condition: conditionOf(path) };
  }
  const marked = withoutMarks(given as ColumnElement<unknown>);
  const pairs: ColumnPair[] = [];
  for (const [a, b] of equations(marked.condition).pairs) {
    if ((a.table as unknown) === secondary && (b.table as unknown) !== secondary) pairs.push({ local: b, remote: a });
    else if ((b.table as unknown) === secondary && (a.table as unknown) !== secondary) pairs.push({ local: a, remote: b });
  }
  if (pairs.length === 0 && !property.viewOnly)
    throw new ArgumentError(
      `${String(property)}: its ${option} ${describe(marked.condition)} compares no column of the association table "${secondary.fullName}" with one of "${table.fullName}".`,
    );
  return { pairs, condition: marked.condition };
}

// --- options and messages

function columnsOption(property: RelationshipProperty, option: "foreignKeys" | "remoteSide"): Columns {
  const given = property.definition.options[option];
  if (given === undefined) return new Set();
  const columns = (Array.isArray(given) ? given : [given]) as readonly (SchemaColumn | undefined)[];
  return new Set(
    columns.map((column) => {
      if (column?.kind !== "column")
        throw new ArgumentError(
          `${String(property)}: ${option} takes a column or an array of columns, as in \`${option}: ${property.parent.name}.c.${property.parent.columns[0]?.key ?? "id"}\`, not ${String(column)}.`,
        );
      return column.baseColumn as SchemaColumn;
    }),
  );
}

function union(a: Columns, b: Columns): Columns {
  return new Set([...a, ...b]);
}

function describe(condition: ColumnElement<unknown>): string {
  return `(${String(condition)})`;
}
