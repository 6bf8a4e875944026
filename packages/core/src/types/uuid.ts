import type { Dialect } from "../engine/dialect.js";
import { type Conversion, ConvertibleType } from "./conversion.js";
import type { Affinity, Processor } from "./engine.js";
import { refuse } from "./refusal.js";

export interface UuidOptions {
  /** Use the database's own type where it has one. True by default. */
  nativeUuid?: boolean;
}
const uuid = /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/;

/** A UUID: text in lower case with hyphens. Where the database has no such type it is kept as 32 hexadecimal digits. */
export class UuidType<out V = string> extends ConvertibleType<V> {
  readonly kind: string;
  readonly affinity: Affinity = "uuid";
  readonly nativeUuid: boolean;
  constructor(options: UuidOptions = {}, as: Conversion<never> | null = null, kind = "uuid") {
    super(as);
    this.nativeUuid = options.nativeUuid ?? true;
    this.kind = kind;
  }

  /** Whether a dialect keeps UUIDs as such. */
  protected isNative(dialect: Dialect): boolean {
    return this.kind === "UUID" || (this.nativeUuid && dialect.capabilities.nativeUuid);
  }
  protected override bindWire(dialect: Dialect): Processor {
    const native = this.isNative(dialect);
    return (value) => {
      const text = typeof value === "string" ? value.toLowerCase() : "";
      if (!uuid.test(text)) refuse(this, value, "give a UUID as text, such as crypto.randomUUID()");
      const digits = text.replaceAll("-", "");
      return native ? hyphenated(digits) : digits;
    };
  }
  protected override resultWire(_dialect: Dialect): Processor | null {
    return (value) => {
      if (typeof value !== "string") return value;
      return value.length === 32 ? hyphenated(value.toLowerCase()) : value.toLowerCase();
    };
  }
  override get keyForm(): (value: unknown) => unknown {
    return keyForm;
  }
  override equals(value: unknown, kept: unknown): boolean {
    if (typeof value === "string" && typeof kept === "string")
      return value === kept || value.replaceAll("-", "").toLowerCase() === kept.replaceAll("-", "").toLowerCase();
    return super.equals(value, kept);
  }
  protected override signature(): string | null {
    const as = this.conversionSignature();
    return as === null ? null : `${this.nativeUuid},${as}`;
  }
}

function hyphenated(digits: string): string {
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-${digits.slice(12, 16)}-${digits.slice(16, 20)}-${digits.slice(20)}`;
}

function keyForm(value: unknown): unknown {
  return typeof value === "string" ? hyphenated(value.replaceAll("-", "").toLowerCase()) : value;
}
