import "@cupel/dialect-sqlite";
import { column, createEngine, declarativeBase, func, hybrid, Session, select, synonym, t } from "@cupel/orm";
import { expect, test } from "vitest";
import { refusal } from "../state/host.js";

const Base = declarativeBase();
class User extends Base.table("users", {
  id: column(t.integer(), { primaryKey: true }),
  firstName: column(t.string()),
  lastName: column(t.string()),
  get login() {
    return synonym(User.c.firstName);
  },
  get fullName() {
    return hybrid(User, {
      get: (user) => `${user.firstName} ${user.lastName}`,
      set: (user, value) => {
        [user.firstName = "", user.lastName = ""] = value.split(" ");
      },
      expression: (c) => c.firstName.concat(" ").concat(c.lastName),
    });
  },
  get initials() {
    return hybrid(User, { get: (user) => user.firstName.charAt(0) + user.lastName.charAt(0) });
  },
}) {}

test("a hybrid and a synonym stand in every clause of a statement, and rows have their names", () => {
  expect(String(select(User.c.fullName, User.c.login))).toBe(
    'SELECT users.first_name || :firstName_1 || users.last_name AS "fullName", users.first_name AS login \nFROM users',
  );
  const statement = select(User.c.id)
    .where(User.c.fullName.eq("Ann Lee"), User.c.login.like("A%"))
    .orderBy(User.c.fullName.desc(), User.c.login);
  const sql = statement.compile({ dialect: "sqlite", literalBinds: true }).sql.replace(/\s+/g, " ");
  expect(sql).toBe(
    "SELECT users.id FROM users WHERE (users.first_name || ' ' || users.last_name) = 'Ann Lee' AND users.first_name LIKE 'A%' ORDER BY users.first_name || ' ' || users.last_name DESC, users.first_name",
  );
});

test("both sides of a hybrid agree on a database", async () => {
  const engine = createEngine("sqlite:///:memory:");
  await Base.metadata.createAll(engine);
  const session = new Session(engine);
  const ann = session.add(new User({ firstName: "x", lastName: "y" }));
  ann.fullName = "Ann Lee";
  ann.login = "Anna";
  await session.commit();
  expect([ann.fullName, ann.initials]).toEqual(["Anna Lee", "AL"]);
  expect(await session.scalar(select(User).where(User.c.fullName.eq("Anna Lee")))).toBe(ann);
  const [row] = await session.execute(select(User.c.fullName, func.upper(User.c.login).as("loud"))).all();
  expect([row!.fullName, row!.loud]).toEqual(["Anna Lee", "ANNA"]);
  await session.close();
  await engine.dispose();
});

test("a hybrid without an expression is not to be had in SQL, and says so", () => {
  expect(refusal(() => User.c.initials).message).toMatch(/User\.initials.*expression/s);
});
