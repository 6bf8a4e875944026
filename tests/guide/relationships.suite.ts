import { column, declarativeBase, foreignKey, func, many, one, Session, select, selectInLoad, t } from "@cupel/orm";
import { describe, expect, test } from "vitest";
import type { TestDatabase } from "../support/databases.js";
import { makeShop } from "./shop.js";

export function relationshipsSuite(database: TestDatabase): void {
  describe("guide: One-to-Many #1", () => {
    test("both sides are kept in step, and the children follow the parent", async () => {
      const { User, Post, engine } = await makeShop(database);
      const session = new Session(engine);
      const user = new User({ username: "alice" });
      const first = new Post({ title: "First Post", content: "Content", author: user });
      const second = new Post({ title: "Second Post", content: "More content", author: user });
      session.add(user);
      await session.commit();
      expect(user.posts).toEqual([first, second]);
      expect([first.userId, second.userId]).toEqual([user.id, user.id]);

      user.posts.splice(0, 1); // delete-orphan
      await session.commit();
      expect(await session.scalars(select(Post.c.title)).all()).toEqual(["Second Post"]);
      await session.delete(user);
      await session.commit();
      expect(await session.scalar(select(func.count()).selectFrom(Post))).toBe(0);
      await session.close();
      await engine.dispose();
    });
  });

  describe("guide: Many-to-Many #1", () => {
    test("through an association table", async () => {
      const { User, Group, memberships, engine } = await makeShop(database);
      const session = new Session(engine);
      const [alice, bob] = [new User({ username: "alice" }), new User({ username: "bob" })];
      const [admins, users] = [new Group({ name: "Admins" }), new Group({ name: "Users" })];
      alice.groups.push(admins, users);
      bob.groups.push(users);
      session.addAll([alice, bob]);
      await session.commit();
      expect(users.members).toEqual([alice, bob]);
      const rows = select(memberships.c.userId, memberships.c.groupId).orderBy(memberships.c.userId, memberships.c.groupId);
      expect(await session.execute(rows).all()).toEqual([
        [alice.id, admins.id],
        [alice.id, users.id],
        [bob.id, users.id],
      ]);

      users.members.splice(users.members.indexOf(alice), 1);
      await session.commit();
      expect(alice.groups).toEqual([admins]);
      expect(await session.execute(rows).all()).toEqual([
        [alice.id, admins.id],
        [bob.id, users.id],
      ]);
      await session.close();
      await engine.dispose();
    });

    test("through an association object with fields of its own", async () => {
      const Base = declarativeBase();
      class UserGroup extends Base.table("user_group", {
        get userId() {
          return foreignKey(User.c.id, { primaryKey: true });
        },
        get groupId() {
          return foreignKey(Group.c.id, { primaryKey: true });
        },
        joinedAt: column(t.dateTime(), { default: () => new Date() }),
        role: column(t.string(50)),
        get user() {
          return one(User, { backPopulates: "groupAssociations" });
        },
        get group() {
          return one(Group, { backPopulates: "memberAssociations" });
        },
      }) {}
      class User extends Base.table("users", {
        id: column(t.integer(), { primaryKey: true }),
        username: column(t.string(50)),
        get groupAssociations() {
          return many(UserGroup, { backPopulates: "user", cascade: "all, delete-orphan" });
        },
      }) {}
      class Group extends Base.table("groups", {
        id: column(t.integer(), { primaryKey: true }),
        name: column(t.string(100)),
        get memberAssociations() {
          return many(UserGroup, { backPopulates: "group", cascade: "all, delete-orphan" });
        },
      }) {}
      const engine = await database.open();
      await Base.metadata.createAll(engine);
      const session = new Session(engine);
      const alice = session.add(new User({ username: "alice" }));
      const admins = new Group({ name: "Admins" });
      alice.groupAssociations.push(new UserGroup({ group: admins, role: "owner" }));
      await session.commit();
      session.expungeAll();
      const found = await session
        .scalars(select(User).options(selectInLoad(User.c.groupAssociations).selectInLoad(UserGroup.c.group)))
        .one();
      expect(found.groupAssociations.map((each) => [each.role, each.group.name])).toEqual([["owner", "Admins"]]);
      await session.close();
      await engine.dispose();
    });
  });

  describe("guide: One-to-One #1", () => {
    test("a unique foreign key", async () => {
      const { User, UserProfile, engine } = await makeShop(database);
      const session = new Session(engine);
      const user = new User({ username: "alice" });
      const profile = new UserProfile({ bio: "Software developer", avatarUrl: "https://example.com/avatar.jpg", user });
      session.add(user);
      await session.commit();
      expect(user.profile).toBe(profile);
      expect(profile.userId).toBe(user.id);

      user.profile = null; // the profile is an orphan now
      await session.commit();
      expect(await session.scalar(select(func.count()).selectFrom(UserProfile))).toBe(0);
      await session.close();
      await engine.dispose();
    });

    test("a foreign key that is the primary key", async () => {
      const Base = declarativeBase();
      class User extends Base.table("users", {
        id: column(t.integer(), { primaryKey: true }),
        username: column(t.string(50)),
        get profile() {
          return one(UserProfile, { nullable: true, backPopulates: "user", cascade: "all, delete-orphan" });
        },
      }) {}
      class UserProfile extends Base.table("user_profiles", {
        get userId() {
          return foreignKey(User.c.id, { primaryKey: true });
        },
        bio: column(t.text()),
        get user() {
          return one(User, { backPopulates: "profile" });
        },
      }) {}
      const engine = await database.open();
      await Base.metadata.createAll(engine);
      const session = new Session(engine);
      const user = session.add(new User({ username: "alice", profile: new UserProfile({ bio: "…" }) }));
      await session.commit();
      expect(user.profile?.userId).toBe(user.id);
      expect(await session.get(UserProfile, user.id)).toBe(user.profile);
      await session.close();
      await engine.dispose();
    });
  });
}
