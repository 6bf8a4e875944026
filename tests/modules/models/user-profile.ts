import { foreignKey, one } from "@cupel/orm";
import { Base } from "./base.ts";
import { User } from "./user.ts";

export class UserProfile extends Base.table("profiles", {
  get userId() {
    return foreignKey(User.c.id, { primaryKey: true });
  },
  get user() {
    return one(User, { backPopulates: "profile" });
  },
}) {}
