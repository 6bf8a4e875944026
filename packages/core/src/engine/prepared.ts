/** What the engine keeps beside a compiled statement: the shape of its rows, and what the driver must be told. */
import type { Compiled, ResultColumn } from "../compiler/compiled.js";
import type { TypeEngine } from "../types/engine.js";
import type { ManyRows } from "./driver.js";
import { manyRowsOf } from "./many-rows.js";
import { RowShape } from "./row-shape.js";
import { makeSetBinder, type SetBinder } from "./set-binder.js";

/** Made once for each compiled statement, and kept in its `cache`. */
export class Prepared {
  readonly compiled: Compiled;
  /** Whether a whole number may come that a `number` cannot hold. */
  readonly exactIntegers: boolean;
  /** What the driver is told of rows: nobody knows of raw text. */
  readonly returnsRows: boolean | null;
  /** How many of the columns the caller has asked for; the others, behind them, are keys and defaults that the engine wants to know. */
  readonly askedFor: number;
  /** The shape of what was asked for; `null` for raw text, whose columns the driver names, and where no rows were asked for. */
  readonly shape: RowShape | null;
  /** Whether the type of a column is known; for the driver, which may read those that are not. */
  readonly isTyped: (index: number, name: string) => boolean;
  readonly #shapesByNames = new Map<string, RowShape>();
  #setBinder: SetBinder | null = null;
  #manyRows: ManyRows | null | undefined;

  constructor(compiled: Compiled) {
    this.compiled = compiled;
    const { columns, kind } = compiled;
    this.exactIntegers = kind === "text" || columns.some((column) => column.type.isWideInteger);
    this.returnsRows = kind === "text" ? null : compiled.returnsRows;
    this.askedFor = columns.length - (compiled.insert?.implicitReturning.length ?? 0);
    this.isTyped =
      knownByPlan(compiled.plan) ??
      (kind === "text"
        ? (_index, name) => isKnown(columns.find((column) => column.name === name)?.type)
        : (index) => isKnown(columns[index]?.type));
    this.shape = kind === "text" || this.askedFor === 0 ? null : shapeOf(columns.slice(0, this.askedFor));
  }

  /** Binds one set of values of many. */
  get setBinder(): SetBinder {
    this.#setBinder ??= makeSetBinder(this.compiled);
    return this.#setBinder;
  }

  /** The text for many sets at once, where one statement can stand for many. */
  get manyRows(): ManyRows | null {
    if (this.#manyRows === undefined) this.#manyRows = manyRowsOf(this.compiled);
    return this.#manyRows;
  }

  /** The shape of rows whose columns the driver has named. Columns that `text().columns()` speaks of are found by name. */
  shapeFor(names: readonly string[]): RowShape {
    const key = names.join("\u0000");
    let shape = this.#shapesByNames.get(key);
    if (shape === undefined) {
      const known = names.map((name) => this.compiled.columns.find((column) => column.name === name) ?? null);
      shape = new RowShape(
        names,
        known.map((column) => column?.processor ?? null),
        known.map((column) => column?.element ?? null),
      );
      this.#shapesByNames.set(key, shape);
    }
    return shape;
  }
}

/** The plan of a plug-in may read columns of raw text by types of its own. */
function knownByPlan(plan: unknown): Prepared["isTyped"] | null {
  return (plan as { readonly isTyped?: Prepared["isTyped"] } | null | undefined)?.isTyped ?? null;
}

function isKnown(type: TypeEngine<unknown> | undefined): boolean {
  return type !== undefined && type.affinity !== "null";
}

function shapeOf(columns: readonly ResultColumn[]): RowShape {
  return new RowShape(
    columns.map((column) => column.key),
    columns.map((column) => column.processor),
    columns.map((column) => column.element),
  );
}

/** What belongs to a compiled statement. */
export function preparedOf(compiled: Compiled): Prepared {
  if (compiled.cache instanceof Prepared) return compiled.cache;
  const prepared = new Prepared(compiled);
  compiled.cache = prepared;
  return prepared;
}
