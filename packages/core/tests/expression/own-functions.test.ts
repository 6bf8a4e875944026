import { ArgumentError, func, literal, registerFunction, select, t } from "@cupel/core";
import { expect, test } from "vitest";

test("a function of one's own has the type that was said of it, whatever its case", () => {
  expect(func.price_of_g!(1).type.kind).toBe("null");
  const price = t.numeric(10, 2);
  registerFunction("price_of_g", price);
  registerFunction("latest_of", (args) => args[0]?.type ?? t.dateTime());
  expect(func.price_of_g!(1).type).toBe(price);
  expect(func.PRICE_OF_G!(1).type).toBe(price);
  expect(func.latest_of!(literal(5)).type.kind).toBe("integer");
  expect(String(select(func.price_of_g!(1)))).toBe("SELECT price_of_g(:price_of_g_2) AS price_of_g_1");
});
test("what is no type is refused", () => {
  expect(() => registerFunction("f", "integer" as never)).toThrow(ArgumentError);
  expect(() => registerFunction("", t.integer())).toThrow(ArgumentError);
});
