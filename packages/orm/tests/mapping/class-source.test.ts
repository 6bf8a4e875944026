// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are the sources that are scanned
import { expect, test } from "vitest";
import { instanceMembers } from "../../src/mapping/class-source.js";

/** Compiled at run time, so that the source is what is written here and not what a bundler makes of it. */
const made = (body: string, head = "class Example"): Function =>
  new Function("base", `return ${head} {${body}}`)((..._: unknown[]) => class {}) as Function;

test.each<[string, string[], string[]]>([
  ["", [], []],
  ["a; b = 1; c\n d = 2\n", ["a", "b", "c", "d"], []],
  ["#secret = 1; #method() {} get #it() { return 1 } static #ours = 1; static { this.x = '}' }", [], ["#secret", "#method", "#it"]],
  [
    "method() { const a = 1; return { a } } async later() {} *many() {} async *both() {} get label() { return `${this.x}}` } set label(x) {}",
    [],
    [],
  ],
  ["static count = 0; static make() { return {} } shown = { a: 1, b: [2, ';'] }; after", ["shown", "after"], []],
  ["'quoted name' = 1; 2 = 3; [`com${'puted'}`] = 4; plain", ["quoted name", "2", "plain"], []],
  ["text = \"};\"; other = '}'; third = `a ${ { b: '}' }.b } ;`; fourth", ["text", "other", "third", "fourth"], []],
  ["pattern = /[}/;]\\/}/g; half = 4 / 2 / 1; last", ["pattern", "half", "last"], []],
  ["// a; { \n/* b = { */ real = 1 /* ; c */\n next = () => { if (1) { return 2 } }\n end", ["real", "next", "end"], []],
  ["long = 1 +\n 2\n + 3\n short = long\n get = 1; static; async", ["long", "short", "get", "static", "async"], []],
  ["constructor(a, b = ')') { super(); this.z = 1 }", [], []],
])("%s", (body, fields, privates) => {
  expect(instanceMembers(made(body, body.includes("super(") ? "class Example extends base()" : "class Example"))).toEqual({
    fields,
    privates,
  });
});

test("braces before the body belong to what is extended", () => {
  expect(
    instanceMembers(made("own = 1", "class Example extends base('users', { id: 1, get posts() { return { a: 1 } } }, `}`)")).fields,
  ).toEqual(["own"]);
});

test("what is no class has no members", () => {
  expect(instanceMembers(class {})).toEqual({ fields: [], privates: [] });
  expect(instanceMembers(Date)).toEqual({ fields: [], privates: [] });
});
