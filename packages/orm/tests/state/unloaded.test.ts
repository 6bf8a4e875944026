import { DetachedInstanceError, InvalidRequestError, mapperOf, UnloadedAttributeError } from "@cupel/orm";
import { describe, expect, test } from "vitest";
import { setCommitted, setSlotCommitted } from "../../src/state/attributes.js";
import { stateOf } from "../../src/state/instance-state.js";
import { NotingHost, refusal } from "./host.js";
import { Post, User, user } from "./models.js";

describe("reading what is not loaded", () => {
  test("throws, naming class, attribute, object and the three remedies", () => {
    const ann = new NotingHost().load(User, 1, "ann", null, null);
    const error = refusal(() => ann.posts);
    expect(error).toBeInstanceOf(UnloadedAttributeError);
    for (const part of [
      "User.posts",
      "User 1",
      "selectInLoad(User.c.posts)",
      "await user.awaitableAttrs.posts",
      "await session.load(user, selectInLoad(User.c.posts))",
    ])
      expect(error.message).toContain(part);
  });
  test("of an object without a session says that", () => {
    const ann = new NotingHost().load(User, 1, "ann", null, null);
    stateOf(ann).session = null;
    const error = refusal(() => ann.posts);
    expect(error).toBeInstanceOf(DetachedInstanceError);
    expect(error).toBeInstanceOf(InvalidRequestError);
    expect(error.message).toMatch(/User\.posts of User 1 is not loaded, and the object belongs to no session/);
  });
  test("says so if a loader forbade it", () => {
    const ann = new NotingHost().load(User, 1, "ann", null, null);
    stateOf(ann).loadContext = { raises: () => true };
    expect(refusal(() => ann.posts).message).toMatch(/raiseLoad/);
  });
});

describe("awaitableAttrs", () => {
  test("answers what is loaded without asking, and asks the session for the rest", async () => {
    const host = new NotingHost();
    const ann = host.loadPart(User, ["id", "username"], 1, "ann");
    const one = host.load(Post, 10, "x", 1);
    const asked: string[] = [];
    host.answer = (state, attribute) => {
      asked.push(attribute.key);
      if (attribute.kind === "column") setCommitted(state, attribute.index, "loaded");
      else setSlotCommitted(state, attribute.slot, attribute.uselist ? [one] : null);
    };
    expect([
      await ann.awaitableAttrs.username,
      await ann.awaitableAttrs.bio,
      await ann.awaitableAttrs.posts,
      await one.awaitableAttrs.author,
    ]).toEqual(["ann", "loaded", [one], ann]);
    expect(asked).toEqual(["bio", "posts"]);
    expect(await ann.awaitableAttrs.posts).toBe(ann.posts);
    expect(asked).toHaveLength(2);
    expect(Object.keys(ann)).not.toContain("awaitableAttrs");
  });
  test("of a new object gives what reading gives", async () => {
    const ann = user("ann");
    expect([await ann.awaitableAttrs.posts, await ann.awaitableAttrs.profile, await ann.awaitableAttrs.id]).toEqual([[], null, undefined]);
  });
  test("of a detached object rejects", async () => {
    const ann = new NotingHost().load(User, 1, "ann", null, null);
    stateOf(ann).session = null;
    await expect(ann.awaitableAttrs.posts).rejects.toBeInstanceOf(DetachedInstanceError);
  });
});

test("stateOf names what it was given", () => {
  expect(refusal(() => stateOf(new Proxy(user(), {}))).message).toMatch(/User is a Proxy/);
  expect(refusal(() => stateOf({})).message).toMatch(/plain object/);
  expect(refusal(() => stateOf([] as never)).message).toMatch(/array/);
  expect(refusal(() => stateOf(new Date())).message).toMatch(/Class Date is not mapped/);
  expect(refusal(() => stateOf(null as never)).message).toMatch(/null/);
  expect(refusal(() => stateOf(5 as never)).message).toMatch(/number/);
  expect(stateOf(user()).mapper).toBe(mapperOf(User));
});
