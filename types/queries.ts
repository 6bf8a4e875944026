/** Reading: rows, nullability, subqueries, functions, loader paths. */
import {
  aliased, and, caseWhen, cast, checkConstraint, index, containsEager, defer, exists, func, joinedLoad, literal, loadOnly, not, or, raiseLoad, select, selectInLoad, sql, t, table, text, withLoaderCriteria, column, subqueryLoad, createEngine, Session,
} from "@cupel/orm";
import { is, tuple } from "./check.js";
import { Base, Boss, Comment, Document, Employee, Engineer, Group, Machine, Manager, Post, Thing, User, UserRole, Country, Decimal, PlainDate, Point, userGroups, UserProfile } from "./models.js";

const engine = createEngine("sqlite://");
const session = new Session(engine);
const users = table("plain_users", Base.metadata, {
  id: column(t.integer(), { primaryKey: true }),
  name: column(t.string(50), { index: true }),
  email: column(t.string(100), { nullable: true, unique: true }),
}, { constraints: (c) => [checkConstraint(c.name.ne(""), { name: "name_set" }), index("ix_name_email", c.name, c.email.desc(), { unique: true })], comment: "people" });
const addresses = table("plain_addresses", Base.metadata, { id: column(t.integer(), { primaryKey: true }), userId: column(t.integer(), { references: "plain_users.id" }), city: column(t.string()) });

export async function rows() {
  const statement = select(User.c.id, User.c.username.as("who"), User.c.fullName);
  const all = await session.execute(statement.where(User.c.username.like("a%")).orderBy(User.c.id.desc(), "who").limit(10)).all();
  const [id, who, fullName] = all[0]!;
  is<number>()(id); is<string>()(who); is<string | null>()(fullName);
  is<string>()(all[0]!.who); is<string | null>()(all[0]!.fullName);
  for (const row of await session.execute(statement)) is<number>()(row.id);
  for await (const row of session.execute(statement).yieldPer(100)) is<number>()(row[0]);
  for await (const batch of session.execute(select(User)).partitions(100)) is<User>()(batch[0]![0]);
  for await (const user of session.scalars(select(User)).yieldPer(100)) is<User>()(user);
  const buffered = await session.execute(statement);
  is<number>()(buffered.rowCount); is<string>()(buffered.one().who); is<number[]>()(buffered.scalars().all());
  const mapping = await session.execute(statement).mappings().one();
  is<{ id: number; who: string; fullName: string | null }>()(mapping);
  is<User[]>()(await session.scalars(select(User)).all());
  is<User | null>()(await session.scalar(select(User).where(User.c.username.eq("alice"))));
  is<number | null>()(await session.scalar(select(func.count()).selectFrom(User)));
  is<number | null>()((await session.execute(select(User.c.id)).scalar()));
  is<boolean>()((await session.execute(select(exists().where(User.c.username.eq("alice")))).one())[0]);
  // a name that arrays use is not a property of the row, but is in the mapping
  const lengths = select(func.length(User.c.username).as("length"), User.c.id);
  is<2>()((await session.execute(lengths).one()).length); is<number>()((await session.execute(lengths).mappings().one()).length);
}

export async function keys() {
  is<User | null>()(await session.get(User, 1));
  is<UserRole | null>()(await session.get(UserRole, { userId: 1, roleId: 2 }));
  is<Country>()(await session.getOne(Country, "ch"));
  is<Engineer | null>()(await session.get(Engineer, 1));
  is<UserProfile | null>()(await session.get(UserProfile, 1));
}

