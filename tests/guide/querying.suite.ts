import { aliased, and, column, declarativeBase, exists, foreignKey, func, many, not, one, or, Session, select, t } from "@cupel/orm";
import { describe, expect, test } from "vitest";
import type { TestDatabase } from "../support/databases.js";
import { fill, makeShop } from "./shop.js";

export function queryingSuite(database: TestDatabase): void {
  const open = async () => {
    const shop = await makeShop(database);
    await fill(shop);
    const session = new Session(shop.engine);
    const close = async () => {
      await session.close();
      await shop.engine.dispose();
    };
    return { ...shop, session, close };
  };

  describe("guide: Basic Queries #1", () => {
    test("entities, columns, order, pages, distinct, first, exists", async () => {
      const { User, session, close } = await open();
      expect((await session.scalars(select(User)).all()).map((user) => user.username)).toEqual(["alice", "bob", "carol"]);
      const pairs: string[] = [];
      for (const [username, email] of await session.execute(select(User.c.username, User.c.email).orderBy(User.c.id)).all())
        pairs.push(`${username}: ${email}`);
      expect(pairs).toEqual(["alice: alice@example.com", "bob: bob@test.com", "carol: null"]);
      expect((await session.scalars(select(User).orderBy(User.c.createdAt.desc())).all()).map((user) => user.username)).toEqual([
        "bob",
        "alice",
        "carol",
      ]);
      expect((await session.scalars(select(User).orderBy(User.c.id).limit(10).offset(2)).all()).map((user) => user.username)).toEqual([
        "carol",
      ]);
      expect(await session.scalars(select(User.c.isActive).distinct().orderBy(User.c.isActive)).all()).toEqual([false, true]);
      expect((await session.scalars(select(User).orderBy(User.c.id)).first())?.username).toBe("alice");
      expect(await session.scalar(select(exists().where(User.c.username.eq("alice"))))).toBe(true);
      expect(await session.scalar(select(exists().where(User.c.username.eq("zoe"))))).toBe(false);
      await close();
    });
  });

  describe("guide: Filtering #1", () => {
    test("each kind of condition", async () => {
      const { User, session, close } = await open();
      const names = async (...criteria: Parameters<typeof and>) =>
        session
          .scalars(
            select(User.c.username)
              .where(...criteria)
              .orderBy(User.c.id),
          )
          .all();
      expect((await session.scalar(select(User).where(User.c.username.eq("alice"))))?.id).toBe(1);
      expect(await names(User.c.isActive.eq(true), User.c.email.like("%@example.com"))).toEqual(["alice"]);
      expect(await names(or(User.c.username.eq("alice"), User.c.username.eq("bob")))).toEqual(["alice", "bob"]);
      expect(await names(and(User.c.isActive.eq(true), or(User.c.email.like("%@example.com"), User.c.email.like("%@test.com"))))).toEqual([
        "alice",
      ]);
      expect(await names(not(User.c.isActive))).toEqual(["bob"]);
      expect(await names(User.c.username.in(["alice", "bob", "charlie"]))).toEqual(["alice", "bob"]);
      expect(await names(User.c.username.in([]))).toEqual([]);
      expect(await names(User.c.username.notIn(["admin", "root"]))).toEqual(["alice", "bob", "carol"]);
      expect(await names(User.c.username.notIn([]))).toEqual(["alice", "bob", "carol"]);
      expect(await names(User.c.username.like("a%"))).toEqual(["alice"]);
      expect(await names(User.c.email.ilike("%@EXAMPLE.COM"))).toEqual(["alice"]);
      expect(await names(User.c.createdAt.between(new Date(Date.now() - 30 * 864e5), new Date()))).toEqual(["alice", "bob"]);
      expect(await names(User.c.email.is(null))).toEqual(["carol"]);
      expect(await names(User.c.email.isNot(null))).toEqual(["alice", "bob"]);
      expect(await names(User.c.id.gt(1), User.c.id.lte(100))).toEqual(["bob", "carol"]);
      await close();
    });
  });

  describe("guide: Joins #1", () => {
    test("explicit, by relationship, outer, filtered, several, aliased", async () => {
      const { User, Post, Comment, session, close } = await open();
      const pairs = await session.execute(select(User, Post).join(Post, User.c.id.eq(Post.c.userId)).orderBy(Post.c.id)).all();
      expect(pairs.map(([user, post]) => `${user.username} - ${post.title}`)).toEqual([
        "alice - First Steps in Python",
        "alice - More Python",
        "bob - Gardening",
      ]);
      expect((await session.scalars(select(User).join(User.c.posts).orderBy(Post.c.id)).all()).map((user) => user.username)).toEqual([
        "alice",
        "alice",
        "bob",
      ]);
      expect(
        (await session.scalars(select(User).outerJoin(Post, User.c.id.eq(Post.c.userId)).orderBy(User.c.id, Post.c.id)).all()).map(
          (user) => user.username,
        ),
      ).toEqual(["alice", "alice", "bob", "carol"]);
      const withPosts = await session.execute(select(User, Post).outerJoin(User.c.posts).orderBy(User.c.id, Post.c.id)).all();
      expect(withPosts.map(([user, post]) => [user.username, post?.title ?? null]).at(-1)).toEqual(["carol", null]);
      expect(
        (await session.scalars(select(User).join(User.c.posts).where(Post.c.title.like("%Python%")).distinct()).all()).map(
          (user) => user.username,
        ),
      ).toEqual(["alice"]);
      expect(
        (
          await session
            .scalars(select(User).join(User.c.posts).join(Post.c.comments).where(Comment.c.content.like("%interesting%")).distinct())
            .all()
        ).map((user) => user.username),
      ).toEqual(["alice"]);
      const PostAlias = aliased(Post);
      expect(
        (
          await session
            .scalars(select(User).join(PostAlias, User.c.id.eq(PostAlias.c.userId)).where(PostAlias.c.title.like("%Python%")))
            .all()
        ).length,
      ).toBe(2);
      await close();
    });

    test("a class joined to itself", async () => {
      const Base = declarativeBase();
      class Employee extends Base.table("employees", {
        id: column(t.integer(), { primaryKey: true }),
        name: column(t.string(50)),
        get managerId() {
          return foreignKey(Employee.c.id, { nullable: true });
        },
        get manager() {
          return one(Employee, { nullable: true, remoteSide: Employee.c.id, backPopulates: "subordinates" });
        },
        get subordinates() {
          return many(Employee, { backPopulates: "manager" });
        },
      }) {}
      const engine = await database.open();
      await Base.metadata.createAll(engine);
      const session = new Session(engine);
      const boss = session.add(new Employee({ name: "Ada" }));
      boss.subordinates.push(new Employee({ name: "Bert" }), new Employee({ name: "Cleo" }));
      await session.commit();
      const Manager = aliased(Employee, "boss");
      const rows = await session
        .execute(select(Employee, Manager).outerJoin(Manager, Employee.c.managerId.eq(Manager.c.id)).orderBy(Employee.c.id))
        .all();
      expect(rows.map((row) => [row[0].name, row.boss?.name ?? null])).toEqual([
        ["Ada", null],
        ["Bert", "Ada"],
        ["Cleo", "Ada"],
      ]);
      await session.close();
      await engine.dispose();
    });
  });

  describe("guide: Aggregations #1", () => {
    test("count, sum, average, extremes, groups, having, several at once", async () => {
      const { User, Post, Product, Order, session, close } = await open();
      session.addAll([new Product({ name: "a", price: "10.00" }), new Product({ name: "b", price: "20.00" })]);
      session.addAll(["10.50", "20.25", "5.00"].map((amount, index) => new Order({ amount, status: index < 2 ? "paid" : "open" })));
      await session.flush();
      expect(await session.scalar(select(func.count()).selectFrom(User))).toBe(3);
      expect(await session.scalar(select(func.count()).selectFrom(User).where(User.c.isActive.eq(true)))).toBe(2);
      expect(await session.scalar(select(func.count(func.distinct(User.c.email))))).toBe(2);
      expect(await session.scalar(select(func.sum(Order.c.amount)).selectFrom(Order))).toBe("35.75");
      expect(Number(await session.scalar(select(func.avg(Product.c.price)).selectFrom(Product)))).toBe(15);
      expect([await session.scalar(select(func.min(Product.c.price))), await session.scalar(select(func.max(Product.c.price)))]).toEqual([
        "10.00",
        "20.00",
      ]);
      const counted = select(User.c.id, User.c.username, func.count(Post.c.id).as("postCount")).groupBy(User.c.id, User.c.username);
      const all = await session
        .execute(counted.outerJoin(Post, User.c.id.eq(Post.c.userId)).orderBy(func.count(Post.c.id).desc(), User.c.id))
        .all();
      expect(all.map(([, username, postCount]) => `${username}: ${postCount} posts`)).toEqual([
        "alice: 2 posts",
        "bob: 1 posts",
        "carol: 0 posts",
      ]);
      expect(
        (await session.execute(counted.join(Post, User.c.id.eq(Post.c.userId)).having(func.count(Post.c.id).gt(1))).all()).map(
          (row) => row.username,
        ),
      ).toEqual(["alice"]);
      const result = await session
        .execute(
          select(
            func.count(Order.c.id).as("totalOrders"),
            func.sum(Order.c.amount).as("totalAmount"),
            func.avg(Order.c.amount).as("average"),
            func.min(Order.c.amount).as("least"),
            func.max(Order.c.amount).as("most"),
          ).selectFrom(Order),
        )
        .first();
      expect([result?.totalOrders, result?.totalAmount, result?.least, result?.most]).toEqual([3, "35.75", "5.00", "20.25"]);
      const byStatus = await session
        .execute(
          select(Order.c.status, func.date!<string>(Order.c.createdAt).as("date"), func.count(Order.c.id).as("count"))
            .groupBy(Order.c.status, func.date!(Order.c.createdAt))
            .orderBy("date", Order.c.status),
        )
        .all();
      expect(byStatus.map((row) => [row.status, row.count])).toEqual([
        ["open", 1],
        ["paid", 2],
      ]);
      await close();
    });
  });
}
