/** Bytes, and the number of a row's version. */
import type { TypeEngine } from "@cupel/core";
import { type Dialect, LargeBinaryType, type Processor, refuse } from "@cupel/core/internal";

/** VARBINARY, which may keep what it holds as files. */
export class VarBinaryType extends LargeBinaryType {
  readonly filestream: boolean;
  constructor(length: number | null, filestream: boolean) {
    super(length, "VARBINARY");
    this.filestream = filestream;
  }
  protected override signature(): string | null {
    return `${super.signature()},${this.filestream}`;
  }
}

/** ROWVERSION: eight bytes that the database changes with every UPDATE of the row. */
export class RowVersionType extends LargeBinaryType {
  constructor() {
    super(null, "ROWVERSION");
  }
}

/** The same, as the number that the bytes are. */
class RowVersionNumber extends LargeBinaryType {
  constructor() {
    super(null, "ROWVERSION");
  }
  override get isMutable(): boolean {
    return false;
  }
  protected override createBind(_dialect: Dialect): Processor | null {
    return (value) => {
      if (typeof value !== "bigint" || value < 0n || value >= 2n ** 64n) return refuse(this, value, "give the bigint that was read");
      const bytes = new Uint8Array(8);
      new DataView(bytes.buffer).setBigUint64(0, value);
      return bytes;
    };
  }
  protected override createResult(_dialect: Dialect): Processor | null {
    return (value) => (value instanceof Uint8Array ? [...value].reduce((number, byte) => (number << 8n) | BigInt(byte), 0n) : value);
  }
  override equals(value: unknown, kept: unknown): boolean {
    return value === kept;
  }
  override copy(value: unknown): unknown {
    return value;
  }
}

/** VARBINARY(length), or VARBINARY(max) without a length; `filestream` keeps it as files. */
export function varbinary(length?: number, options: { readonly filestream?: boolean } = {}): TypeEngine<Uint8Array> {
  return new VarBinaryType(length ?? null, options.filestream ?? false);
}
/** IMAGE: the old form of `varbinary()`. */
export function image(): TypeEngine<Uint8Array> {
  return new LargeBinaryType(null, "IMAGE");
}

/**
 * ROWVERSION: changed by the database with every UPDATE of its row. Eight bytes; with `as: BigInt` the number that they are.
 * @example `column(rowversion(), { serverDefault: fetchedValue() })`
 */
export function rowversion(): TypeEngine<Uint8Array>;
export function rowversion(options: { readonly as: BigIntConstructor }): TypeEngine<bigint>;
export function rowversion(options?: { readonly as: BigIntConstructor }): TypeEngine<unknown> {
  return options === undefined ? new RowVersionType() : new RowVersionNumber();
}
