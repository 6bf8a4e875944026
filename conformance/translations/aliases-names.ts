import { bindParam, column, columnClause, literal, literalColumn, MetaData, select, t, table } from "@cupel/core";
import type { Schema } from "../schema.js";

export default {
  "aliases-names-0002": ({ mixed }: Schema) => select(mixed),
  "aliases-names-0003": ({ mixed }: Schema) =>
    select(mixed.c.fullName, mixed.c.user_id, mixed.c.second).where(mixed.c.user_id.eq("x"), mixed.c.second.eq(2)),
  "aliases-names-0004": ({ orders }: Schema) => select(orders).where(orders.c.group.eq("A")),
  "aliases-names-0005": ({ orders }: Schema) =>
    select(orders.c.id, orders.c.group).groupBy(orders.c.group).orderBy(orders.c["group"].desc()),
  "aliases-names-0009": ({ mixed, orders }: Schema) => select(mixed.alias("Al").c.fullName, orders.alias("select").c.id),
  "aliases-names-0010": () =>
    select(columnClause("select"), columnClause("Foo"), columnClause("a b"), columnClause("x"), literalColumn("Foo.bar")),
  "aliases-names-0011": () => {
    const weird = table("Weird Table", { "c:1": column(t.integer()), "d%e": column(t.integer()), 'q"r': column(t.integer()) });
    return select(weird.c["c:1"], weird.c["d%e"], weird.c['q"r']);
  },
  "aliases-names-0012": ({ users }: Schema) => select(users.c.id, users.alias("users_1").c.id),
  "aliases-names-0015": ({ users }: Schema) => select(users.c.id.as("a"), users.c.id.as("a"), users.c.name.as("a")),
  "aliases-names-0016": ({ users }: Schema) => select(select(users.c.id.as("a"), users.c.name.as("a")).subquery()),
  "aliases-names-0017": () => select(literal("x").as("lit"), bindParam("bp", { value: 5 }).as("bp2"), bindParam("bp", { value: 5 })),
  "aliases-names-0018": ({ users }: Schema) =>
    select(users.c.id.as("a_very_long_label_name_that_goes_on_and_on_for_more_than_sixty_three_characters")),
  "aliases-names-0020": () =>
    select(table("things", new MetaData(), { id: column(t.integer(), { primaryKey: true }) }, { schema: "db.dbo" }).c.id),
};
