/** Core without the ORM: rows of tables, what a join does to them, functions of an application's own, what writing asks for and gives back. */
import { caseWhen, column, createEngine, deleteFrom, foreignKey, func, insert, type FunctionElement, type Expression, literal, MetaData, select, t, table, trueValue, tuple as rowOf, update, upsert, values } from "@cupel/core";
import { insert as conflictInsert } from "@cupel/dialect-sqlite";
import { is, tuple } from "./check.js";

const metadata = new MetaData();
const authors = table("authors", metadata, {
  id: column(t.integer(), { primaryKey: true }),
  name: column(t.string(50)),
  nick: column(t.string(50), { nullable: true }),
  score: column(t.numeric(10, 2), { default: "0.00" }),
});
const books = table("books", metadata, {
  id: column(t.integer(), { primaryKey: true }),
  authorId: foreignKey(authors.c.id, { name: "author_id" }),
  editorId: foreignKey(authors.c.id, { name: "editor_id", nullable: true }),
  title: column(t.text()),
  soldAt: column(t.dateTime(), { name: "sold_at", nullable: true }),
  copies: column(t.bigInteger(), { serverDefault: "0" }),
});
const engine = createEngine("sqlite://");

declare module "@cupel/core" {
  interface Functions {
    /** A function of the application's. */
    similarity(one: Expression<string | null>, other: Expression<string | null> | string): FunctionElement<number>;
    initials(name: Expression<string | null>): FunctionElement<string | null>;
  }
}

export const joins = () => engine.connect(async (connection) => {
  const onAuthor = books.c.authorId.eq(authors.c.id);
  const [inner] = await connection.execute(select(authors.c.name, books.c.title, books.c.soldAt).join(books, onAuthor)).all();
  is<[string, string, Date | null]>()(tuple(inner![0], inner![1], inner![2]));
  const [outer] = await connection.execute(select(authors.c.name, books.c.title, books.c.copies).outerJoin(books, onAuthor)).all();
  is<[string, string | null, bigint | null]>()(tuple(outer![0], outer![1], outer![2]));
  const [full] = await connection.execute(select(authors.c.name, books.c.title, literal("x")).fullOuterJoin(books, onAuthor)).all();
  is<[string | null, string | null, string]>()(tuple(full![0], full![1], full![2]));
  // the other side of the alias stays what it was
  const editors = authors.alias("editors");
  const [aliased] = await connection.execute(select(authors.c.name, editors.c.name.as("editor")).join(books, onAuthor).outerJoin(editors, editors.c.id.eq(books.c.editorId))).all();
  is<string>()(aliased!.name); is<string | null>()(aliased!.editor);
  const latest = select(books.c.title, books.c.soldAt).where(books.c.authorId.eq(authors.c.id)).orderBy(books.c.id.desc()).limit(1).lateral("latest");
  const [lateral] = await connection.execute(select(authors.c.name, latest.c.title, latest.c.soldAt).outerJoin(latest, trueValue())).all();
  is<string>()(lateral!.name); is<string | null>()(lateral!.title); is<Date | null>()(lateral!.soldAt);
  const [needed] = await connection.execute(select(authors.c.name, latest.c.title).join(latest, trueValue())).all();
  is<string>()(needed!.title);
  const counted = select(books.c.authorId, func.count().as("n"), func.max(books.c.title).as("last")).groupBy(books.c.authorId).cte("counted");
  const [withCte] = await connection.execute(select(authors.c.name, counted.c.n, counted.c.last).outerJoin(counted, counted.c.authorId.eq(authors.c.id))).all();
  is<number | null>()(withCte!.n); is<string | null>()(withCte!.last);
  const [stopped] = await connection.execute(select(func.coalesce(counted.c.n, 0).as("n")).selectFrom(authors).outerJoin(counted, counted.c.authorId.eq(authors.c.id))).all();
  is<number>()(stopped!.n);
  const [within] = await connection.execute(select(caseWhen(books.c.title.isNull(), "none").else(books.c.title).as("what")).selectFrom(authors).outerJoin(books, onAuthor)).all();
  is<string | null>()(within!.what);
  const given = values({ id: t.integer(), word: t.string() }, { name: "given" }).data([[1, "one"]]);
  const [fromValues] = await connection.execute(select(given.c.word, authors.c.nick).outerJoin(authors, authors.c.id.eq(given.c.id))).all();
  is<[string, string | null]>()(tuple(fromValues![0], fromValues![1]));
  const [either] = await connection.execute(select(authors.c.name).union(select(authors.c.nick))).all();
  is<string | null>()(either![0]); is<string | null>()(either!.name);
});

export const ownFunctions = () => engine.connect(async (connection) => {
  const [row] = await connection.execute(select(func.similarity(authors.c.name, "Ann").as("likeness"), func.initials(authors.c.nick).as("initials"), func.count(authors.c.id).as("n"))).all();
  is<number>()(row!.likeness); is<string | null>()(row!.initials); is<number>()(row!.n);
  select(authors.c.id).where(func.similarity(authors.c.name, authors.c.nick).gt(0.5), rowOf(authors.c.id, authors.c.name).in([[1, "x"]]));
});

export const writing = () => engine.begin(async (connection) => {
  const inserted = await connection.execute(insert(books).values({ authorId: 1, title: "x" }));
  is<{ id: number }>()(inserted.insertedPrimaryKey);
  await connection.execute(insert(books).values([{ authorId: 1, title: "x", editorId: null, copies: 5n }, { id: 7, authorId: 1, title: func.lower(literal("X")) }]));
  const back = await connection.execute(insert(books).values({ authorId: 1, title: "x" }).returning(books.c.id, books.c.soldAt.as("when"))).one();
  is<[number, Date | null]>()(tuple(back[0], back[1])); is<Date | null>()(back.when);
  const changed = await connection.execute(update(books).set({ title: books.c.title.concat("!"), soldAt: null }).where(books.c.id.eq(1)).returning(books.c.title)).all();
  is<string>()(changed[0]!.title);
  const gone = await connection.execute(deleteFrom(books).where(books.c.id.eq(1)).returning(books.c.copies)).first();
  is<bigint | undefined>()(gone?.copies);
  await connection.execute(insert(books).fromSelect(["authorId", "title"], select(authors.c.id, authors.c.name)));
  await connection.execute(upsert(authors).values({ name: "x" }).onConflict(authors.c.id).set((excluded) => ({ name: excluded.name })));
  await connection.execute(conflictInsert(authors).values({ name: "x" }).onConflictDoNothing());
});
