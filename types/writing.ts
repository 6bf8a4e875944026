/** Writing: constructors, INSERT, UPDATE, DELETE, upsert, events. */
import { insert as conflictInsert } from "@cupel/dialect-sqlite";
import { createEngine, deleteFrom, func, insert, listen, select, Session, sessionMaker, update, upsert, validates } from "@cupel/orm";
import { is } from "./check.js";
import { Base, Chief, Country, Decimal, Document, Employee, Engineer, Intern, Manager, Post, Thing, User, userGroups, UserRole, Group } from "./models.js";

const engine = createEngine("sqlite://");
const session = new Session(engine);
const metadata = Base.metadata;

export function constructors(group: Group) {
  const user = new User({ username: "alice", email: "a@x.org" });
  new User({ username: "alice", email: "a@x.org", fullName: null, isActive: false, groups: [group], login: "x" });
  new Post({ title: "x", content: "y", author: user });
  new Employee({ name: "x" }); new Engineer({ name: "x", engineeringField: "y", manager: null }); new Manager({ name: "x", department: "y" }); new Chief({ name: "x", budget: "1" });
  is<string>()(new Intern({ name: "x", engineeringField: "y", school: "z" }).study());
  new Document({ title: "x", owner: user }); new Country({ code: "ch", name: "Switzerland" }); new UserRole({ since: "2020-01-01" });
}

export async function inserting() {
  const one = await session.execute(insert(User).values({ username: "a", email: "b" }));
  is<number>()(one.insertedPrimaryKey.id); is<number>()(one.rowCount);
  await session.execute(insert(User).values([{ username: "a", email: func.lower(User.c.email) }, { username: "b", email: "c", fullName: null, id: 7 }]));
  await session.execute(insert(userGroups).values({ userId: 1, groupId: 2 }));
  await session.execute(insert(Employee).values({ name: "x" }));
  is<User>()((await session.scalar(insert(User).values({ username: "a", email: "b" }).returning(User)))!);
  is<[number, string]>()([...(await session.execute(insert(User).values({ username: "a", email: "b" }).returning(User.c.id, User.c.email.as("mail"))).one())] as [number, string]);
  is<string>()((await session.execute(insert(User).values({ username: "a", email: "b" }).returning(User.c.id, User.c.email.as("mail"))).one()).mail);
  await session.execute(insert(userGroups).fromSelect(["userId", "groupId"], select(User.c.id, User.c.id)));
  await session.execute(conflictInsert(User).values({ username: "a", email: "b" }).onConflictDoUpdate({ target: User.c.email, set: (excluded) => ({ username: excluded.username, loginCount: User.c.loginCount.add(1) }), where: User.c.isActive.eq(true) }));
  await session.execute(upsert(User).values({ username: "a", email: "b" }).onConflict(User.c.email).set((excluded) => ({ username: excluded.username })).returning(User.c.id));
  await session.execute(upsert(userGroups).values([{ userId: 1, groupId: 1 }]).onConflict(userGroups.c.userId, userGroups.c.groupId).doNothing());
  await session.bulkInsertMappings(User, [{ username: "u1", email: "e" }]);
}
export async function updating() {
  is<number>()((await session.execute(update(User).where(User.c.isActive.eq(false)).set({ isActive: true }))).rowCount);
  await session.execute(update(User).set({ loginCount: User.c.loginCount.add(1), fullName: null, username: func.lower(User.c.username) }));
  await session.execute(update(Thing).set({ priceDecimal: new Decimal("1.0") }));
  is<User | null>()(await session.scalar(update(User).set({ email: "x" }).returning(User)));
  const gone = await session.execute(deleteFrom(User).where(User.c.id.eq(1)).returning(User.c.id, User.c.username)).first();
  is<number | undefined>()(gone?.id); is<string | undefined>()(gone?.[1]);
}

export function events() {
  const stop = listen(User, "beforeInsert", ({ target, connection }) => { target.createdAt = new Date(); is<User>()(target); void connection; });
  listen(User, ["afterInsert", "afterUpdate"], ({ event, target }) => { is<string>()(event); is<User>()(target); });
  listen(User.c.email, "set", ({ value, oldValue }) => { is<string | undefined>()(oldValue); return value.toLowerCase(); });
  listen(User.c.posts, "append", ({ value }) => { is<Post>()(value); });
  listen(Post.c.reviewer, "set", ({ value }) => { is<User | null>()(value); });
  listen(engine, "connect", ({ driverConnection, record }) => { is<object>()(record); void driverConnection; });
  listen(engine.pool, "checkout", () => {});
  listen(Session, "beforeCommit", async ({ session: each }) => { is<Session>()(each); });
  listen(session, "beforeFlush", () => {}); listen(sessionMaker(engine), "afterCommit", () => {});
  listen(metadata, "afterCreate", ({ metadata: created }) => { void created; });
  validates(User, "email", (user, value) => { is<User>()(user); return value.trim(); });
  stop();
}
