/** BIT(length): a field of up to 64 bits, as the number that they are. */
import { ArgumentError, TypeEngine } from "@cupel/core";
import type { Affinity, Dialect, Processor } from "@cupel/core/internal";
import { refuse } from "@cupel/core/internal";

export class BitType extends TypeEngine<bigint> {
  readonly kind = "BIT";
  readonly affinity: Affinity = "other";
  readonly length: number | null;
  constructor(length: number | null) {
    super();
    if (length !== null && !(Number.isInteger(length) && length >= 1 && length <= 64))
      throw new ArgumentError(`BIT has 1 to 64 bits, not ${String(length)}`);
    this.length = length;
  }
  override get isWideInteger(): boolean {
    return true;
  }
  private checked(value: unknown): bigint {
    const end = 2n ** BigInt(this.length ?? 1);
    const bits = typeof value === "number" && Number.isSafeInteger(value) ? BigInt(value) : value;
    return typeof bits === "bigint" && bits >= 0n && bits < end ? bits : refuse(this, value, `give a bigint of ${this.length ?? 1} bits`);
  }
  /** A number, or the bytes where a number would not be exact: a text of digits would be taken for the bits of its characters. */
  protected override createBind(_dialect: Dialect): Processor | null {
    return (value) => {
      const bits = this.checked(value);
      return bits <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(bits) : bytesOf(bits);
    };
  }
  protected override createLiteral(value: unknown, _dialect: Dialect): string {
    return String(this.checked(value));
  }
  /** The driver gives the bytes, the highest first. */
  protected override createResult(_dialect: Dialect): Processor | null {
    return (value) => {
      if (value instanceof Uint8Array) return value.reduce((bits, byte) => (bits << 8n) | BigInt(byte), 0n);
      return typeof value === "number" ? BigInt(value) : value;
    };
  }
  protected override signature(): string | null {
    return String(this.length);
  }
}

function bytesOf(bits: bigint): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, bits);
  return bytes;
}

/** BIT(length): up to 64 bits, as a `bigint`. */
export function bit(length?: number): TypeEngine<bigint> {
  return new BitType(length ?? null);
}
