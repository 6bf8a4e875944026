import type { Dialect } from "../engine/dialect.js";
import { ArgumentError } from "../errors.js";
import { type Affinity, type Processor, TypeEngine } from "./engine.js";
import { refuse } from "./refusal.js";

/** An array of another type. Only PostgreSQL has it; elsewhere `t.json<V[]>()` does its work. */
export class ArrayType<out V> extends TypeEngine<V[]> {
  readonly kind = "array";
  readonly affinity: Affinity = "array";
  readonly item: TypeEngine<unknown>;
  /** The number of dimensions, if it is fixed. */
  readonly dimensions: number | null;
  constructor(item: TypeEngine<V>, dimensions: number | null = null) {
    super();
    if (item instanceof ArrayType) throw new ArgumentError("t.array() of an array: say t.array(item, { dimensions: 2 })");
    this.item = item;
    this.dimensions = dimensions;
  }
  /** What `array.at(1)` is: an item, or an array of one dimension less. */
  get element(): TypeEngine<unknown> {
    return this.dimensions === null || this.dimensions < 2 ? this.item : new ArrayType(this.item, this.dimensions - 1);
  }
  override get isMutable(): boolean {
    return true;
  }
  override get isHashable(): boolean {
    return false;
  }

  protected override createBind(dialect: Dialect): Processor | null {
    const item = this.item.bindProcessor(dialect);
    const bind = (value: unknown): unknown =>
      Array.isArray(value) ? value.map(bind) : value === null || value === undefined || item === null ? (value ?? null) : item(value);
    return (value) => (Array.isArray(value) ? bind(value) : refuse(this, value, "give an array"));
  }
  protected override createResult(dialect: Dialect): Processor | null {
    const item = this.item.resultProcessor(dialect);
    if (item === null) return null;
    const result = (value: unknown): unknown => (Array.isArray(value) ? value.map(result) : value === null ? null : item(value));
    return result;
  }
  override equals(value: unknown, kept: unknown): boolean {
    if (!Array.isArray(value) || !Array.isArray(kept))
      return value === kept || (value !== null && kept !== null && this.item.equals(value, kept));
    return value.length === kept.length && value.every((entry, index) => this.equals(entry, kept[index]));
  }
  override copy(value: unknown): unknown {
    return Array.isArray(value) ? value.map((entry) => this.copy(entry)) : value === null ? null : this.item.copy(value);
  }
  override restore(kept: unknown): unknown {
    return Array.isArray(kept) ? kept.map((entry) => this.restore(entry)) : kept === null ? null : this.item.restore(kept);
  }
  protected override signature(): string | null {
    return `${this.item.cacheIdentity},${this.dimensions}`;
  }
  override describe(): string {
    return this.item.describe() + "[]".repeat(this.dimensions ?? 1);
  }
}
