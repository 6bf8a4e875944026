/** Knex, for what it costs to build and compile a statement. It has no cache, so both forms are the same to it. */
import knexPackage from "knex";
import type { Bench } from "../workloads.js";

export default function knex(): Bench {
  const db = knexPackage({ client: "better-sqlite3", useNullAsDefault: true });
  const build = (i: number) =>
    db
      .with("big", (query) => {
        void query.select("person_id as person").sum("total as spent").from("orders").where("status", "paid").groupBy("person_id");
      })
      .select("people.id", "people.name", "big.spent")
      .count("lines.id as n")
      .from("people")
      .join("big", "big.person", "people.id")
      .join("orders", "orders.person_id", "people.id")
      .join("lines", "lines.order_id", "orders.id")
      .join("products", "products.id", "lines.product_id")
      .where("people.age", ">", 18)
      .where("people.age", "<", i)
      .whereIn("people.city", ["a", "b", "c"])
      .where("people.name", "like", "a%")
      .where("people.active", true)
      .where((query) => {
        void query.where("products.kind", "x").orWhere("products.kind", "y");
      })
      .where((query) => {
        void query.where("products.price", ">=", 1).where("products.price", "<=", 100);
      })
      .whereNot("lines.quantity", 0)
      .where("orders.total", ">", 5)
      .where("big.spent", ">", 1000)
      .groupBy("people.id", "people.name", "big.spent")
      .orderBy("big.spent", "desc")
      .orderBy("people.name")
      .limit(10);
  const compile = () => {
    let total = 0;
    for (let i = 0; i < 500; i++) total += build(i).toSQL().toNative().sql.length;
    return total;
  };
  return { run: { W8: compile, W8c: compile }, close: () => db.destroy() };
}
