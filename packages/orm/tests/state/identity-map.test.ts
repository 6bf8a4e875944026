import { column, declarativeBase, mapperOf, t } from "@cupel/orm";
import fc from "fast-check";
import { expect, test } from "vitest";
import { compositeKey, simpleKey } from "../../src/mapping/identity-key.js";
import { IdentityMap } from "../../src/state/identity-map.js";
import { stateOf } from "../../src/state/instance-state.js";
import { NotingHost } from "./host.js";
import { User } from "./models.js";

test("objects come and go, and the array stays dense", () => {
  const mapper = mapperOf(User);
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 0, max: 9 })), { maxLength: 60 }), (steps) => {
      const map = new IdentityMap();
      const model = new Map<number, object>();
      for (const [isAdded, key] of steps) {
        if (isAdded && !model.has(key)) {
          const state = stateOf(new User({ username: `${key}` }));
          state.key = key;
          map.add(state);
          model.set(key, state);
        } else if (!isAdded && model.has(key)) {
          expect(map.remove(model.get(key) as never)).toBe(true);
          model.delete(key);
        }
        expect(new Set(map)).toEqual(new Set(model.values()));
        expect([map.size, map.byMapper(mapper).length]).toEqual([model.size, model.size]);
        expect(map.byMapper(mapper).map(({ position }) => position)).toEqual([...map.byMapper(mapper).keys()]);
        for (const [each, state] of model) expect(map.get(mapper, each)).toBe(state);
      }
    }),
  );
});

test("two objects of one identity are refused, and one is removed only by itself", () => {
  const map = new IdentityMap();
  const [a, b] = [stateOf(new User({ username: "a" })), stateOf(new User({ username: "b" }))];
  a.key = b.key = 1;
  map.add(a);
  map.add(a);
  expect(() => map.add(b)).toThrow(/another User with key 1/);
  expect([map.remove(b), map.has(a), map.has(b), map.size]).toEqual([false, true, false, 1]);
  expect([...map.buckets()].map(({ mapper }) => mapper.name)).toEqual(["User"]);
  map.clear();
  expect(map.size).toBe(0);
});

test("keys: a simple value is itself, an object its text, NULL none; several never run together", () => {
  expect([1, "1", 1n, true].map(simpleKey)).toEqual([1, "1", 1n, true]);
  expect([null, undefined, Symbol("x")].map(simpleKey)).toEqual([null, null, null]);
  expect(simpleKey(new Date(0))).toBe("1970-01-01T00:00:00.000Z");
  expect(simpleKey(new Uint8Array([1, 255]))).toBe("01ff");
  expect(simpleKey({ toString: () => "1.50" })).toBe("1.50");
  expect(simpleKey({ a: 1 })).toBe('{"a":1}');
  expect(compositeKey([1, null])).toBe(null);
  const part = fc.oneof(fc.string(), fc.integer());
  fc.assert(
    fc.property(fc.tuple(part, part), fc.tuple(part, part), (a, b) => {
      expect(compositeKey(a) === compositeKey(b)).toBe(a[0] === b[0] && a[1] === b[1]);
    }),
  );
});

test("a composite key of an object", () => {
  const Base = declarativeBase();
  class Membership extends Base.table("m", {
    userId: column(t.integer(), { primaryKey: true }),
    role: column(t.string(), { primaryKey: true }),
  }) {}
  const host = new NotingHost();
  const membership = host.load(Membership, 1, "admin");
  expect(host.identityMap.get(mapperOf(Membership), mapperOf(Membership).identityKey([1, "admin"])!)).toBe(stateOf(membership));
  expect(stateOf(membership).describe()).toBe("Membership (1, admin)");
});
