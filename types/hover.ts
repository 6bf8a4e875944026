/** What an editor shows: under each line that ends in a query (`^?`), the type of the name above the caret, as it is to be read. */
import { createEngine, select, Session } from "@cupel/orm";
import { Post, User } from "./models.js";

const session = new Session(createEngine("sqlite://"));

export async function hover() {
  const email = User.c.email;
  //    ^? const email: Column<"email", string, "users">
  const fullName = User.c.fullName;
  //    ^? const fullName: Column<"fullName", string | null, "users">
  const posts = User.c.posts;
  //    ^? const posts: CollectionAttribute<"posts", typeof Post, "users">
  const user = await session.getOne(User, 1);
  //    ^? const user: User
  const users = await session.scalars(select(User)).all();
  //    ^? const users: User[]
  const name = user.fullName;
  //    ^? const name: string | null
  const written = user.posts;
  //    ^? const written: Post[]
  const rows = await session.execute(select(User.c.id, Post.c.title.as("t")).outerJoin(User.c.posts)).all();
  //    ^? const rows: ([number, string | null] & { readonly id: number; readonly t: string | null; })[]
  const pairs = await session.execute(select(User, Post).join(User.c.posts)).all();
  //    ^? const pairs: ([User, Post] & {})[]
  void [email, fullName, posts, users, name, written, rows, pairs];
}
