/** Random trees, and the two ways to a value: through Cupel to an expression, and through the model. */
import fc from "fast-check";
import { falseValue, literal, nullValue, t, trueValue } from "../../../src/index.js";
import type { Built, Node, Signature, Sort } from "./nodes.js";
import { operations } from "./operations.js";
import type { SqlValue } from "./sqlite-values.js";
import { columns, stored, things } from "./table.js";

export const maxDepth = 6;
const typeOf = { integer: t.integer(), real: t.float(), text: t.string(), truth: t.boolean() } as const;

const values: Readonly<Record<Sort, fc.Arbitrary<number | string | boolean>>> = {
  integer: fc.integer({ min: -9, max: 9 }),
  real: fc.constantFrom(0, 0.5, -1.5, 2.25, 3, -4),
  text: fc.constantFrom("", "a", "b", "A", "ab", "a%", "_b", "%", "/", "12", "-7a", "it's", "0", "1"),
  truth: fc.boolean(),
};
const leaf = (sort: Sort): fc.Arbitrary<Node> =>
  fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom(...columns[sort]).map((name): Node => ({ kind: "column", sort, name })) },
    {
      weight: 4,
      arbitrary: fc
        .tuple(fc.option(values[sort], { freq: 8 }), fc.boolean())
        .map(([value, plain]): Node => ({ kind: "value", sort, value, plain })),
    },
    ...(sort === "truth" ? [{ weight: 1, arbitrary: fc.boolean().map((value): Node => ({ kind: "word", sort, value })) }] : []),
  );

const operation = (name: string, signature: Signature, depth: number): fc.Arbitrary<Node> => {
  const [sort, ...operands] = signature;
  const { extra } = operations[name] as (typeof operations)[string];
  return fc
    .tuple(fc.tuple(...operands.map((each) => tree(each, depth - 1))), extra === undefined ? fc.constant(undefined) : extra(signature))
    .map(([parts, given]): Node => ({ kind: "operation", sort, operation: name, parts, extra: given }));
};
/** Operations are chosen among those that give the sort, then their operands among those that they take. */
const inner = (sort: Sort, depth: number): fc.Arbitrary<Node> =>
  fc.oneof(
    ...Object.entries(operations).flatMap(([name, { signatures, weight = 1 }]) => {
      const fitting = signatures.filter(([result]) => result === sort);
      return fitting.length === 0
        ? []
        : [{ weight, arbitrary: fc.oneof(...fitting.map((signature) => operation(name, signature, depth))) }];
    }),
  );

const made = new Map<string, fc.Arbitrary<Node>>();
/** Trees of a sort and of at most so many operators one above the other. */
export function tree(sort: Sort, depth = maxDepth): fc.Arbitrary<Node> {
  const key = `${sort} ${depth}`;
  let arbitrary = made.get(key);
  if (arbitrary === undefined) {
    arbitrary =
      depth === 0
        ? leaf(sort)
        : fc.oneof({ weight: depth === maxDepth ? 0 : 3, arbitrary: leaf(sort) }, { weight: 7, arbitrary: inner(sort, depth) });
    made.set(key, arbitrary);
  }
  return arbitrary;
}
/** Small ones, with each operation at the root as often as any other: what stands within it is less hidden there. */
export const rootedTree = fc.oneof(
  ...Object.entries(operations).map(([name, { signatures }]) => fc.oneof(...signatures.map((signature) => operation(name, signature, 3)))),
);
export const anyTree = fc.oneof(tree("truth"), tree("integer"), tree("real"), tree("text"));

/** The expression of a tree. */
export function build(node: Node): Built {
  switch (node.kind) {
    case "column":
      return things.c[node.name as "i"];
    case "value":
      return literal(node.value as never, typeOf[node.sort] as never) as Built;
    case "word":
      return node.value === null ? nullValue() : node.value ? trueValue() : falseValue();
    case "operation": {
      const described = operations[node.operation] as (typeof operations)[string];
      const parts: unknown[] = node.parts.map(build);
      const first = node.parts[0] as Node;
      const last = node.parts.at(-1) as Node;
      // A plain value takes its type from what it stands beside: there must be something, of the same sort. null would ask for IS NULL.
      if (
        described.takesPlain === true &&
        node.parts.length > 1 &&
        last.kind === "value" &&
        last.plain &&
        last.value !== null &&
        first.kind !== "value" &&
        first.sort === last.sort
      )
        parts[parts.length - 1] = last.value;
      return described.build(parts, node.extra);
    }
  }
}

/** What a tree is worth for a row. */
export function valueOf(node: Node, row: Readonly<Record<string, number | string | boolean | null>>): SqlValue {
  switch (node.kind) {
    case "column":
      return stored(row[node.name] ?? null, node.sort);
    case "value":
      return stored(node.value, node.sort);
    case "word":
      return stored(node.value, node.sort);
    case "operation":
      return (operations[node.operation] as (typeof operations)[string]).value(
        node.parts.map((part) => valueOf(part, row)),
        node.extra,
      );
  }
}

const collating = new Set(["eqWithoutCase", "ltWithoutCase"]);
const contains = (node: Node, names: ReadonlySet<string>): boolean =>
  node.kind === "operation" && (names.has(node.operation) || node.parts.some((part) => contains(part, names)));
/** An explicit COLLATE anywhere within an operand decides how SQLite compares it, also from within a CASE: no matter of the text. */
export function collatesFromAfar(node: Node): boolean {
  if (node.kind !== "operation") return false;
  return node.parts.some((part) => (part.sort === "text" && contains(part, collating)) || collatesFromAfar(part));
}
