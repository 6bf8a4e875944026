import { column, t, table } from "@cupel/orm";
import { Base } from "./base.js";
export const userGroups = table("user_groups", Base.metadata, { userId: column(t.integer(), { references: "users.id", primaryKey: true }), groupId: column(t.integer(), { references: "groups.id", primaryKey: true }) });
