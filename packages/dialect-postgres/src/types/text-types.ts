/** Types whose values are text: addresses, bit strings, money, names of objects, text search. */
import { type Affinity, TypeEngine, t } from "@cupel/core";
import { type Dialect, type OperatorLike, type Processor, refuse, StringType, safeNumber } from "@cupel/core/internal";
import { checkedText, type OwnName, TextualType, typedLiteral } from "./own.js";

const TEXT = t.text();

/** INET: an address of IPv4 or IPv6, with or without a netmask: `"192.168.0.1/24"`. */
export const inet = (): TypeEngine<string> => new TextualType("INET");
/** CIDR: a network: `"192.168.0.0/24"`. */
export const cidr = (): TypeEngine<string> => new TextualType("CIDR");
/** MACADDR: `"08:00:2b:01:02:03"`. */
export const macaddr = (): TypeEngine<string> => new TextualType("MACADDR");
/** MACADDR8: `"08:00:2b:01:02:03:04:05"`. */
export const macaddr8 = (): TypeEngine<string> => new TextualType("MACADDR8");
/** MONEY, as the server writes it: the sign and the digits follow its `lc_monetary`. */
export const money = (): TypeEngine<string> => new TextualType("MONEY");
/** REGCLASS: the name of a table or index, which the server looks up. */
export const regclass = (): TypeEngine<string> => new TextualType("REGCLASS");
/** REGCONFIG: the name of a configuration of full text search: `"english"`. */
export const regconfig = (): TypeEngine<string> => new TextualType("REGCONFIG");
class TsvectorType extends TextualType {
  constructor() {
    super("TSVECTOR");
  }
  /** What a document is searched for is plain words. */
  override coerce(operator: OperatorLike, _value: unknown): TypeEngine<unknown> {
    return operator.name === "match" ? TEXT : this;
  }
}
/** TSVECTOR: a document as full text search sees it. */
export const tsvector = (): TypeEngine<string> => new TsvectorType();
/** TSQUERY: what full text search looks for. */
export const tsquery = (): TypeEngine<string> => new TextualType("TSQUERY");
/** JSONPATH: `"$.a[*] ? (@ > 2)"`. */
export const jsonpath = (): TypeEngine<string> => new TextualType("JSONPATH");
/** XML. */
export const xml = (): TypeEngine<string> => new TextualType("XML");

/** Text that is equal without regard to case. It belongs to the extension `citext`. */
class CitextType extends StringType implements OwnName {
  constructor() {
    super(null, null, "CITEXT");
  }
  sqlName(_dialect: Dialect): string {
    return "CITEXT";
  }
  protected override createBind(_dialect: Dialect): Processor | null {
    return (value) => checkedText(this, value);
  }
  protected override createLiteral(value: unknown, dialect: Dialect): string {
    return typedLiteral(checkedText(this, value), this, dialect);
  }
}
/** CITEXT: text that is equal without regard to case (extension `citext`). */
export const citext = (): TypeEngine<string> => new CitextType();

class BitType extends TextualType {
  readonly length: number | null;
  readonly varying: boolean;
  constructor(length: number | null, varying: boolean) {
    super("BIT", /^[01]*$/, 'give a string of 0 and 1, such as "0101"');
    this.length = length;
    this.varying = varying;
  }
  override sqlName(_dialect: Dialect): string {
    if (this.varying) return this.length === null ? "BIT VARYING" : `BIT VARYING(${this.length})`;
    return `BIT(${this.length ?? 1})`;
  }
  protected override signature(): string {
    return `${this.length},${this.varying}`;
  }
}
/** BIT(n): exactly n bits, as a string of 0 and 1. */
export const bit = (length?: number): TypeEngine<string> => new BitType(length ?? null, false);
/** BIT VARYING(n): up to n bits, as a string of 0 and 1. */
export const varbit = (length?: number): TypeEngine<string> => new BitType(length ?? null, true);

/** The number of an object of the catalog: 32 bits without a sign. */
class OidType extends TypeEngine<number> implements OwnName {
  readonly kind = "OID";
  readonly affinity: Affinity = "integer";
  sqlName(_dialect: Dialect): string {
    return "OID";
  }
  protected override createBind(_dialect: Dialect): Processor | null {
    return (value) => {
      const number = typeof value === "bigint" ? Number(value) : value;
      return typeof number === "number" && Number.isInteger(number) && number >= 0 && number <= 0xffff_ffff
        ? number
        : refuse(this, value, "give a whole number from 0 to 4294967295");
    };
  }
  protected override createResult(_dialect: Dialect): Processor | null {
    return (value) => (typeof value === "string" ? Number(value) : safeNumber(this, value));
  }
}
/** OID: the number of an object of the catalog. */
export const oid = (): TypeEngine<number> => new OidType();
