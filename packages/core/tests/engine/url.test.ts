import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import { makeUrl, URL } from "../../src/engine/url.js";
import { ArgumentError } from "../../src/errors.js";

const parts = (text: string) => {
  const { drivername, username, password, host, port, database, query } = makeUrl(text);
  return { drivername, username, password, host, port, database, query };
};
const none = { username: null, password: null, host: null, port: null, database: null, query: {} };

describe("reading a URL", () => {
  test.each([
    ["sqlite:///relative.db", { ...none, drivername: "sqlite", database: "relative.db" }],
    ["sqlite:////absolute/file.db", { ...none, drivername: "sqlite", database: "/absolute/file.db" }],
    ["sqlite:///:memory:", { ...none, drivername: "sqlite", database: ":memory:" }],
    ["sqlite://", { ...none, drivername: "sqlite" }],
    ["sqlite:///me@home.db", { ...none, drivername: "sqlite", database: "me@home.db" }],
    [
      "sqlite:///a%20b.db?mode=ro&timeout=100",
      { ...none, drivername: "sqlite", database: "a b.db", query: { mode: "ro", timeout: "100" } },
    ],
    [
      "postgresql://user:pass@host:5432/db?sslmode=require",
      {
        drivername: "postgresql",
        username: "user",
        password: "pass",
        host: "host",
        port: 5432,
        database: "db",
        query: { sslmode: "require" },
      },
    ],
    [
      "postgresql://user:p%40ss%2Fw%25rd@host/db",
      { ...none, drivername: "postgresql", username: "user", password: "p@ss/w%rd", host: "host", database: "db" },
    ],
    [
      "postgresql://user:p@ss@host/db",
      { ...none, drivername: "postgresql", username: "user", password: "p@ss", host: "host", database: "db" },
    ],
    ["postgresql://user:@host/db", { ...none, drivername: "postgresql", username: "user", password: "", host: "host", database: "db" }],
    ["postgresql://[::1]:5433/db", { ...none, drivername: "postgresql", host: "::1", port: 5433, database: "db" }],
    ["postgresql+pglite:///./data", { ...none, drivername: "postgresql+pglite", database: "./data" }],
    ["postgresql+pglite://", { ...none, drivername: "postgresql+pglite" }],
    ["mysql+mysql2://root@localhost", { ...none, drivername: "mysql+mysql2", username: "root", host: "localhost" }],
    [
      "mssql+tedious://host/db?encrypt=false",
      { ...none, drivername: "mssql+tedious", host: "host", database: "db", query: { encrypt: "false" } },
    ],
    [
      "mssql://h/db?driver=ODBC+Driver+17&a=1&a=2",
      { ...none, drivername: "mssql", host: "h", database: "db", query: { driver: "ODBC Driver 17", a: ["1", "2"] } },
    ],
  ])("%s", (text, expected) => {
    expect(parts(text)).toEqual(expected);
  });

  test("the dialect and the driver of the scheme", () => {
    expect([makeUrl("postgresql+pg://h").dialectName, makeUrl("postgresql+pg://h").driverName]).toEqual(["postgresql", "pg"]);
    expect(makeUrl("sqlite://").driverName).toBeNull();
  });

  test.each([
    ["", /URL is empty.*sqlite:\/\/\/file\.db/],
    ["   ", /empty/],
    ["file.db", /does not begin with a dialect/],
    ["sqlite:file.db", /does not begin with a dialect/],
    ["postgresql://host:port/db", /port "port" is no number/],
    ["postgresql://host:99999/db", /up to 65535/],
    ["postgresql://host/%zz", /%25/],
  ])("%j is refused", (text, message) => {
    expect(() => makeUrl(text)).toThrow(ArgumentError);
    expect(() => makeUrl(text)).toThrow(message);
  });
  test("what is no string is refused", () => {
    expect(() => makeUrl(undefined as never)).toThrow(/string or a URL, not undefined/);
    expect(() => makeUrl(null as never)).toThrow(/not null/);
  });
  test("a refusal does not show the password", () => {
    expect(() => makeUrl("postgresql://user:secret@host:x/db")).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining("secret") }) as Error,
    );
    expect(() => makeUrl("user:secret@host/db")).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining("secret") }) as Error,
    );
  });
});

describe("printing a URL", () => {
  const url = makeUrl("postgresql://user:s%40cret@host:5432/db?sslmode=require");
  test("the password never shows by itself", () => {
    for (const text of [String(url), url.toJSON(), inspect(url), JSON.stringify({ url }), `${url}`]) {
      expect(text).toContain("user:***@host");
      expect(text).not.toContain("cret");
    }
    expect(Object.values(url)).not.toContain("s@cret");
  });
  test("it is printed whole for who asks", () => {
    expect(url.render({ hidePassword: false })).toBe("postgresql://user:s%40cret@host:5432/db?sslmode=require");
  });
  test.each([
    "sqlite:///a.db",
    "sqlite:////a.db",
    "sqlite:///:memory:",
    "sqlite://",
    "postgresql://[::1]:1/db",
    "mssql://h/db?a=1&a=2",
    "mysql://root@h",
  ])("%s comes back", (text) => {
    expect(makeUrl(text).render({ hidePassword: false })).toBe(text);
  });
  test("whatever the parts are, they come back", () => {
    const odd = URL.create({
      drivername: "postgresql",
      username: "a:b/@",
      password: "p?#&=%@/:",
      host: "h",
      port: 1,
      database: "d?b#%",
      query: { "a&b": "c=d&e", list: ["1", "2"] },
    });
    const again = makeUrl(odd.render({ hidePassword: false }));
    expect(again.equals(odd)).toBe(true);
    expect([again.username, again.password, again.database, again.query]).toEqual([odd.username, odd.password, odd.database, odd.query]);
  });
});

describe("changing a URL", () => {
  test("set, updateQuery and withoutQuery give copies", () => {
    const url = makeUrl("postgresql://user:secret@host/db?a=1");
    const other = url.set({ database: "other", port: 6000 });
    expect(other.render({ hidePassword: false })).toBe("postgresql://user:secret@host:6000/other?a=1");
    expect(url.database).toBe("db");
    expect(url.updateQuery({ b: "2" }).query).toEqual({ a: "1", b: "2" });
    expect(url.withoutQuery("a").query).toEqual({});
    expect(makeUrl(url)).toBe(url);
  });
  test("a URL cannot be changed in place", () => {
    const url = makeUrl("sqlite:///a.db");
    expect(() => {
      (url as { database: string }).database = "b.db";
    }).toThrow(TypeError);
  });
});
