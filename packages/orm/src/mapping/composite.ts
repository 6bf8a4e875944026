/** Several columns seen as one value: an address, a point. */
import { ArgumentError, type Condition, type Expression } from "@cupel/core";
import type { SOURCE } from "@cupel/core/internal";

type ColumnsFor<P extends readonly unknown[]> = { [I in keyof P]: Expression<P[I]> };

/** A field that puts several columns together into one value. */
export class CompositeField<out V> {
  declare private readonly composite: V;
}

/** A composite as the class has it. */
export declare class CompositeAttribute<out K extends string, V, out S> {
  readonly key: K;
  readonly [SOURCE]: S;
  eq(value: V | null): Condition;
  ne(value: V | null): Condition;
}

/**
 * A value object made from columns.
 *
 * @throws ArgumentError always: composites are typed and not yet built from rows
 */
export function composite<A extends readonly unknown[], V>(
  valueClass: new (...values: A) => V,
  ...columns: ColumnsFor<A>
): CompositeField<V> {
  void columns;
  throw new ArgumentError(
    `composite(${valueClass.name}) is not supported: write a getter in the body of the class, \`get at() { return new ${valueClass.name}(this.x, this.y) }\`, and a setter that assigns the columns.`,
  );
}
