import {
  ArgumentError,
  checkConstraint,
  column,
  configureMappers,
  declarativeBase,
  deferred,
  foreignKey,
  inspect,
  MetaData,
  many,
  mapperOf,
  one,
  t,
  table,
  UnmappedError,
  uniqueConstraint,
} from "@cupel/orm";
import { describe, expect, test } from "vitest";
import { snakeCase } from "../../src/mapping/naming.js";
import { refusal } from "../state/host.js";

const id = () => column(t.integer(), { primaryKey: true });

describe("names", () => {
  test.each([
    ["createdAt", "created_at"],
    ["userID", "user_id"],
    ["HTMLBody", "html_body"],
    ["address2", "address2"],
    ["line2Text", "line2_text"],
    ["already_there", "already_there"],
    ["name", "name"],
  ])("%s becomes %s", (property, name) => {
    expect(snakeCase(property)).toBe(name);
  });
  test("a column is called by the base's way of naming, unless it says itself", () => {
    const fields = () => ({ id: id(), fullName: column(t.string()), other: column(t.string(), { name: "OTHER" }) });
    const names = (Base: ReturnType<typeof declarativeBase>) => {
      class Person extends Base.table("people", fields()) {}
      return [Person.c.fullName.name, Person.c.other.name];
    };
    expect(names(declarativeBase())).toEqual(["full_name", "OTHER"]);
    expect(names(declarativeBase({ columnNaming: "camelCase" }))).toEqual(["fullName", "OTHER"]);
    expect(names(declarativeBase({ columnNaming: (name) => name.toUpperCase() }))).toEqual(["FULLNAME", "OTHER"]);
    expect(refusal(() => declarativeBase({ columnNaming: "kebab" as never })).message).toMatch(/kebab/);
  });
});

describe("a class and its table", () => {
  test("`c` has the columns of the table themselves, and its keys are known without reading a getter", () => {
    const Base = declarativeBase();
    let asked = 0;
    class User extends Base.table("users", {
      id: id(),
      get bossId() {
        asked++;
        return foreignKey(User.c.id, { nullable: true });
      },
    }) {}
    expect(Object.keys(User.c)).toEqual(["id", "bossId"]);
    expect(User.c.id).toBe(Base.metadata.find("users")!.column("id"));
    expect(asked).toBe(0);
    expect(User.c.bossId.name).toBe("boss_id");
    expect(User.c.bossId).toBe(User.c.bossId);
    expect(mapperOf(User).columns.map(({ key }) => key)).toEqual(["id", "bossId"]);
    expect(asked).toBe(1);
  });

  test("columns are in the order written, whatever is read first", () => {
    const Base = declarativeBase();
    class Node extends Base.table("nodes", {
      id: id(),
      get a() {
        return foreignKey(Node.c.id);
      },
      b: column(t.string()),
      get c() {
        return foreignKey(Node.c.id);
      },
    }) {}
    void Node.c.c;
    void Node.c.b;
    expect(mapperOf(Node).columns.map(({ key, index }) => [key, index])).toEqual([
      ["id", 0],
      ["a", 1],
      ["b", 2],
      ["c", 3],
    ]);
    expect(mapperOf(Node).table.columns.map(({ key }) => key)).toEqual(["id", "a", "b", "c"]);
  });

  test("the metadata knows every table that was declared, association tables too, before anything is used", () => {
    const metadata = new MetaData();
    const Base = declarativeBase({ metadata });
    class User extends Base.table("users", {
      id: id(),
      get groups() {
        return many(Group, { secondary: members });
      },
    }) {}
    class Group extends Base.table("groups", { id: id() }) {}
    const members = table("members", Base.metadata, {
      userId: column(t.integer(), { references: "users.id", primaryKey: true }),
      groupId: column(t.integer(), { references: "groups.id", primaryKey: true }),
    });
    expect(Base.metadata).toBe(metadata);
    expect([...metadata.tables.keys()]).toEqual(["users", "groups", "members"]);
    expect([...metadata.tables.values()].map((each) => each.columns.map(({ name }) => name))).toEqual([
      ["id"],
      ["id"],
      ["userId", "groupId"],
    ]);
    void User;
  });

  test("constraints, schema and comment reach the table; constraints are a getter that names the class", () => {
    const Base = declarativeBase();
    class Account extends Base.table(
      "accounts",
      { id: id(), owner: column(t.string()), balance: column(t.numeric(10, 2)) },
      {
        get constraints() {
          return [checkConstraint("balance >= 0", { name: "positive" }), uniqueConstraint(Account.c.owner, { name: "one_each" })];
        },
        schema: "bank",
        comment: "what people have",
      },
    ) {}
    const { table: made } = mapperOf(Account);
    expect([made.fullName, made.comment]).toEqual(["bank.accounts", "what people have"]);
    expect(made.constraints.map(({ name }) => name)).toEqual([null, "positive", "one_each"]);
  });

  test("columns come through the base and through `with`, after the class's own, without their getters being read", () => {
    let asked = 0;
    const owned = {
      ownerId: column(t.integer(), { references: "users.id", nullable: true }),
      get owner() {
        asked++;
        return one(User, { nullable: true });
      },
    };
    const Base = declarativeBase({ columns: { createdAt: column(t.dateTime(), { default: () => new Date(0) }) } });
    class User extends Base.table("users", { id: id() }) {}
    class Letter extends Base.with(owned).table("letters", { id: id(), text: column(t.text()) }) {}
    expect(asked).toBe(0);
    expect(mapperOf(Letter).columns.map(({ key }) => key)).toEqual(["id", "text", "ownerId", "createdAt"]);
    expect(mapperOf(Letter).relationships.map(String)).toEqual(["Letter.owner"]);
    expect(mapperOf(User).columns.map(({ key }) => key)).toEqual(["id", "createdAt"]);
    expect(Letter.c.createdAt).not.toBe(User.c.createdAt);
  });

  test("a class of the base gives its methods, and may make objects in its constructor", () => {
    class Model {
      readonly made: object[] = [new Date(0)];
      greet(): string {
        return `a ${this.constructor.name}`;
      }
    }
    const Base = declarativeBase({ class: Model });
    class User extends Base.table("users", { id: id() }) {}
    const user = new User({ id: 1 });
    expect(user).toBeInstanceOf(Model);
    expect(user.greet()).toBe("a User");
    expect(user.id).toBe(1);
    expect(user.made).toEqual([new Date(0)]);
  });

  test("what is deferred is known to the mapper", () => {
    const Base = declarativeBase();
    class User extends Base.table("users", { id: id(), bio: deferred(column(t.text()), { group: "long" }) }) {}
    expect(mapperOf(User).columns.map(({ deferred: isDeferred, deferredGroup }) => [isDeferred, deferredGroup])).toEqual([
      [false, null],
      [true, "long"],
    ]);
  });

  test("inspect gives the mapper of a class", () => {
    const Base = declarativeBase();
    class User extends Base.table("users", { id: id() }) {}
    expect(inspect(User)).toBe(mapperOf(User));
    expect(mapperOf(new User())).toBe(mapperOf(User));
  });
});

