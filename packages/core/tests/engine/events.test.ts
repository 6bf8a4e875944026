import { describe, expect, test } from "vitest";
import { ArgumentError } from "../../src/errors.js";
import { EVENTS, EventHub, listenTo } from "../../src/events.js";

const target = (hub: EventHub) => ({ [EVENTS]: hub });
const tick = () => new Promise((resolve) => setTimeout(resolve, 1));

describe("handlers", () => {
  test("are awaited in the order in which they were added", async () => {
    const hub = new EventHub();
    const told: string[] = [];
    hub.listen("save", async () => {
      await tick();
      told.push("first");
    });
    hub.listen("save", () => void told.push("second"));
    await hub.emit("save", {});
    expect(told).toEqual(["first", "second"]);
  });
  test("cost no promise if none gives one", () => {
    const hub = new EventHub();
    hub.listen("save", () => {});
    expect(hub.emit("save", {})).toBeUndefined();
    expect(hub.emit("other", {})).toBeUndefined();
  });
  test("a throw ends the operation, and later handlers are not called", async () => {
    const hub = new EventHub();
    let called = 0;
    hub.listen("save", async () => {
      await tick();
      throw new RangeError("no");
    });
    hub.listen("save", () => void called++);
    await expect(hub.emit("save", {})).rejects.toThrow("no");
    hub.listen("load", () => {
      throw new RangeError("at once");
    });
    expect(() => hub.emit("load", {})).toThrow("at once");
    expect(called).toBe(0);
  });
  test("hear the name of the event", () => {
    const hub = new EventHub();
    const names: string[] = [];
    listenTo(target(hub), ["a", "b"], ({ event }: { event: string }) => void names.push(event));
    hub.emit("a", {});
    hub.emit("b", {});
    expect(names).toEqual(["a", "b"]);
  });
  test("once", () => {
    const hub = new EventHub();
    let called = 0;
    hub.listen("save", () => void called++, { once: true });
    hub.emit("save", {});
    hub.emit("save", {});
    expect(called).toBe(1);
    expect(hub.isSilent).toBe(true);
  });
  test("are removed by the function that listen gives, also while they are called", () => {
    const hub = new EventHub();
    const told: string[] = [];
    const stop = hub.listen("save", () => {
      told.push("first");
      stop();
    });
    hub.listen("save", () => void told.push("second"));
    hub.emit("save", {});
    hub.emit("save", {});
    expect(told).toEqual(["first", "second", "second"]);
  });
});

describe("a hub with a parent", () => {
  test("its own handlers come first, then the parent's", () => {
    const parent = new EventHub();
    const hub = new EventHub({ parent });
    const told: string[] = [];
    parent.listen("save", () => void told.push("class"));
    hub.listen("save", () => void told.push("instance"));
    hub.emit("save", {});
    parent.emit("save", {});
    expect(told).toEqual(["instance", "class", "class"]);
    expect(hub.has("save")).toBe(true);
  });
  test("only propagated handlers reach a subclass that asks for those", () => {
    const parent = new EventHub();
    const hub = new EventHub({ parent, onlyPropagated: true });
    const told: string[] = [];
    parent.listen("save", () => void told.push("own class"));
    parent.listen("save", () => void told.push("subclasses too"), { propagate: true });
    hub.emit("save", {});
    expect(told).toEqual(["subclasses too"]);
  });
});

describe("answers", () => {
  test("reduce passes a value through, and refuses promises", () => {
    const hub = new EventHub();
    hub.listen("set", ({ value }: never) => (value as string).trim());
    hub.listen("set", ({ value }: never) => (value as string).toUpperCase());
    hub.listen("set", () => undefined);
    expect(hub.reduce("set", { value: " a " }, "value")).toBe("A");
    hub.listen("set", async () => "later");
    expect(() => hub.reduce("set", { value: "a" }, "value")).toThrow(/write it as a plain function/);
  });
  test("amend assigns what handlers return", async () => {
    const hub = new EventHub();
    hub.listen("send", ({ sql }: never) => ({ sql: `${sql as string} -- first` }));
    hub.listen("send", async ({ sql }: never) => ({ sql: `${sql as string} -- second` }));
    expect(await hub.amend("send", { sql: "SELECT 1" })).toMatchObject({ sql: "SELECT 1 -- first -- second" });
  });
});

describe("refusals", () => {
  test("an unknown event names those there are", () => {
    const hub = new EventHub({ names: ["commit", "rollback"], target: "An engine" });
    expect(() => hub.listen("comit", () => {})).toThrow(ArgumentError);
    expect(() => hub.listen("comit", () => {})).toThrow(/An engine has no event "comit"\. Did you mean "commit"\?/);
  });
  test("what has no events says so", () => {
    expect(() => listenTo({}, "commit", () => {})).toThrow(/cannot listen to an object of class Object/);
    expect(() => listenTo(class Thing {}, "commit", () => {})).toThrow(/the function Thing/);
    expect(() => listenTo(undefined, "commit", () => {})).toThrow(/undefined/);
    expect(() => new EventHub().listen("a", null as never)).toThrow(/must be a function/);
  });
});
