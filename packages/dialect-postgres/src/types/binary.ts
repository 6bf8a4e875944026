/** BYTEA: bytes. */
import type { TypeEngine } from "@cupel/core";
import { type Dialect, LargeBinaryType, type Processor, refuse } from "@cupel/core/internal";
import { bytesText, parseBytes } from "./bytes-text.js";
import { type OwnName, typedLiteral } from "./own.js";

export class Bytea extends LargeBinaryType implements OwnName {
  sqlName(_dialect: Dialect): string {
    return "BYTEA";
  }
  protected override createResult(dialect: Dialect): Processor | null {
    const bytes = super.createResult(dialect) as Processor;
    return (value) =>
      typeof value === "string" ? (parseBytes(value) ?? refuse(this, value, "the database holds what are no bytes")) : bytes(value);
  }
  protected override createLiteral(value: unknown, dialect: Dialect): string {
    return typedLiteral(bytesText(this.createBind(dialect)?.(value) as Uint8Array), this, dialect);
  }
}

/** BYTEA: bytes of any number. */
export const bytea = (): TypeEngine<Uint8Array> => new Bytea(null, "BYTEA");