describe("what is refused", () => {
  const Base = declarativeBase();
  class User extends Base.table("users", { id: id(), name: column(t.string()) }) {}

  test("a table name twice, unless it is redefined", () => {
    expect(refusal(() => Base.table("users", { id: id() }))).toBeInstanceOf(ArgumentError);
    const Again = declarativeBase();
    class First extends Again.table("things", {
      id: id(),
      get broken() {
        return many(undefined as never);
      },
    }) {}
    void First.c;
    class Second extends Again.table("things", { id: id(), name: column(t.string()) }, { redefine: true }) {}
    expect(Again.metadata.find("things")).toBe(mapperOf(Second).table);
    expect(() => configureMappers()).not.toThrow();
  });
  test("an option that does not exist, with the nearest", () => {
    expect(refusal(() => Base.table("a", { id: id() }, { polymorphicon: "id" } as never)).message).toMatch(/polymorphicon.*polymorphicOn/s);
    expect(refusal(() => Base.table("b", { id: id() }, { versionId: "verson" } as never)).message).toMatch(/verson/);
    expect(refusal(() => declarativeBase({ metdata: 1 } as never)).message).toMatch(/metdata.*metadata/s);
    expect(refusal(() => Base.table("c", { id: id() }, { construct: "sometimes" } as never)).message).toMatch(/sometimes/);
  });
  test("constraints that are no array", () => {
    class Odd extends Base.table("odd", { id: id() }, { constraints: () => [] }) {}
    expect(refusal(() => mapperOf(Odd)).message).toMatch(/constraints.*getter/s);
    Base.metadata.remove(Base.metadata.find("odd")!);
  });
  test("a field that is none", () => {
    class Odd extends Base.table("odd2", { id: id(), name: "text" }) {}
    expect(refusal(() => mapperOf(Odd)).message).toMatch(/"name".*Odd|Odd.*"name"/s);
    Base.metadata.remove(Base.metadata.find("odd2")!);
  });
  test("a second class on one base", () => {
    const Things = Base.table("things", { id: id() });
    class First extends Things {}
    class Second extends Things {}
    void First.c.id;
    expect(refusal(() => Second.c.id).message).toMatch(/First.*Second/s);
    expect(refusal(() => new Second()).message).toMatch(/inherit/);
  });
  test("a subclass without inherit", () => {
    class Admin extends User {}
    expect(refusal(() => new Admin({ name: "x" })).message).toMatch(/Admin.*User.*inherit/s);
    expect(refusal(() => Admin.c.id)).toBeInstanceOf(ArgumentError);
  });
  test("the generated base itself", () => {
    const Made = Base.table("only_base", { id: id() });
    expect(refusal(() => new Made({ id: 1 })).message).toMatch(/extends Base\.table\("only_base"/);
  });
  test("mapperOf and register say what is not mapped", () => {
    expect(refusal(() => mapperOf(Date))).toBeInstanceOf(UnmappedError);
    expect(refusal(() => mapperOf({})).message).toMatch(/plain object/);
    expect(refusal(() => Base.register(Date as never)).message).toMatch(/Date/);
    expect(() => Base.register(User)).not.toThrow();
  });
  test("an object of another copy of the package", () => {
    const foreign = Object.defineProperty({}, Symbol.for("cupel.mappedObject"), { value: true });
    expect(refusal(() => mapperOf(foreign)).message).toMatch(/another copy.*npm ls/s);
    class Stranger {}
    Object.defineProperty(Stranger, Symbol.for("cupel.mappedClass"), { value: true });
    expect(refusal(() => mapperOf(Stranger)).message).toMatch(/another copy/);
  });
  test("what inherits cannot be used yet, and says what to do instead", () => {
    class Person extends Base.table(
      "persons",
      { id: id(), kind: column(t.string()) },
      { polymorphicOn: "kind", polymorphicIdentity: "person" },
    ) {}
    class Boss extends Person.inherit({ level: column(t.integer(), { nullable: true }) }, { polymorphicIdentity: "boss" }) {}
    expect(new Person().kind).toBe("person");
    for (const use of [() => new Boss(), () => mapperOf(Boss), () => Boss.c.level]) expect(refusal(use).message).toMatch(/Boss.*Person/s);
    expect(refusal(() => Person.inherit({}, {} as never)).message).toMatch(/polymorphicIdentity/);
  });
});
