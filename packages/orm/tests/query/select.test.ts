import { describe, expect, it } from "vitest";
import { aliased, deleteFrom, func, insert, not, select, union, update, withParent } from "../../src/index.js";
import { defer, loadOnly, undefer } from "../../src/loading/options.js";
import { expectCase, sqlOf } from "./cases.js";
import { Comment, Group, Node, Post, Profile, Tag, User } from "./models.js";

describe("SELECT of entities", () => {
  it.each([
    ["orm-select-0001", () => select(User)],
    ["orm-select-0002", () => select(User.c.id, User.c.name)],
    ["orm-select-0003", () => select(User, Post).join(Post, User.c.id.eq(Post.c.userId))],
    ["orm-select-0007", () => select(User).where(User.c.active)],
    ["orm-select-0008", () => select(func.count()).selectFrom(User)],
    ["orm-select-0009", () => select(User).withOnlyColumns(User.c.name)],
    ["orm-select-0019", () => select(User).options(loadOnly(User.c.name, User.c.fullname))],
    ["orm-select-0020", () => select(User).options(defer(User.c.fullname), defer(User.c.name))],
    ["orm-select-0021", () => select(Profile).options(undefer(Profile.c.bio))],
    ["orm-select-0022", () => select(Profile)],
    ["orm-select-0023", () => select(User).options(loadOnly(User.c.name))],
    [
      "orm-select-0026",
      () => select(User).fromStatement(union(select(User).where(User.c.id.eq(1)), select(User).where(User.c.id.eq(2))) as never),
    ],
    ["orm-select-0027", () => select(User).distinct().orderBy(User.c.name)],
    [
      "orm-select-0030",
      () => {
        const u = aliased(User, select(User).where(User.c.id.gt(5)).subquery("sub"));
        return select(u, Post.c.title).join(Post, Post.c.userId.eq(u.c.id)).where(u.c.name.eq("x"));
      },
    ],
    [
      "orm-select-0031",
      () => {
        const u = aliased(User, select(User).where(User.c.name.eq("x")).cte("uc"));
        return select(u).join(u.c.posts);
      },
    ],
    ["orm-select-0032", () => select(Post.c.title).where(Post.c.userId.in(select(User.c.id).where(User.c.name.eq("x"))))],
  ] as const)("%s", (id, make) => {
    expectCase(id, make());
  });

  it("limits as each dialect does", () => {
    expectCase("orm-select-0004", select(User).where(User.c.name.eq("ed")).orderBy(User.c.id.desc()).limit(5), "sqlite");
  });
});

describe("joins to entities and relationships", () => {
  it.each([
    ["orm-join-0001", () => select(User).join(User.c.posts)],
    ["orm-join-0002", () => select(User, Post.c.title).join(User.c.posts).join(Post.c.comments).where(Comment.c.body.eq("hi"))],
    ["orm-join-0004", () => select(User).join(User.c.groups)],
    ["orm-join-0007", () => select(User).outerJoin(User.c.posts.and(Post.c.rank.gt(3)))],
    [
      "orm-join-0008",
      () => {
        const pa = aliased(Post);
        return select(User).join(User.c.posts.ofType(pa)).where(pa.c.title.eq("x"));
      },
    ],
    [
      "orm-join-0010",
      () => {
        const boss = aliased(Node, "boss");
        return select(Node.c.label, boss.c.label).join(Node.c.parent.ofType(boss));
      },
    ],
    [
      "orm-join-0011",
      () => {
        const [n1, n2] = [aliased(Node), aliased(Node)];
        return select(Node).join(n1, Node.c.children).join(n2, n1.c.children).where(n2.c.label.eq("leaf"));
      },
    ],
    ["orm-join-0014", () => select(User).join(Comment)],
    ["orm-join-0015", () => select(User).join(Post, User.c.posts)],
    ["orm-join-0016", () => select(User, Comment).join(User.c.posts).join(Post.c.comments).join(Comment.c.author)],
    ["orm-join-0017", () => select(Comment).join(Comment.c.author).join(Comment.c.post)],
    ["orm-join-0018", () => select(User).selectFrom(Post).join(Post.c.author)],
    ["orm-join-0024", () => select(User).join(User.c.posts).join(User.c.profile).orderBy(Profile.c.userId)],
    [
      "orm-join-0025",
      () => {
        const sub = select(Post.c.userId, func.max(Post.c.rank).as("top")).groupBy(Post.c.userId).subquery();
        return select(User, sub.c.top).outerJoin(sub, sub.c.userId.eq(User.c.id));
      },
    ],
  ] as const)("%s", (id, make) => {
    expectCase(id, make());
  });

  it("joins a collection through an association table in parentheses, where it is an outer join", () => {
    expect(sqlOf(select(User.c.id).outerJoin(User.c.groups))).toBe(
      "SELECT user_account.id FROM user_account LEFT OUTER JOIN (user_group AS user_group_1 JOIN user_groups ON user_groups.id = user_group_1.group_id) ON user_account.id = user_group_1.user_id",
    );
  });

  it("says why there is no way to join", () => {
    expect(() => sqlOf(select(User).join(Tag))).toThrow(/join/i);
  });

  it("refuses to join an entity to itself without an alias", () => {
    expect(() => sqlOf(select(Node).join(Node.c.children))).toThrow(/aliased\(Node\)/);
  });

  it("filters by the entity joined last", () => {
    const user = new User({ name: "x" });
    user.id = 7;
    expect(sqlOf(select(User).filterBy({ name: "x" }).join(User.c.posts).filterBy({ title: "y", author: user }))).toBe(
      "SELECT user_account.id, user_account.name, user_account.fullname, user_account.active FROM user_account JOIN post ON user_account.id = post.user_id WHERE user_account.name = :name_1 AND post.title = :title_1 AND :param_1 = post.user_id",
    );
  });
});

