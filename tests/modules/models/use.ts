/** Uses the models that are loaded by now: builds objects of them, and tells the SQL of a select. */
import { select } from "@cupel/orm";
import { Base } from "./base.ts";
import { Comment } from "./comment.ts";
import { Group } from "./group.ts";
import { Post } from "./post.ts";
import { User } from "./user.ts";
import { UserProfile } from "./user-profile.ts";

export function use(): string {
  const user = new User({ username: "alice", email: "a@x.org", groups: [new Group({ name: "Admins" })], profile: new UserProfile() });
  const post = new Post({ title: "x", content: "y", author: user, comments: [new Comment({ content: "z" })] });
  if (user.posts[0] !== post || user.groups[0]?.members[0] !== user || user.profile?.user !== user)
    throw new Error("the two sides are not in step");
  const names = [...Base.metadata.tables.keys()].sort().join(", ");
  return `${names}; ${user.label}; ${String(select(Post.c.id).join(Post.c.author).join(User.c.groups)).replaceAll(/\s+/g, " ")}`;
}
