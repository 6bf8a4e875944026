/**
 * Flushes a large graph into the file given, in a process that is to be killed: says "flushing" just before, "committed" just after. It runs the
 * built packages, as a user's process does.
 */
import "../../packages/dialect-sqlite/dist/index.js";
import { column, createEngine, declarativeBase, foreignKey, many, one, sessionMaker, t } from "../../packages/orm/dist/index.js";

const Base = declarativeBase();
class Parent extends Base.table("parents", {
  id: column(t.integer(), { primaryKey: true }),
  name: column(t.string(50)),
  get children() {
    return many(Child, { backPopulates: "parent" });
  },
}) {}
class Child extends Base.table("children", {
  id: column(t.integer(), { primaryKey: true }),
  name: column(t.string(50)),
  get parentId() {
    return foreignKey(Parent.c.id);
  },
  get parent() {
    return one(Parent, { backPopulates: "children" });
  },
}) {}

const engine = createEngine(`sqlite:///${process.argv[2]}`);
await Base.metadata.createAll(engine);
await sessionMaker(engine).begin(async (session) => {
  for (let i = 0; i < 5000; i++)
    session.add(new Parent({ name: `parent ${i}`, children: Array.from({ length: 3 }, (_, j) => new Child({ name: `child ${i}.${j}` })) }));
  process.stdout.write("flushing\n");
  await session.flush();
  process.stdout.write("flushed\n");
});
process.stdout.write("committed\n");
await engine.dispose();
