import { column, func, many, one, t } from "@cupel/orm";
import { Base } from "./base.ts";
import { Group } from "./group.ts";
import { Post } from "./post.ts";
import { userGroups } from "./user-groups.ts";
import { UserProfile } from "./user-profile.ts";

export class User extends Base.table("users", {
  id: column(t.integer(), { primaryKey: true }),
  username: column(t.string(50), { unique: true, index: true }),
  email: column(t.string(100), { unique: true }),
  fullName: column(t.string(100), { nullable: true }),
  isActive: column(t.boolean(), { default: true }),
  loginCount: column(t.integer(), { default: 0 }),
  createdAt: column(t.dateTime(), { serverDefault: func.now() }),
  updatedAt: column(t.dateTime(), { default: () => new Date(), onUpdate: () => new Date() }),
  get posts() {
    return many(Post, { backPopulates: "author", cascade: "all, delete-orphan" });
  },
  get groups() {
    return many(Group, { secondary: userGroups, backPopulates: "members" });
  },
  get profile() {
    return one(UserProfile, { nullable: true, backPopulates: "user", cascade: "all, delete-orphan" });
  },
}) {
  get label(): string {
    return `${this.username} <${this.email}>`;
  }
}