export async function nullability() {
  const joined = await session.execute(select(User, Post).join(Post, User.c.id.eq(Post.c.userId))).one();
  is<[User, Post]>()(tuple(joined[0], joined[1]));
  const outer = await session.execute(select(User.c.username, Post, Post.c.title, Post.c.deletedAt).outerJoin(Post, User.c.id.eq(Post.c.userId))).one();
  is<Post | null>()(outer[1]); is<string | null>()(outer[2]); is<string | null>()(outer.title); is<string>()(outer.username);
  const byRelationship = await session.execute(select(User, Post).outerJoin(User.c.posts)).one();
  is<User>()(byRelationship[0]); is<Post | null>()(byRelationship[1]);
  const two = await session.execute(select(User, Post, Comment).join(User.c.posts).outerJoin(Post.c.comments)).one();
  is<Post>()(two[1]); is<Comment | null>()(two[2]);
  const full = await session.execute(select(User, Post.c.title, literal(1)).fullOuterJoin(User.c.posts)).one();
  is<User | null>()(full[0]); is<string | null>()(full[1]); is<number>()(full[2]);
  const boss = await session.execute(select(Employee, Boss, Boss.c.name).outerJoin(Boss, Employee.c.managerId.eq(Boss.c.id))).one();
  is<Employee>()(boss[0]); is<Employee | null>()(boss[1]); is<Employee | null>()(boss.boss); is<string | null>()(boss[2]);
  const byAlias = await session.execute(select(User, aliased(Post, "p")).outerJoin(User.c.posts.ofType(aliased(Post, "p")))).one();
  is<Post | null>()(byAlias.p);
  const unnamed = aliased(Employee);
  is<Employee | null>()((await session.execute(select(Employee, unnamed).outerJoin(unnamed, unnamed.c.id.eq(Employee.c.managerId))).one())[1]);
  const byTable = await session.execute(select(users.c.name, addresses.c.city).outerJoin(addresses, addresses.c.userId.eq(users.c.id))).one();
  is<[string, string | null]>()(tuple(byTable[0], byTable[1]));
  const a = addresses.alias("a");
  is<string | null>()((await session.execute(select(users.c.name, a.c.city).outerJoin(a, a.c.userId.eq(users.c.id))).one()).city);
  const from = await session.execute(select(User, Post).outerJoinFrom(User, Post, User.c.id.eq(Post.c.userId))).one();
  is<Post | null>()(from[1]);
  // NULL goes through an expression that depends on the outer side, and stops where a function stops it
  const through = await session.execute(select(Post.c.id.add(1), func.lower(Post.c.title), func.coalesce(Post.c.title, "none"), func.count(Post.c.id)).outerJoin(User, User.c.id.eq(Post.c.userId))).one();
  is<[number, string, string, number]>()(tuple(through[0], through[1], through[2], through[3]));
  const across = await session.execute(select(Post.c.id.add(1), func.lower(Post.c.title), func.coalesce(Post.c.title, "none"), Post.c.id.add(User.c.id)).selectFrom(User).outerJoin(Post)).one();
  is<[number | null, string | null, string, number | null]>()(tuple(across[0], across[1], across[2], across[3]));
  const engineers = await session.execute(select(Machine, Engineer, Engineer.c.name).outerJoin(Machine.c.engineer)).one();
  is<Engineer | null>()(engineers[1]); is<string | null>()(engineers[2]);
  // an outer join to a single-table subclass leaves the parent alone
  is<Employee>()((await session.execute(select(Employee, Manager).outerJoin(Manager, Employee.c.managerId.eq(Manager.c.id))).one())[0]);
}

