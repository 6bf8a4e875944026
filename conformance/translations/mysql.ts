/** What only MySQL and MariaDB have. */
import { cast, func, literalColumn, select, t } from "@cupel/core";
import { bigint, insert, integer, match, mediumint, tinyint } from "@cupel/dialect-mysql";
import type { Schema } from "../schema.js";

export default {
  "upsert-mysql-0001": ({ users }: Schema) =>
    insert(users)
      .values({ id: 1, name: "x" })
      .onDuplicateKeyUpdate((inserted) => ({ name: inserted.name, age: 5 })),
  "upsert-mysql-0003": ({ users }: Schema) =>
    insert(users)
      .values([
        { id: 1, name: "x" },
        { id: 2, name: "y" },
      ])
      .onDuplicateKeyUpdate((inserted) => [
        ["age", 3],
        ["name", func.coalesce(inserted.name, users.c.name)],
      ]),
  "types-dialect-0009": () => [
    tinyint(),
    tinyint({ displayWidth: 1 }),
    mediumint({ unsigned: true }),
    integer({ displayWidth: 5, zerofill: true }),
    bigint({ unsigned: true }),
  ],
  "mysql-misc-0001": ({ posts }: Schema) => select(match(posts.c.title, posts.c.body, { against: "foo" }).inBooleanMode()),
  "mysql-misc-0002": ({ posts }: Schema) =>
    select(posts.c.id)
      .where(match(posts.c.title, { against: "foo" }).inNaturalLanguageMode().withQueryExpansion())
      .orderBy(match(posts.c.title, { against: "foo" }).desc()),
  "mysql-misc-0003": ({ users }: Schema) =>
    select(users.c.id).where(users.c.name.regexpMatch("a", { flags: "i" }), users.c.name.regexpReplace("a", "b", { flags: "c" }) as never),
  "mysql-misc-0004": ({ users }: Schema) =>
    select(func.group_concat!(users.c.name.distinct()), cast(users.c.age, integer({ unsigned: true })), func.if!(users.c.age.gt(5), 1, 2)),
  "mysql-misc-0005": ({ users }: Schema) => select(cast(users.c.name, t.string()), cast(users.c.age, t.integer())),
  "mysql-misc-0007": ({ orders }: Schema) =>
    select(func.sum(orders.c.total), orders.c.group).groupBy(orders.c.group.op("WITH")(literalColumn("ROLLUP"))),
};
