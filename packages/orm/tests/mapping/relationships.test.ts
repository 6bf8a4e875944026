import {
  ArgumentError,
  and,
  column,
  declarativeBase,
  foreign,
  foreignKey,
  foreignKeyConstraint,
  many,
  mapperOf,
  one,
  remote,
  t,
  table,
} from "@cupel/orm";
import { describe, expect, test } from "vitest";
import type { RelationshipProperty } from "../../src/mapping/relationship.js";
import { refusal } from "../state/host.js";

const id = () => column(t.integer(), { primaryKey: true });
type Base = ReturnType<typeof declarativeBase>;
const property = (entity: object, key: string): RelationshipProperty => mapperOf(entity).relationship(key);
const shown = (each: RelationshipProperty) => ({
  direction: each.direction,
  pairs: each.pairs.map(({ local, remote: far }) => `${local.fullName} ${far.fullName}`),
  far: [...each.remoteColumns].map(({ fullName }) => fullName),
  simple: each.isSimpleManyToOne,
});

describe("found from the foreign keys", () => {
  test("one-to-many and many-to-one", () => {
    const Base = declarativeBase();
    class User extends Base.table("users", {
      id: id(),
      get posts() {
        return many(Post, { backPopulates: "author" });
      },
    }) {}
    class Post extends Base.table("posts", {
      id: id(),
      get userId() {
        return foreignKey(User.c.id);
      },
      get author() {
        return one(User, { backPopulates: "posts" });
      },
    }) {}
    expect(shown(property(User, "posts"))).toEqual({
      direction: "oneToMany",
      pairs: ["users.id posts.user_id"],
      far: ["posts.user_id"],
      simple: false,
    });
    expect(shown(property(Post, "author"))).toEqual({
      direction: "manyToOne",
      pairs: ["posts.user_id users.id"],
      far: ["users.id"],
      simple: true,
    });
    expect(property(User, "posts").reverse).toBe(property(Post, "author"));
    expect(property(Post, "author").reverse).toBe(property(User, "posts"));
    expect(property(Post, "author").join.referenceIndexes).toEqual([1]);
  });

  test("one-to-one: the side without the key is to-many of one", () => {
    const Base = declarativeBase();
    class User extends Base.table("users", {
      id: id(),
      get profile() {
        return one(Profile, { nullable: true, backPopulates: "user" });
      },
    }) {}
    class Profile extends Base.table("profiles", {
      get userId() {
        return foreignKey(User.c.id, { primaryKey: true });
      },
      get user() {
        return one(User, { backPopulates: "profile" });
      },
    }) {}
    expect([property(User, "profile").direction, property(User, "profile").uselist]).toEqual(["oneToMany", false]);
    expect(property(Profile, "user").isSimpleManyToOne).toBe(true);
  });

  test("several columns of one constraint, in the order of the key they refer to", () => {
    const Base = declarativeBase();
    class Page extends Base.table("pages", {
      book: column(t.integer(), { primaryKey: true }),
      number: column(t.integer(), { primaryKey: true }),
      get notes() {
        return many(Note, { backPopulates: "page" });
      },
    }) {}
    class Note extends Base.table(
      "notes",
      {
        id: id(),
        number: column(t.integer()),
        book: column(t.integer()),
        get page() {
          return one(Page, { backPopulates: "notes" });
        },
      },
      {
        get constraints() {
          return [foreignKeyConstraint([Note.c.number, Note.c.book], [Page.c.number, Page.c.book])];
        },
      },
    ) {}
    const page = property(Note, "page");
    expect(page.pairs.map(({ local, remote: far }) => `${local.fullName} ${far.fullName}`)).toEqual([
      "notes.number pages.number",
      "notes.book pages.book",
    ]);
    expect([page.isSimpleManyToOne, page.join.referenceIndexes]).toEqual([true, [2, 1]]);
  });

  test("many-to-many by a table or a function, with one key each", () => {
    const Base = declarativeBase();
    class User extends Base.table("users", {
      id: id(),
      get groups() {
        return many(Group, { secondary: members, backPopulates: "users" });
      },
    }) {}
    class Group extends Base.table("groups", {
      id: id(),
      get users() {
        return many(User, { secondary: () => members, backPopulates: "groups" });
      },
    }) {}
    const members = table("members", Base.metadata, {
      userId: column(t.integer(), { references: "users.id", primaryKey: true }),
      groupId: column(t.integer(), { references: "groups.id", primaryKey: true }),
    });
    const groups = property(User, "groups");
    expect(shown(groups)).toEqual({
      direction: "manyToMany",
      pairs: ["users.id members.userId"],
      far: ["members.userId", "members.groupId"],
      simple: false,
    });
    expect(groups.secondaryPairs.map(({ local, remote: far }) => `${local.fullName} ${far.fullName}`)).toEqual([
      "groups.id members.groupId",
    ]);
    expect(groups.secondary).toBe(members);
    expect(groups.reverse).toBe(property(Group, "users"));
  });

  test("a table that refers to itself: many is the side referred to, one the side that refers, with or without remoteSide", () => {
    const Base = declarativeBase();
    class Employee extends Base.table("employees", {
      id: id(),
      get managerId() {
        return foreignKey(Employee.c.id, { nullable: true });
      },
      get manager() {
        return one(Employee, { nullable: true, remoteSide: Employee.c.id, backPopulates: "subordinates" });
      },
      get subordinates() {
        return many(Employee, { backPopulates: "manager" });
      },
      get chief() {
        return one(Employee, { nullable: true, viewOnly: true, primaryJoin: remote(Employee.c.id).eq(Employee.c.managerId) });
      },
      get boss() {
        return one(Employee, { nullable: true });
      },
    }) {}
    const up = { direction: "manyToOne", pairs: ["employees.manager_id employees.id"], far: ["employees.id"], simple: true };
    expect(shown(property(Employee, "manager"))).toEqual(up);
    expect(shown(property(Employee, "boss"))).toEqual(up);
    expect(shown(property(Employee, "chief"))).toEqual(up);
    expect(shown(property(Employee, "subordinates"))).toEqual({
      direction: "oneToMany",
      pairs: ["employees.id employees.manager_id"],
      far: ["employees.manager_id"],
      simple: false,
    });
    expect(property(Employee, "manager").reverse).toBe(property(Employee, "subordinates"));
  });

  test("foreign keys both ways: many takes the one that leads here, foreignKeys says it for one", () => {
    const Base = declarativeBase();
    class User extends Base.table("users", {
      id: id(),
      get favouriteId() {
        return foreignKey(Post.c.id, { nullable: true });
      },
      get favourite() {
        return one(Post, { nullable: true, foreignKeys: User.c.favouriteId });
      },
      get posts() {
        return many(Post, { backPopulates: "author" });
      },
    }) {}
    class Post extends Base.table("posts", {
      id: id(),
      get userId() {
        return foreignKey(User.c.id);
      },
      get author() {
        return one(User, { backPopulates: "posts", foreignKeys: [Post.c.userId] });
      },
    }) {}
    expect([property(User, "favourite").direction, property(User, "posts").direction, property(Post, "author").direction]).toEqual([
      "manyToOne",
      "oneToMany",
      "manyToOne",
    ]);
  });
});

