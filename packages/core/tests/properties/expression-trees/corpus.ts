/** The same trees at every run, each with what it is worth, what it is made of and how it is written. */
import fc from "fast-check";
import type { Operator } from "../../../src/expression/operators.js";
import { disagreement, expected, type Sqlite, textOf } from "./evaluate.js";
import type { Node } from "./nodes.js";
import { operatorsOf } from "./operators-of.js";
import type { SqlValue } from "./sqlite-values.js";
import { anyTree, build, collatesFromAfar, rootedTree } from "./trees.js";

export interface Specimen {
  readonly node: Node;
  readonly wanted: readonly SqlValue[];
  readonly operators: ReadonlySet<Operator>;
  readonly text: string;
}
export function corpus(seed: number, numRuns: number): Specimen[] {
  const specimens: Specimen[] = [];
  for (const node of fc.sample(fc.oneof(anyTree, rootedTree), { seed, numRuns })) {
    const wanted = collatesFromAfar(node) ? null : expected(node);
    if (wanted === null) continue;
    const expression = build(node);
    specimens.push({ node, wanted, operators: operatorsOf(expression), text: textOf(expression) });
  }
  return specimens;
}
/** The first tree that does not mean what it should, among those that hold an operator. A text that has not changed need not be read again. */
export function counterexample(sqlite: Sqlite, specimens: readonly Specimen[], operator: Operator): string | null {
  for (const { node, wanted, operators, text } of specimens) {
    if (!operators.has(operator) || textOf(build(node)) === text) continue;
    const fault = disagreement(sqlite, node, wanted);
    if (fault !== null) return fault;
  }
  return null;
}