export async function derived() {
  const counts = select(Post.c.userId, func.count(Post.c.id).as("n"), Post.c.deletedAt).groupBy(Post.c.userId).subquery("counts");
  is<number>()((await session.execute(select(counts.c.n)).one()).n);
  const joined = await session.execute(select(User, counts.c.n, counts.c.deletedAt).outerJoin(counts, counts.c.userId.eq(User.c.id))).one();
  is<number | null>()(joined.n); is<Date | null>()(joined.deletedAt);
  const carried = select(User.c.id, Post.c.title.as("title")).outerJoin(User.c.posts).subquery("carried");
  is<string | null>()((await session.execute(select(carried.c.title)).one())[0]);
  const whole = select(User).subquery("whole");
  is<string>()((await session.execute(select(whole.c.email)).one()).email);
  const adult = aliased(User, whole);
  is<User>()((await session.execute(select(adult)).one())[0]);
  const tree = select(Employee.c.id, Employee.c.managerId, literal(0).as("depth")).where(Employee.c.managerId.isNull()).cte("tree", { recursive: true });
  const recursive = tree.unionAll(select(Employee.c.id, Employee.c.managerId, tree.c.depth.add(1)).join(tree, tree.c.id.eq(Employee.c.managerId)));
  is<number>()((await session.execute(select(recursive.c.depth)).one()).depth);
  const latest = select(func.max(Post.c.createdAt)).where(Post.c.userId.eq(User.c.id)).correlate(User).scalarSubquery();
  is<Date | null>()((await session.execute(select(latest.as("latest"))).one()).latest);
  const both = select(User.c.username.as("name"), User.c.id).union(select(Employee.c.name, Employee.c.managerId));
  const one = await session.execute(both.orderBy("name").limit(3)).one();
  is<string>()(one.name); is<number | null>()(one[1]); is<number | null>()(one.id);
  is<number | null>()((await session.execute(select(both.subquery("u").c.id)).one()).id);
  const everything = await session.execute(select(users)).one();
  is<string>()(everything.name); is<string | null>()(everything.email);
  const lateral = select(Post.c.title).where(Post.c.userId.eq(User.c.id)).limit(3).lateral("top");
  is<string | null>()((await session.execute(select(User.c.id, lateral.c.title).outerJoin(lateral, sql<boolean>`true`)).one()).title);
  select(User).where(User.c.id.in(select(Post.c.userId)), User.c.id.in([1, 2]), User.c.fullName.in(["x"]));
}

export async function functions() {
  const row = await session.execute(select(
    func.max(User.c.createdAt), func.sum(User.c.loginCount).as("total"), func.avg(User.c.balance), func.count(func.distinct(User.c.email)), func.coalesce(User.c.fullName, User.c.username), func.coalesce(User.c.fullName, User.c.bio),
    func.date_trunc<string>("day", User.c.createdAt).as("day"), func.row_number().over({ partitionBy: User.c.isActive, orderBy: User.c.id.desc() }).as("position"),
  )).one();
  is<[Date | null, number | null, string | null, number, string, string | null, string, number]>()(tuple(row[0], row[1], row[2], row[3], row[4], row[5], row[6], row[7]));
  is<number | null>()(row.total); is<string>()(row.day); is<number>()(row.position);
  const unknown = await session.execute(select(func.my_function!<number>(User.c.id, 1).as("mine"), func["other"]!(1))).one();
  is<number>()(unknown.mine); is<unknown>()(unknown[1]);
  const others = await session.execute(select(
    caseWhen(User.c.loginCount.gt(10), "often").when(User.c.loginCount.gt(0), "seldom").else("never").as("how"), caseWhen(User.c.isActive, 1), caseWhen(User.c.isActive, User.c.id).else(null),
    cast(User.c.id, t.string()), cast(User.c.fullName, t.integer()), sql<number>`${User.c.id} + 1`, func.max(User.c.id).filter(User.c.isActive), User.c.isActive, not(User.c.isActive),
  )).one();
  is<[string, number | null, number | null, string, number | null, number, number | null, boolean, boolean]>()(tuple(others[0], others[1], others[2], others[3], others[4], others[5], others[6], others[7], others[8]));
  is<string>()(others.how);
  const raw = await session.execute(text("SELECT 1 AS one"), { a: 1 });
  for (const r of raw) is<unknown>()(r.one);
  is<number>()((await session.execute(text("SELECT 1 AS one").columns({ one: t.integer() })).one()).one);
  is<string>()((await session.execute(text<{ name: string }>("SELECT name FROM users")).one()).name);
  is<number | null>()(await session.scalar(text<[number]>("SELECT COUNT(*) FROM users")));
  is<User[]>()(await session.scalars(select(User).fromStatement(text("SELECT * FROM users")), { pattern: "a%" }).all());
}

