import { column, many, t } from "@cupel/orm";
import { Base } from "./base.ts";
import { User } from "./user.ts";
import { userGroups } from "./user-groups.ts";

export class Group extends Base.table("groups", {
  id: column(t.integer(), { primaryKey: true }),
  name: column(t.string(50)),
  get members() {
    return many(User, { secondary: userGroups, backPopulates: "groups" });
  },
}) {}
