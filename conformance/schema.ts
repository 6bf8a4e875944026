/** The tables of the corpus, made afresh for each case. Keys are the names in the database but where the corpus gives a column a key of its own. */
import { column, func, MetaData, t, table } from "@cupel/core";

export const makeSchema = () => {
  const metadata = new MetaData();
  const id = () => column(t.integer(), { primaryKey: true });
  const maybe = { nullable: true } as const;
  const users = table("users", metadata, {
    id: id(),
    name: column(t.string(50)),
    email: column(t.string(120), { ...maybe, unique: true }),
    age: column(t.integer(), maybe),
    is_active: column(t.boolean(), { ...maybe, default: true }),
    score: column(t.float(), maybe),
    created_at: column(t.dateTime(), { ...maybe, serverDefault: func.now() }),
  });
  const posts = table("posts", metadata, {
    id: id(),
    user_id: column(t.integer(), { references: "users.id" }),
    title: column(t.string(200)),
    body: column(t.text(), maybe),
    status: column(t.string(20), { ...maybe, default: "draft" }),
    views: column(t.integer(), { ...maybe, default: 0 }),
    published_at: column(t.dateTime(), maybe),
    updated_at: column(t.dateTime(), { ...maybe, onUpdate: func.now() }),
  });
  const comments = table("comments", metadata, {
    id: id(),
    post_id: column(t.integer(), { references: "posts.id" }),
    author_id: column(t.integer(), { ...maybe, references: "users.id" }),
    body: column(t.text()),
  });
  const groups = table("groups", metadata, { id: id(), name: column(t.string(40), { ...maybe, unique: true }) });
  const memberships = table("memberships", metadata, {
    user_id: column(t.integer(), { references: "users.id", primaryKey: true }),
    group_id: column(t.integer(), { references: "groups.id", primaryKey: true }),
    role: column(t.string(20), { ...maybe, default: "member" }),
  });
  const employees = table("employees", metadata, {
    id: id(),
    name: column(t.string(60), maybe),
    manager_id: column(t.integer(), { ...maybe, references: "employees.id" }),
    dept: column(t.string(30), maybe),
    salary: column(t.numeric(10, 2), maybe),
    hired_on: column(t.date(), maybe),
  });
  const products = table("products", metadata, {
    id: id(),
    sku: column(t.string(30), { ...maybe, unique: true }),
    name: column(t.string(100), maybe),
    price: column(t.numeric(10, 2), maybe),
    weight: column(t.float(), maybe),
    attrs: column(t.json(), maybe),
    discontinued: column(t.boolean(), maybe),
  });
  const orders = table("order", metadata, {
    id: id(),
    user_id: column(t.integer(), { ...maybe, references: "users.id" }),
    placed_at: column(t.dateTime(), maybe),
    total: column(t.numeric(12, 2), maybe),
    group: column(t.string(10), maybe),
  });
  const order_items = table("order_items", metadata, {
    order_id: column(t.integer(), { references: "order.id", primaryKey: true }),
    line: column(t.integer(), { primaryKey: true, autoIncrement: false }),
    product_id: column(t.integer(), { ...maybe, references: "products.id" }),
    quantity: column(t.integer(), maybe),
    unit_price: column(t.numeric(10, 2), maybe),
  });
  const mixed = table("MixedCase", metadata, {
    Id: id(),
    fullName: column(t.string(40), maybe),
    user_id: column(t.string(10), { ...maybe, name: "user id" }),
    second: column(t.integer(), { ...maybe, name: "2nd" }),
  });
  const accounts = table(
    "accounts",
    metadata,
    { id: id(), owner: column(t.string(40), maybe), balance: column(t.numeric(14, 2), maybe) },
    { schema: "bank" },
  );
  /** Of PostgreSQL; the generic types stand for its own where a case needs only the table. */
  const docs = table("docs", new MetaData(), {
    id: id(),
    data: column(t.json(), maybe),
    plain: column(t.json(), maybe),
    tags: column(t.array(t.text()), maybe),
  });
  const t1 = table("t1", { x: column(t.integer()), y: column(t.string()), z: column(t.boolean()) });
  const t2 = table("t2", { x: column(t.integer()), y: column(t.string()) });
  return { metadata, users, posts, comments, groups, memberships, employees, products, orders, order_items, mixed, accounts, docs, t1, t2 };
};
export type Schema = ReturnType<typeof makeSchema>;
