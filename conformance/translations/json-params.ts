import { cast, func, insert, jsonNull, literal, select, t, update } from "@cupel/core";
import type { Helpers } from "../helpers.js";
import type { Schema } from "../schema.js";

export default {
  "json-0001": ({ products }: Schema) =>
    select(products.c.attrs.at("color"), products.c.attrs.at("a").at("b"), products.c.attrs.path("a", "b", 2), products.c.attrs.at(0)),
  "json-0003": ({ products }: Schema) =>
    select(products.c.id).where(products.c.attrs.at("color").asString().eq("red"), products.c.attrs.path("dim", "w").asInteger().gt(5)),
  "json-0004": ({ products }: Schema) => select(products.c.id).where(products.c.attrs.eq({ a: 1 }), products.c.attrs.at("x").eq(null)),
  "json-0006": ({ products }: Schema) => insert(products).values({ attrs: { k: [1, 2] }, sku: "s" }),
  "json-0007": ({ products }: Schema) => insert(products).values({ attrs: null }),
  "json-0008": ({ products }: Schema) => update(products).set({ attrs: jsonNull }),
  "json-0009": ({ products }: Schema) =>
    select(cast(products.c.attrs.at("color"), t.string(20)), products.c.attrs.at("n").asInteger().add(1)),
  "json-0010": ({ products }: Schema) =>
    select(func.json_extract!(products.c.attrs, "$.a")).orderBy(products.c.attrs.at("color").asString().desc()),
  "literal-binds-0002": ({ users }: Schema) =>
    select(users.c.id).where(users.c.is_active.eq(true), users.c.id.in([1, 2, 3]), users.c.name.in(["a", "b'c"])),
  "literal-binds-0005": ({ users }: Schema) =>
    select(users.c.id).where(users.c.name.like("50%"), users.c.name.eq("back\\slash"), users.c.email.eq(null)),
  "literal-binds-0008": ({ users }: Schema) => select(users.c.id).where(users.c.id.in([])).limit(5),
  "literal-binds-0010": () => select(literal({ a: [1, "x"] }, t.json())),
  "caching-params-0007": ({ users }: Schema) => select(func.foo!(1, 2, "x"), literal(1).add(2), users.c.age.add(3)),
  "caching-params-0009": ({ users }: Schema) => select(users.c.id).where(users.c.id.eq(5)),
  "schema-translate-0001": ({ users }: Schema, { translated }: Helpers) =>
    translated(select(users.c.id).where(users.c.id.eq(5)), [[null, "tenant"]]),
  "schema-translate-0003": ({ accounts, users }: Schema, { translated }: Helpers) =>
    translated(select(accounts.c.id, users.c.id), [["bank", null]]),
};