describe("as the options say", () => {
  test("primaryJoin with more than the keys: only the keys are pairs, and the identity map no longer answers", () => {
    const Base = declarativeBase();
    class User extends Base.table("users", {
      id: id(),
      get shown() {
        return many(Post, { viewOnly: true, primaryJoin: and(User.c.id.eq(Post.c.userId), Post.c.published.eq(true)) });
      },
    }) {}
    class Post extends Base.table("posts", {
      id: id(),
      published: column(t.boolean()),
      get userId() {
        return foreignKey(User.c.id);
      },
      get author() {
        return one(User, { viewOnly: true, primaryJoin: and(User.c.id.eq(Post.c.userId), Post.c.published.eq(true)) });
      },
    }) {}
    expect(shown(property(User, "shown"))).toEqual({
      direction: "oneToMany",
      pairs: ["users.id posts.user_id"],
      far: ["posts.user_id"],
      simple: false,
    });
    expect(property(Post, "author").isSimpleManyToOne).toBe(false);
    expect(property(User, "shown").cascade).toMatchObject({ saveUpdate: false, merge: false });
  });
  test("foreign() where no key says it, and the marks are gone from the condition", () => {
    const Base = declarativeBase();
    class User extends Base.table("users", {
      id: id(),
      email: column(t.string()),
      get invitations() {
        return many(Invitation, { primaryJoin: User.c.email.eq(foreign(Invitation.c.email)) });
      },
    }) {}
    class Invitation extends Base.table("invitations", { id: id(), email: column(t.string()) }) {}
    const invitations = property(User, "invitations");
    expect(shown(invitations)).toMatchObject({ direction: "oneToMany", pairs: ["users.email invitations.email"] });
    expect((invitations.primaryJoin as unknown as { right: unknown }).right).toBe(Invitation.c.email);
  });
  test("primaryJoin and foreignKeys together", () => {
    const Base = declarativeBase();
    class A extends Base.table("a", {
      id: id(),
      code: column(t.string()),
      get b() {
        return one(B, { nullable: true, primaryJoin: B.c.code.eq(A.c.code), foreignKeys: A.c.code });
      },
    }) {}
    class B extends Base.table("b", { id: id(), code: column(t.string()) }) {}
    expect(shown(property(A, "b"))).toEqual({ direction: "manyToOne", pairs: ["a.code b.code"], far: ["b.code"], simple: false });
  });
  test("a many-to-many of a class with itself", () => {
    const Base = declarativeBase();
    class Country extends Base.table("countries", {
      code: column(t.string(2), { primaryKey: true }),
      get neighbours() {
        return many(Country, {
          secondary: borders,
          primaryJoin: borders.c.a.eq(Country.c.code),
          secondaryJoin: borders.c.b.eq(Country.c.code),
        });
      },
    }) {}
    const borders = table("borders", Base.metadata, {
      a: column(t.string(2), { references: "countries.code", primaryKey: true }),
      b: column(t.string(2), { references: "countries.code", primaryKey: true }),
    });
    const neighbours = property(Country, "neighbours");
    expect(neighbours.pairs.map(({ remote: far }) => far.fullName)).toEqual(["borders.a"]);
    expect(neighbours.secondaryPairs.map(({ remote: far }) => far.fullName)).toEqual(["borders.b"]);
  });
  test("cascades", () => {
    const Base = declarativeBase();
    class User extends Base.table("users", {
      id: id(),
      get a() {
        return many(Post);
      },
      get b() {
        return many(Post, { cascade: "all, delete-orphan" });
      },
      get c() {
        return many(Post, { cascade: "none" });
      },
    }) {}
    class Post extends Base.table("posts", {
      id: id(),
      get userId() {
        return foreignKey(User.c.id);
      },
    }) {}
    const cascade = (key: string) =>
      Object.entries(property(User, key).cascade)
        .filter(([, on]) => on as boolean)
        .map(([name]) => name);
    expect([cascade("a"), cascade("b"), cascade("c")]).toEqual([
      ["saveUpdate", "merge"],
      ["saveUpdate", "merge", "expunge", "delete", "deleteOrphan", "refreshExpire"],
      [],
    ]);
  });
});

