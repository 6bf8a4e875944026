import { column, configureMappers, declarativeBase, foreignKey, many, one, t } from "@cupel/orm";
import { expect, test } from "vitest";
import { refusal } from "../state/host.js";

test("configureMappers finds mistakes in classes that nobody has used yet", () => {
  const id = () => column(t.integer(), { primaryKey: true });
  const Base = declarativeBase();
  class User extends Base.table("users", {
    id: id(),
    get posts() {
      return many(Post, { backPopulates: "auther" as never });
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
  expect(() => configureMappers()).not.toThrow(); // not even named: nothing is known of the classes
  Base.register(User);
  expect(refusal(() => configureMappers()).message).toMatch(/User\.posts has backPopulates "auther"/);
  expect(refusal(() => configureMappers()).message).toMatch(/auther/); // and again: a mistake is not forgotten
  void Post;
});