describe("conditions on relationships", () => {
  const withKey = <E extends { id: number }>(entity: E, id: number): E => Object.assign(entity, { id });
  it.each([
    ["orm-relationship-ops-0001", () => select(User).where(User.c.posts.any())],
    ["orm-relationship-ops-0002", () => select(User).where(User.c.posts.any(Post.c.title.eq("x")))],
    ["orm-relationship-ops-0005", () => select(Post).where(Post.c.author.has(User.c.name.eq("ed")))],
    ["orm-relationship-ops-0007", () => select(User).where(User.c.groups.any(Group.c.name.eq("staff")))],
    ["orm-relationship-ops-0008", () => select(Post).where(Post.c.author.eq(withKey(new User({ name: "u" }), 7)))],
    ["orm-relationship-ops-0009", () => select(Post).where(Post.c.author.ne(withKey(new User({ name: "u" }), 7)))],
    ["orm-relationship-ops-0010", () => select(Comment).where(Comment.c.author.eq(null))],
    ["orm-relationship-ops-0011", () => select(Comment).where(Comment.c.author.ne(null))],
    ["orm-relationship-ops-0012", () => select(User).where(User.c.posts.contains(withKey(new Post({ title: "t", userId: 9 }), 3)))],
    ["orm-relationship-ops-0014", () => select(User).where(User.c.groups.contains(withKey(new Group({ name: "g" }), 4)))],
    ["orm-relationship-ops-0017", () => select(Node).where(Node.c.children.any(Node.c.label.eq("x")))],
    ["orm-relationship-ops-0019", () => select(Post).where(withParent(withKey(new User({ name: "u" }), 5), User.c.posts))],
    [
      "orm-relationship-ops-0021",
      () => select(Post).where(Post.c.tags.any(Tag.c.label.in(["a", "b"])), not(Post.c.tags.any(Tag.c.label.eq("c")))),
    ],
    ["orm-relationship-ops-0018", () => select(Node).where(Node.c.parent.has(Node.c.label.eq("root")))],
  ] as const)("%s", (id, make) => {
    expectCase(id, make());
  });

  it("what a collection does not contain is another question than the join denied", () => {
    expect(sqlOf(select(User.c.id).where(not(User.c.groups.contains(withKey(new Group({ name: "g" }), 4)))))).toBe(
      "SELECT user_account.id FROM user_account WHERE NOT (EXISTS (SELECT 1 FROM user_groups, user_group WHERE user_account.id = user_group.user_id AND user_groups.id = user_group.group_id AND user_groups.id = :id_1))",
    );
  });

  it("a reference on the other side is asked by EXISTS", () => {
    expect(sqlOf(select(User.c.id).where(User.c.profile.is(null)))).toBe(
      "SELECT user_account.id FROM user_account WHERE NOT (EXISTS (SELECT 1 FROM profile WHERE user_account.id = profile.user_id))",
    );
  });

  it("any() from an alias, and of an alias", () => {
    const [near, far] = [aliased(User), aliased(Post)];
    expect(sqlOf(select(near.c.id).where(near.c.posts.any(Post.c.title.eq("x"))))).toBe(
      "SELECT user_account_1.id FROM user_account AS user_account_1 WHERE EXISTS (SELECT 1 FROM post WHERE user_account_1.id = post.user_id AND post.title = :title_1)",
    );
    expect(sqlOf(select(User.c.id).where(User.c.posts.ofType(far).any(far.c.title.eq("x"))))).toBe(
      "SELECT user_account.id FROM user_account WHERE EXISTS (SELECT 1 FROM post AS post_1 WHERE user_account.id = post_1.user_id AND post_1.title = :title_1)",
    );
  });

  it("a misspelt criterion names what there is", () => {
    expect(() => User.c.posts.any({ titel: "x" } as never)).toThrow(/Post has no attribute "titel".*title/);
    expect(() => User.c.posts.any({ title: undefined } as never)).toThrow(/undefined/);
    expect(() => Post.c.author.eq(new Group({ name: "g" }) as never)).toThrow(/takes a User/);
  });
});

describe("writes of entities", () => {
  it.each([
    ["orm-dml-0001", () => update(User).where(User.c.name.eq("x")).set({ fullname: "y" })],
    ["orm-dml-0006", () => insert(User).returning(User)],
    ["orm-dml-0013", () => deleteFrom(Post).where(Post.c.author.has(User.c.name.eq("x")))],
    ["orm-dml-0014", () => insert(Post).fromSelect(["userId", "title"], select(User.c.id, User.c.name))],
  ] as const)("%s", (id, make) => {
    expectCase(id, make());
  });
});
