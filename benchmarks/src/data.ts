/** The table of the row workloads: eight columns of the usual kinds, and the rows that fill it. Every contender works on the same file. */
export interface BenchRow {
  id: number;
  name: string;
  active: boolean;
  price: string;
  createdAt: Date;
  data: { readonly tags: readonly string[]; readonly level: number };
  note: string | null;
  score: number;
}

export const ROWS = 10_000;
export const PARENTS = 1_000;
export const CHILDREN = 3;
export const LOOKUPS = 2_000;
export const CROWD = 100_000;

export const makeRow = (id: number): BenchRow => ({
  id,
  name: `name ${id}`,
  active: id % 2 === 0,
  price: `${id % 1000}.${String(id % 100).padStart(2, "0")}`,
  createdAt: new Date(1_700_000_000_000 + id * 1000),
  data: { tags: ["a", `t${id % 10}`], level: id % 7 },
  note: id % 3 === 0 ? null : `note ${id}`,
  score: id / 7,
});

/** As Cupel stores a moment on SQLite: a text that sorts. */
export const stored = (moment: Date): string => moment.toISOString().replace("T", " ").replace("Z", "000");
export const parsed = (text: string): Date => new Date(`${text.slice(0, 10)}T${text.slice(11, 23)}Z`);

const columns =
  "id INTEGER NOT NULL PRIMARY KEY, name VARCHAR(50) NOT NULL, active BOOLEAN NOT NULL, price NUMERIC(10, 2) NOT NULL, created_at DATETIME NOT NULL, data JSON NOT NULL, note TEXT, score FLOAT NOT NULL";
export const schema = `
  CREATE TABLE bench (${columns});
  CREATE TABLE crowd (${columns});
  CREATE TABLE parents (id INTEGER NOT NULL PRIMARY KEY, name VARCHAR(50) NOT NULL);
  CREATE TABLE children (id INTEGER NOT NULL PRIMARY KEY, name VARCHAR(50) NOT NULL, parent_id INTEGER NOT NULL REFERENCES parents (id));
  CREATE INDEX ix_children_parent_id ON children (parent_id);`;
