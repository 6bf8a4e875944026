import type { Dialect } from "../engine/dialect.js";
import { type Affinity, type Processor, TypeEngine } from "./engine.js";
import { refuse } from "./refusal.js";

/** BLOB, VARBINARY, BYTEA: bytes. */
export class LargeBinaryType extends TypeEngine<Uint8Array> {
  readonly kind: string;
  readonly affinity: Affinity = "binary";
  readonly length: number | null;
  constructor(length: number | null = null, kind = "largeBinary") {
    super();
    this.length = length;
    this.kind = kind;
  }
  override get isMutable(): boolean {
    return true;
  }

  protected override createBind(_dialect: Dialect): Processor | null {
    return (value) => {
      if (value instanceof Uint8Array) return value;
      if (value instanceof ArrayBuffer) return new Uint8Array(value);
      refuse(this, value, typeof value === "string" ? "give a Uint8Array: new TextEncoder().encode(text)" : "give a Uint8Array");
    };
  }
  /** A plain `Uint8Array`, over the memory of the `Buffer` that drivers give. */
  protected override createResult(_dialect: Dialect): Processor | null {
    return (value) =>
      value instanceof Uint8Array
        ? value.constructor === Uint8Array
          ? value
          : new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
        : typeof value === "string"
          ? new TextEncoder().encode(value)
          : value;
  }
  override equals(value: unknown, kept: unknown): boolean {
    if (!(value instanceof Uint8Array) || !(kept instanceof Uint8Array)) return value === kept;
    return value.length === kept.length && value.every((byte, index) => byte === kept[index]);
  }
  override copy(value: unknown): unknown {
    return value instanceof Uint8Array ? new Uint8Array(value) : value;
  }
  override restore(kept: unknown): unknown {
    return this.copy(kept);
  }
  protected override signature(): string | null {
    return String(this.length);
  }
  override describe(): string {
    return this.kind === "largeBinary" ? "BLOB" : super.describe();
  }
}