export function relationships(group: Group, user: User, post: Post) {
  select(User).where(User.c.posts.any(Post.c.published.eq(true)), User.c.posts.any({ title: "x", published: true }), Post.c.author.has({ username: "alice" }), User.c.groups.contains(group), Post.c.author.eq(user), Post.c.reviewer.is(null));
  select(User).filterBy({ username: "alice", fullName: null }).join(User.c.posts).filterBy({ title: "x", author: user });
  select(Employee).options(selectInLoad(Employee.c.manager).selectInLoad(Employee.c.subordinates));
  select(User).options(joinedLoad(User.c.posts), selectInLoad(User.c.posts).joinedLoad(Post.c.comments).selectInLoad(Comment.c.post), selectInLoad(User.c.groups), raiseLoad("*"));
  select(User).options(selectInLoad(User.c.posts).loadOnly(Post.c.title, Post.c.id), loadOnly(User.c.id, User.c.username), defer(User.c.bio));
  select(User).join(User.c.posts).options(containsEager(User.c.posts)).where(Post.c.published.eq(true));
  select(User).options(withLoaderCriteria(Post, Post.c.deletedAt.is(null)), withLoaderCriteria(Post, (c) => c.deletedAt.isNull()));
  select(Employee).options(selectInLoad(Engineer.c.machines).joinedLoad(Machine.c.engineer).selectInLoad(Employee.c.manager).joinedLoad(Engineer.c.machines));
  select(Boss).options(subqueryLoad(Boss.c.subordinates));
  select(User).where(or(User.c.username.eq("alice"), and(User.c.createdAt.between(new Date(), new Date()), User.c.email.isNot(null))));
  void post;
}

export async function attributes(user: User, employee: Employee, engineer: Engineer, document: Document, thing: Thing) {
  is<Post[]>()(user.posts); is<UserProfile | null>()(user.profile); is<User>()(user.posts[0]!.author); is<User | null>()(user.posts[0]!.reviewer);
  is<Post[]>()(await user.awaitableAttrs.posts); is<UserProfile | null>()(await user.awaitableAttrs.profile); is<string | null>()(await user.awaitableAttrs.bio);
  is<string>()(user.greeting); is<number>()(user.postCount); is<string>()(user.login); is<string[]>()(user.groupNames);
  select(User.c.greeting, User.c.postCount.as("posts")).where(User.c.greeting.like("a%"), User.c.postCount.gt(3), User.c.login.eq("x"), User.c.groupNames.contains("admins"));
  is<string>()((await session.execute(select(User.c.greeting)).one()).greeting);
  const parent: Employee = engineer; parent.greet();
  engineer.describe(); is<Employee | null>()(engineer.manager); is<Machine[]>()(engineer.machines); is<Machine[]>()(await engineer.awaitableAttrs.machines); is<Employee[]>()(await engineer.awaitableAttrs.subordinates);
  Engineer.c.name.eq("x"); Engineer.c.engineeringField.eq("x"); Manager.c.department.eq(null);
  document.touched(); document.createdAt.getTime(); document.updatedAt.getTime(); is<User | null>()(document.owner);
  is<string>()(thing.price); is<number>()(thing.priceNumber); is<Decimal | null>()(thing.priceDecimal); is<bigint>()(thing.total); is<number>()(thing.totalNumber);
  is<string>()(thing.day); is<PlainDate>()(thing.dayPlain); is<Date>()(thing.dayDate); is<number>()(thing.dayLength);
  is<"small" | "large">()(thing.size); is<"red" | "green" | null>()(thing.color); is<{ theme: "dark" | "light" } | null>()(thing.prefs); is<{ theme: "dark" | "light" }>()(thing.checkedPrefs); is<number[]>()(thing.tags);
  is<Point>()(thing.at); Thing.c.at.eq(new Point(1, 2)); Thing.c.priceDecimal.gt(new Decimal(1)); Thing.c.size.eq("small");
  void [employee, userGroups];
}
