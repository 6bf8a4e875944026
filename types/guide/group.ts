import { column, many, t } from "@cupel/orm";
import { Base } from "./base.js";
import { User } from "./user.js";
import { userGroups } from "./user-groups.js";

export class Group extends Base.table("groups", {
  id: column(t.integer(), { primaryKey: true }),
  name: column(t.string(50)),
  get members() { return many(User, { secondary: userGroups, backPopulates: "groups" }); },
}) {}
