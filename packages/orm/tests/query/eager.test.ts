import { describe, expect, it } from "vitest";
import { aliased, select } from "../../src/index.js";
import { containsEager, defaultLoad, joinedLoad, withLoaderCriteria } from "../../src/loading/options.js";
import { expectCase, sqlOf } from "./cases.js";
import { Node, Post, User } from "./models.js";

describe("loading in the same SELECT", () => {
  it.each([
    ["orm-eager-0001", () => select(User).options(joinedLoad(User.c.posts))],
    ["orm-eager-0003", () => select(Post).options(joinedLoad(Post.c.author, { innerjoin: true }))],
    ["orm-eager-0004", () => select(User).options(joinedLoad(User.c.posts).joinedLoad(Post.c.comments))],
    ["orm-eager-0007", () => select(User).options(joinedLoad(User.c.posts), joinedLoad(User.c.groups))],
    [
      "orm-eager-0012",
      () =>
        select(User)
          .join(User.c.posts)
          .join(Post.c.comments)
          .options(containsEager(User.c.posts).containsEager(Post.c.comments))
          .orderBy(User.c.id),
    ],
    ["orm-eager-0014", () => select(User).options(joinedLoad(User.c.posts).loadOnly(Post.c.title))],
    ["orm-eager-0015", () => select(User).options(joinedLoad(User.c.posts.and(Post.c.rank.gt(5))))],
    ["orm-eager-0017", () => select(Node).options(joinedLoad(Node.c.children).joinedLoad(Node.c.children))],
    ["orm-eager-0018", () => select(User).options(joinedLoad(User.c.profile))],
    ["orm-eager-0019", () => select(User).options(defaultLoad(User.c.posts).joinedLoad(Post.c.comments), joinedLoad(User.c.posts))],
    ["orm-eager-0023", () => select(User, Post).join(User.c.posts).options(joinedLoad(Post.c.comments))],
    ["orm-eager-0025", () => select(User).options(withLoaderCriteria(Post, Post.c.rank.gt(5)), joinedLoad(User.c.posts))],
    [
      "orm-eager-0026",
      () =>
        select(Post)
          .options(withLoaderCriteria(Post, (c) => c.rank.gt(5)))
          .where(Post.c.title.eq("x")),
    ],
    [
      "orm-eager-0027",
      () =>
        select(User)
          .join(User.c.posts)
          .options(withLoaderCriteria(Post, Post.c.title.ne("spam"))),
    ],
  ] as const)("%s", (id, make) => {
    expectCase(id, make(), "sqlite");
  });

  it.each([
    ["orm-eager-0008", () => select(User).options(joinedLoad(User.c.posts)).orderBy(User.c.name).limit(5)],
    ["orm-eager-0009", () => select(Post).options(joinedLoad(Post.c.author)).limit(5)],
    [
      "orm-eager-0010",
      () => select(User).options(joinedLoad(User.c.posts).joinedLoad(Post.c.tags)).where(User.c.name.eq("x")).limit(3).offset(1),
    ],
  ] as const)("a limit: %s", (id, make) => {
    expectCase(id, make(), "sqlite");
  });

  it("an inner join below an outer one stands in its parentheses", () => {
    expect(
      sqlOf(
        select(User.c.id, User)
          .options(joinedLoad(User.c.posts).joinedLoad(Post.c.comments, { innerjoin: true }))
          .where(User.c.id.eq(1)),
      ),
    ).toMatch(
      /LEFT OUTER JOIN \(post AS post_1 JOIN comment AS comment_1 ON post_1\.id = comment_1\.post_id\) ON user_account\.id = post_1\.user_id/,
    );
  });

  it("begins at an alias, and at an alias that a relationship leads to", () => {
    const other = aliased(User);
    expect(sqlOf(select(other).options(joinedLoad(other.c.profile)))).toBe(
      "SELECT user_account_1.id, user_account_1.name, user_account_1.fullname, user_account_1.active, profile_1.id AS id_1, profile_1.user_id FROM user_account AS user_account_1 LEFT OUTER JOIN profile AS profile_1 ON user_account_1.id = profile_1.user_id",
    );
    const far = aliased(Post);
    expect(
      sqlOf(
        select(User)
          .join(User.c.posts.ofType(far))
          .options(containsEager(User.c.posts.ofType(far))),
      ),
    ).toBe(
      "SELECT post_1.id, post_1.user_id, post_1.title, post_1.body, post_1.rank, user_account.id AS id_1, user_account.name, user_account.fullname, user_account.active FROM user_account JOIN post AS post_1 ON user_account.id = post_1.user_id",
    );
  });
});
