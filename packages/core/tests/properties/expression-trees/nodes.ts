/** Trees of operators, apart from how they are written: from one tree comes the expression, and by another way what it is worth. */
import type { Arbitrary } from "fast-check";
import type { ColumnElement } from "../../../src/index.js";
import type { SqlValue } from "./sqlite-values.js";

/** What kind of value a tree has. */
export type Sort = "integer" | "real" | "text" | "truth";
export type Built = ColumnElement<any, any>;

export interface ColumnNode {
  readonly kind: "column";
  readonly sort: Sort;
  readonly name: string;
}
/** A bound value; `plain` where it is given as it is to the operator of the expression beside it. */
export interface ValueNode {
  readonly kind: "value";
  readonly sort: Sort;
  readonly value: number | string | boolean | null;
  readonly plain: boolean;
}
/** NULL, TRUE or FALSE as words of SQL. */
export interface WordNode {
  readonly kind: "word";
  readonly sort: Sort;
  readonly value: boolean | null;
}
export interface OperationNode {
  readonly kind: "operation";
  readonly sort: Sort;
  readonly operation: string;
  readonly parts: readonly Node[];
  /** What the operation has besides its operands: a list, an option. */
  readonly extra: unknown;
}
export type Node = ColumnNode | ValueNode | WordNode | OperationNode;

/** The result first, then the operands. */
export type Signature = readonly [result: Sort, ...operands: Sort[]];
export interface Operation {
  readonly signatures: readonly Signature[];
  readonly extra?: (signature: Signature) => Arbitrary<unknown>;
  /** `parts` are expressions, or plain values where the last operand is one. */
  readonly build: (parts: readonly any[], extra: any) => Built;
  readonly value: (parts: readonly SqlValue[], extra: any) => SqlValue;
  /** Whether the last operand may be given as a plain value. */
  readonly takesPlain?: true;
  /** How often it is chosen; 1 if nothing is said. */
  readonly weight?: number;
}

export const depthOf = (node: Node): number => (node.kind === "operation" ? 1 + Math.max(0, ...node.parts.map(depthOf)) : 0);
export function* walk(node: Node): Generator<Node> {
  yield node;
  if (node.kind === "operation") for (const part of node.parts) yield* walk(part);
}
export function show(node: Node): string {
  switch (node.kind) {
    case "column":
      return node.name;
    case "value":
      return JSON.stringify(node.value);
    case "word":
      return String(node.value).toUpperCase();
    case "operation":
      return `${node.operation}(${[...node.parts.map(show), ...(node.extra === undefined ? [] : [JSON.stringify(node.extra)])].join(", ")})`;
  }
}
