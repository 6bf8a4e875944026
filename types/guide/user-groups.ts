import { column, t, table } from "@cupel/orm";
import { Base } from "./base.js";

export const userGroups = table("user_group_association", Base.metadata, {
  userId: column(t.integer(), { name: "user_id", references: "users.id", primaryKey: true }),
  groupId: column(t.integer(), { name: "group_id", references: "groups.id", primaryKey: true }),
});
