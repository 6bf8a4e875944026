/** What must not compile: each mistake gives one error, at its place; `scripts/type-tests.mjs` counts them. */
import { insert as conflictInsert } from "@cupel/dialect-sqlite";
import { aliased, column, createEngine, declarativeBase, foreignKey, func, insert, joinedLoad, listen, loadOnly, many, one, select, selectInLoad, Session, t, table, trueValue, update, upsert } from "@cupel/orm";
import { Base, Comment, Country, Engineer, Machine, Manager, Post, Thing, User, UserRole, userGroups } from "./models.js";

const session = new Session(createEngine("sqlite://"));

// names
// @ts-expect-error there is no such column
select(User.c.usernme);
// @ts-expect-error nor in the criteria
select(User).filterBy({ usernme: "x" });
// @ts-expect-error nor in a subquery
select(User.c.id).subquery("s").c.idd;
// @ts-expect-error nor as an option of a column
column(t.integer(), { primarykey: true });
// @ts-expect-error nor as an option of a table
Base.table("x", { id: column(t.integer()) }, { polymorphicOn: "typ" });
// @ts-expect-error nor as an event
listen(User, "beforInsert", () => {});
// @ts-expect-error nor among what is inserted
insert(userGroups).values({ userId: 1, groupId: 2, since: 3 });
// @ts-expect-error nor among what is updated
update(User).set({ usernme: "x" });

// values
// @ts-expect-error a string column and a number
User.c.username.eq(5);
// @ts-expect-error a string column and a number column
User.c.username.eq(User.c.id);
// @ts-expect-error a number is not like anything
User.c.id.like("a%");
// @ts-expect-error one of the values
User.c.id.in([1, "2"]);
// @ts-expect-error the column of the subquery
User.c.id.in(select(Post.c.title));
// @ts-expect-error not one of the enumeration
Thing.c.size.eq("huge");
// @ts-expect-error not a condition
select(User).where(User.c.username);
// @ts-expect-error the value of the default
column(t.integer(), { default: "x" });
// @ts-expect-error the new value
update(User).set({ username: 5 });
// @ts-expect-error the new value is an expression of another type
update(User).set({ username: User.c.id });
// @ts-expect-error NOT NULL
update(User).set({ username: null });
// @ts-expect-error nor a column that the table has not
insert(userGroups).fromSelect(["userId", "group"], select(User.c.id, User.c.id));
// @ts-expect-error the excluded value
conflictInsert(User).values({ username: "a", email: "b" }).onConflictDoUpdate({ target: User.c.email, set: (excluded) => ({ username: excluded.id }) });
// @ts-expect-error the value of an attribute event
listen(User.c.email, "set", ({ value }) => value.length);
// @ts-expect-error a criterion of a relationship
User.c.posts.any({ title: 5 });
// @ts-expect-error not one of the collection
User.c.posts.contains(new Comment({ content: "x" }));

// what must be given
// @ts-expect-error email
new User({ username: "x" });
// @ts-expect-error a column property is computed
new User({ username: "x", email: "y", postCount: 3 });
// @ts-expect-error nothing given
new User();
// @ts-expect-error a natural key
new Country({ name: "x" });
// @ts-expect-error a field of the subclass
new Engineer({ name: "x" });
// @ts-expect-error the other half of the key
insert(userGroups).values({ userId: 1 });
// @ts-expect-error in the second row
insert(User).values([{ username: "x", email: "y" }, { username: "x" }]);
// @ts-expect-error a foreign key is required where no relationship can supply it
insert(Post).values({ title: "x", content: "y" });
// @ts-expect-error the kind of key
session.get(User, "1");
// @ts-expect-error the other half of the key
session.get(UserRole, { userId: 1 });
// @ts-expect-error an object, since the order of keys is not part of a type
session.get(UserRole, [1, 2]);

// what only some databases have
// @ts-expect-error the insert of a dialect has it
insert(userGroups).values({ userId: 1, groupId: 2 }).onConflictDoNothing();
// @ts-expect-error so has its update on conflict
insert(userGroups).values({ userId: 1, groupId: 2 }).onConflictDoUpdate({ target: userGroups.c.userId, set: { groupId: 3 } });
// @ts-expect-error MySQL's insert has that one, and SQLite's has not
conflictInsert(userGroups).values({ userId: 1, groupId: 2 }).onDuplicateKeyUpdate({ groupId: 3 });

// relationships and paths
// @ts-expect-error there is no such attribute on the other side
many(Post, { backPopulates: "auther" });
// @ts-expect-error the second step begins elsewhere
selectInLoad(User.c.posts).joinedLoad(User.c.groups);
// @ts-expect-error the path begins at what is not selected
select(User).options(selectInLoad(Post.c.comments));
// @ts-expect-error so do the columns
select(User).options(loadOnly(Post.c.id));
// @ts-expect-error a column is not a relationship
selectInLoad(User.c.id);
// @ts-expect-error a relationship is not a column
select(User.c.posts);
// @ts-expect-error a manager has no machines
selectInLoad(Machine.c.engineer).joinedLoad(Manager.c.subordinates);

export async function nullability() {
  const latest = select(Post.c.title).where(Post.c.userId.eq(User.c.id)).limit(1).lateral("latest");
  const row = await session.execute(select(User.c.id, latest.c.title).outerJoin(latest, trueValue())).one();
  // @ts-expect-error there may be no latest post
  row.title.length;
  const [, post] = await session.execute(select(User, Post).outerJoin(User.c.posts)).one();
  // @ts-expect-error the post may be missing
  post.shout();
  const found = await session.get(User, 1);
  // @ts-expect-error so may the user
  found.email;
}

declare const Other: typeof User;
class Circle extends Base.table("circles", {
  id: column(t.integer(), { primaryKey: true }),
  // @ts-expect-error inside a class as well, without a cycle
  get users() { return many(Other, { backPopulates: "nothing" }); },
  // @ts-expect-error an option that does not exist
  get squares() { return many(Circle, { orderby: Circle.c.id }); },
}) {}
void [Circle, aliased, declarativeBase, foreignKey, func, joinedLoad, one, table, upsert];
