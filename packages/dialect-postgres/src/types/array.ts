/** Arrays. Their values travel as the text that the server reads and writes. */
import type { TypeEngine } from "@cupel/core";
import { ArrayType, type Dialect, type Processor, refuse } from "@cupel/core/internal";
import { type ArrayItem, formatArray, parseArray } from "./array-text.js";
import { nameOf, typedLiteral } from "./own.js";

export class PostgresArray<out V> extends ArrayType<V> {
  /** How deep arrays are nested in a value; null: as deep as they are, since none can be an item. */
  private get depth(): number | null {
    const { affinity } = this.item;
    return this.dimensions ?? (affinity === "json" || affinity === "other" ? 1 : null);
  }

  private mapItems(value: unknown, depth: number | null, map: (item: unknown) => unknown): unknown {
    const isNested = depth === null ? Array.isArray(value) : depth > 0 && Array.isArray(value);
    return isNested
      ? (value as unknown[]).map((each) => this.mapItems(each, depth === null ? null : depth - 1, map))
      : (value ?? null) === null
        ? null
        : map(value);
  }

  protected override createBind(dialect: Dialect): Processor | null {
    const item = this.item.bindProcessor(dialect);
    return (value) => {
      if (!Array.isArray(value)) return refuse(this, value, "give an array");
      const items = this.mapItems(value, this.depth, (each) => {
        const bound = item === null ? each : item(each);
        if (typeof bound === "object" && bound !== null && !(bound instanceof Uint8Array))
          return refuse(this, value, "its items cannot be written into an array");
        return bound;
      });
      return formatArray(items as ArrayItem[]);
    };
  }
  protected override createResult(dialect: Dialect): Processor | null {
    const item = this.item.resultProcessor(dialect);
    return (value) => {
      const items = typeof value === "string" ? (parseArray(value) ?? refuse(this, value, "the database holds what is no array")) : value;
      return item === null ? items : this.mapItems(items, typeof value === "string" ? null : this.depth, item);
    };
  }
  protected override createLiteral(value: unknown, dialect: Dialect): string {
    if (!Array.isArray(value)) return refuse(this, value, "give an array");
    const isNested = (each: unknown, depth: number | null): each is unknown[] => Array.isArray(each) && (depth === null || depth > 0);
    const within = (depth: number | null): number | null => (depth === null ? null : depth - 1);
    const hasItems = (each: unknown, depth: number | null): boolean =>
      !isNested(each, depth) || each.some((inner) => hasItems(inner, within(depth)));
    const text = (each: unknown, depth: number | null): string =>
      isNested(each, depth) ? `ARRAY[${each.map((inner) => text(inner, within(depth))).join(", ")}]` : this.item.literal(each, dialect);
    // An array without items has no dimensions, so that nested constructors of it are an error of the server's.
    if (!hasItems(value, this.depth)) return typedLiteral("{}", this, dialect);
    return this.tellsItself(value, dialect) ? text(value, this.depth) : `${text(value, this.depth)}::${nameOf(this, dialect)}`;
  }
  /** Whether the server takes `ARRAY[…]` of these items for an array of this type by itself. */
  private tellsItself(value: readonly unknown[], dialect: Dialect): boolean {
    const items = value.flat(Number.POSITIVE_INFINITY).filter((item) => item !== null);
    if (items.length === 0) return false;
    switch (nameOf(this.item, dialect)) {
      case "TEXT":
      case "BOOLEAN":
        return true;
      case "INTEGER":
        return items.every((item) => Math.abs(Number(item)) < 2 ** 31);
      default:
        return false;
    }
  }
}

/**
 * An array of another type.
 * @param dimensions how deep it is nested, if that is fixed; the server does not check it
 * @example `array(t.integer(), { dimensions: 2 })` is INTEGER[][]
 */
export function array<V>(item: TypeEngine<V>, options: { readonly dimensions?: number } = {}): TypeEngine<V[]> {
  return new PostgresArray<V>(item, options.dimensions ?? null);
}
