/** Types that only MariaDB has. */

import { isIPv4, isIPv6 } from "node:net";
import { type As, type Conversion, type Converted, TypeEngine } from "@cupel/core";
import { type Affinity, type Dialect, type Processor, refuse, UuidType } from "@cupel/core/internal";

class AddressType extends TypeEngine<string> {
  readonly kind: "INET4" | "INET6";
  readonly affinity: Affinity = "other";
  constructor(kind: "INET4" | "INET6") {
    super();
    this.kind = kind;
  }
  protected override createBind(_dialect: Dialect): Processor | null {
    const isAddress = this.kind === "INET4" ? isIPv4 : (text: string) => isIPv6(text) && !text.includes("%");
    const example = this.kind === "INET4" ? "192.168.0.1" : "2001:db8::1";
    return (value) => (typeof value === "string" && isAddress(value) ? value : refuse(this, value, `give an address such as "${example}"`));
  }
}

/** INET4: `"192.168.0.1"` (MariaDB 10.10). */
export function inet4(): TypeEngine<string> {
  return new AddressType("INET4");
}
/** INET6: `"2001:db8::1"` (MariaDB 10.5). */
export function inet6(): TypeEngine<string> {
  return new AddressType("INET6");
}
/** UUID, as text in lower case (MariaDB 10.7). */
export function uuid(): TypeEngine<string>;
export function uuid<A extends Conversion<string>>(options: As<A>): TypeEngine<Converted<A, string>>;
export function uuid(options?: { readonly as?: Conversion<never> }): TypeEngine<unknown> {
  return new UuidType({}, options?.as ?? null, "UUID");
}