describe("what is refused", () => {
  /** Two classes whose relationships are what matters. */
  const pair = (
    user: (Base: Base, of: { Post: () => never; User: () => never }) => object,
    post: (of: { User: () => never; Post: () => never }) => object,
  ): { User: object; Post: object } => {
    const Base = declarativeBase();
    const of: { User: () => never; Post: () => never } = { User: () => User as never, Post: () => Post as never };
    class User extends (Base.table("users", user(Base, of)) as unknown as new () => object) {}
    class Post extends (Base.table("posts", post(of)) as unknown as new () => object) {}
    return { User, Post };
  };
  type Any = { c: Record<string, never> };
  const keyed = (of: { User: () => never }) => ({
    id: id(),
    get userId() {
      return foreignKey((of.User() as Any).c.id as never);
    },
  });

  test("no foreign key: both tables, and what to add", () => {
    const { User } = pair(
      (_, of) => ({
        id: id(),
        get posts() {
          return many(of.Post());
        },
      }),
      () => ({ id: id() }),
    );
    expect(refusal(() => mapperOf(User)).message).toMatch(
      /User\.posts.*"users" and "posts".*get userId\(\) \{ return foreignKey\(User\.c\.id\); \}.*secondary.*primaryJoin/s,
    );
  });
  test("several foreign keys: the candidates, and the option for each", () => {
    const two = (of: { User: () => never }) => ({
      id: id(),
      get userId() {
        return foreignKey((of.User() as Any).c.id as never);
      },
      get reviewerId() {
        return foreignKey((of.User() as Any).c.id as never);
      },
    });
    const { User } = pair(
      (_, of) => ({
        id: id(),
        get posts() {
          return many(of.Post());
        },
      }),
      two,
    );
    expect(refusal(() => mapperOf(User)).message).toMatch(
      /posts\.user_id → users\.id; posts\.reviewer_id → users\.id.*foreignKeys: Post\.c\.userId.*foreignKeys: Post\.c\.reviewerId/s,
    );
    const wrong = pair(
      (_, of) => ({
        id: id(),
        get posts() {
          return many(of.Post(), { foreignKeys: (of.Post() as Any).c.id! });
        },
      }),
      two,
    );
    expect(refusal(() => mapperOf(wrong.User)).message).toMatch(/foreignKeys names Post\.c\.id.*there are posts\.user_id/s);
  });
  test("foreign keys both ways and `one`", () => {
    const { User } = pair(
      (_, of) => ({
        id: id(),
        get favouriteId() {
          return foreignKey((of.Post() as Any).c.id as never);
        },
        get favourite() {
          return one(of.Post());
        },
      }),
      keyed,
    );
    expect(refusal(() => mapperOf(User)).message).toMatch(/foreignKeys: User\.c\.favouriteId.*foreignKeys: Post\.c\.userId/s);
  });
  test("many where each refers to one", () => {
    const { Post } = pair(
      () => ({ id: id() }),
      (of) =>
        Object.defineProperties(
          {},
          { ...Object.getOwnPropertyDescriptors(keyed(of)), author: { enumerable: true, get: () => many(of.User()) } },
        ),
    );
    expect(refusal(() => mapperOf(Post)).message).toMatch(/Post\.author.*many\(\).*one\(User\)/s);
  });
  const withAuthor =
    (author: (of: { User: () => never; Post: () => never }) => unknown) => (of: { User: () => never; Post: () => never }) =>
      Object.defineProperties({}, { ...Object.getOwnPropertyDescriptors(keyed(of)), author: { enumerable: true, get: () => author(of) } });
  const posts = (options: object) => (_: Base, of: { Post: () => never }) => ({
    id: id(),
    name: column(t.string()),
    get posts() {
      return many(of.Post(), options as never);
    },
  });
  test.each<[string, object, object | null, RegExp]>([
    [
      "missing on the other side, with the nearest name",
      { backPopulates: "auther" },
      { backPopulates: "posts" },
      /User\.posts has backPopulates "auther".*Did you mean "author"/s,
    ],
    ["a column", { backPopulates: "id" }, null, /Post\.id is a column/],
    [
      "the other side does not point back at all",
      { backPopulates: "author" },
      {},
      /Post\.author does not point back.*backPopulates: "posts"/s,
    ],
    ["the other side points elsewhere", { backPopulates: "author" }, { backPopulates: "name" }, /points back to "name"/],
  ])("backPopulates: %s", (_, here, there, message) => {
    const { User } = pair(posts(here), there === null ? keyed : withAuthor((of) => one(of.User(), there as never)));
    const error = refusal(() => mapperOf(User));
    expect(error).toBeInstanceOf(ArgumentError);
    expect(error.message).toMatch(message);
    expect(refusal(() => mapperOf(User)).message).toBe(error.message);
  });
  test("backPopulates: nothing there at all says what to add", () => {
    const { User } = pair(posts({ backPopulates: "author" }), keyed);
    expect(refusal(() => mapperOf(User)).message).toMatch(
      /It has none: add `get author\(\) \{ return one\(User, \{ backPopulates: "posts" \}\); \}`/,
    );
  });
  test("backPopulates: both many-to-one, on one table and on two", () => {
    const Base = declarativeBase();
    class Node extends Base.table("nodes", {
      id: id(),
      get upId() {
        return foreignKey(Node.c.id);
      },
      get up() {
        return one(Node, { backPopulates: "down" });
      },
      get down() {
        return one(Node, { backPopulates: "up" });
      },
    }) {}
    expect(refusal(() => mapperOf(Node)).message).toMatch(/Node\.up and Node\.down.*both are many-to-one.*remoteSide: Node\.c\.id/s);
    class A extends Base.table("a", {
      id: id(),
      get bId() {
        return foreignKey(B.c.id);
      },
      get b() {
        return one(B, { backPopulates: "a", foreignKeys: A.c.bId });
      },
    }) {}
    class B extends Base.table("b", {
      id: id(),
      get aId() {
        return foreignKey(A.c.id);
      },
      get a() {
        return one(A, { backPopulates: "b", foreignKeys: B.c.aId });
      },
    }) {}
    expect(refusal(() => mapperOf(A)).message).toMatch(/A\.b and B\.a.*both are many-to-one.*foreignKeys/s);
  });
  test("backPopulates: by different columns", () => {
    const Base = declarativeBase();
    class User extends Base.table("users", {
      id: id(),
      get posts() {
        return many(Post, { backPopulates: "author", foreignKeys: Post.c.userId });
      },
    }) {}
    class Post extends Base.table("posts", {
      id: id(),
      get userId() {
        return foreignKey(User.c.id);
      },
      get reviewerId() {
        return foreignKey(User.c.id);
      },
      get author() {
        return one(User, { backPopulates: "posts", foreignKeys: Post.c.reviewerId });
      },
    }) {}
    expect(refusal(() => mapperOf(User)).message).toMatch(/different columns.*posts\.user_id.*posts\.reviewer_id/s);
  });
  test("backPopulates: the other leads to a third class", () => {
    const Base = declarativeBase();
    class User extends Base.table("users", {
      id: id(),
      get posts() {
        return many(Post, { backPopulates: "topic" });
      },
    }) {}
    class Topic extends Base.table("topics", { id: id() }) {}
    class Post extends Base.table("posts", {
      id: id(),
      get userId() {
        return foreignKey(User.c.id);
      },
      get topicId() {
        return foreignKey(Topic.c.id);
      },
      get topic() {
        return one(Topic);
      },
    }) {}
    expect(refusal(() => mapperOf(User)).message).toMatch(/Post\.topic leads to Topic, not back to User/);
  });
  test("options and words that do not exist, by name", () => {
    class Any extends declarativeBase().table("any", { id: id() }) {}
    expect(refusal(() => many(Any, { backPopulate: "x" } as never)).message).toMatch(
      /many\(Any\) has no option "backPopulate".*"backPopulates"/s,
    );
    expect(refusal(() => many(Any, { nullable: true } as never)).message).toMatch(/nullable/);
    expect(refusal(() => one(Any, { lazy: "selctin" as never })).message).toMatch(/selctin.*selectin/s);
    expect(refusal(() => many(Any, { lazy: "write_only" })).message).toMatch(/session\.append/);
    expect(refusal(() => many(Any, { collection: Set } as never)).message).toMatch(/array/);
    expect(refusal(() => many(undefined as never)).message).toMatch(/getter/);
  });
  test.each<[object, RegExp]>([
    [{ cascade: "al" }, /"al" is no cascade.*"all"/s],
    [{ cascade: "save-update, delete-orphan" }, /delete-orphan needs delete/],
    [{ viewOnly: true, cascade: "all" }, /viewOnly.*cascade/s],
    [{ passiveDeletes: "all", cascade: "all" }, /passiveDeletes/],
  ])("cascade %j", (options, message) => {
    const { User } = pair(posts(options), keyed);
    expect(refusal(() => mapperOf(User)).message).toMatch(message);
  });
  test("delete-orphan where several may own, unless there is one parent", () => {
    const author = (options: object) =>
      pair(
        () => ({ id: id() }),
        withAuthor((of) => one(of.User(), options as never)),
      ).Post;
    expect(refusal(() => mapperOf(author({ cascade: "all, delete-orphan" }))).message).toMatch(
      /Post\.author is many-to-one.*singleParent: true/s,
    );
    expect(() => mapperOf(author({ cascade: "all, delete-orphan", singleParent: true }))).not.toThrow();
  });
  test("a join that has no foreign column", () => {
    const { User } = pair(
      (_, of) => ({
        id: id(),
        get posts() {
          return many(of.Post(), {
            primaryJoin: ((of.User() as Any).c.id as unknown as { eq(x: unknown): never }).eq((of.Post() as Any).c.id),
          });
        },
      }),
      () => ({ id: id() }),
    );
    expect(refusal(() => mapperOf(User)).message).toMatch(/User\.posts: no foreign key column.*foreign\(/s);
  });
  test("an association table with two keys to one side, or none", () => {
    const Base = declarativeBase();
    const twice = table("twice", Base.metadata, {
      a: column(t.integer(), { references: "people.id" }),
      b: column(t.integer(), { references: "people.id" }),
    });
    class Person extends Base.table("people", {
      id: id(),
      get friends() {
        return many(Person, { secondary: twice });
      },
    }) {}
    expect(refusal(() => mapperOf(Person)).message).toMatch(/"twice" has 2 foreign keys to "people".*primaryJoin.*secondaryJoin/s);
    const none = table("none", Base.metadata, { x: column(t.integer()) });
    class Lonely extends Base.table("lonely", {
      id: id(),
      get friends() {
        return many(Person, { secondary: none });
      },
    }) {}
    expect(refusal(() => mapperOf(Lonely)).message).toMatch(/"none" has no foreign key to "lonely"/);
    class Wrong extends Base.table("wrong", {
      id: id(),
      get friends() {
        return many(Person, { secondary: "people" as never });
      },
    }) {}
    expect(refusal(() => mapperOf(Wrong)).message).toMatch(/secondary is no table/);
  });
  test("a target that is not mapped", () => {
    const Base = declarativeBase();
    class User extends Base.table("users", {
      id: id(),
      get dates() {
        return many(Date as never);
      },
    }) {}
    expect(refusal(() => mapperOf(User)).message).toMatch(/User\.dates leads to class Date, which is no mapped class/);
  });
});
