/** The driver, used plainly: what a careful programmer writes by hand without any library. */
import Database from "better-sqlite3";
import { type BenchRow, CHILDREN, LOOKUPS, makeRow, PARENTS, parsed, ROWS, stored } from "../data.js";
import type { Bench } from "../workloads.js";

interface Stored {
  id: number;
  name: string;
  active: number;
  price: number;
  created_at: string;
  data: string;
  note: string | null;
  score: number;
}
interface Child {
  id: number;
  name: string;
  parent_id: number;
}
interface Parent {
  id: number;
  name: string;
  children: Child[];
}

class Entity implements BenchRow {
  id: number;
  name: string;
  active: boolean;
  price: string;
  createdAt: Date;
  data: BenchRow["data"];
  note: string | null;
  score: number;
  constructor(row: Stored) {
    this.id = row.id;
    this.name = row.name;
    this.active = row.active === 1;
    this.price = row.price.toFixed(2);
    this.createdAt = parsed(row.created_at);
    this.data = JSON.parse(row.data) as BenchRow["data"];
    this.note = row.note;
    this.score = row.score;
  }
}

export default function raw(file: string): Bench {
  const db = new Database(file);
  db.pragma("synchronous = off");
  db.pragma("foreign_keys = on");
  const one = "SELECT id, name, active, price, created_at, data, note, score FROM bench WHERE id = ?";
  const every = "SELECT id, name, active, price, created_at, data, note, score FROM bench";
  const prepared = db.prepare<[number], Stored>(one);
  const insertRow = "INSERT INTO bench (id, name, active, price, created_at, data, note, score) VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
  const sum = (rows: readonly { id: number }[]): number => rows.reduce((total, row) => total + row.id, 0);
  const changed = new Map<number, string>();
  return {
    run: {
      W1() {
        let total = 0;
        for (let i = 0; i < LOOKUPS; i++) total += db.prepare<[number], Stored>(one).get(((i * 7) % ROWS) + 1)!.id;
        return total;
      },
      W1p() {
        let total = 0;
        for (let i = 0; i < LOOKUPS; i++) total += prepared.get(((i * 7) % ROWS) + 1)!.id;
        return total;
      },
      W1e() {
        let total = 0;
        for (let i = 0; i < LOOKUPS; i++) total += new Entity(prepared.get(((i * 7) % ROWS) + 1)!).id;
        return total;
      },
      W2: () => sum(db.prepare<[], Stored>(every).all()),
      W3: () =>
        sum(
          db
            .prepare<[], Stored>(every)
            .all()
            .map((row) => new Entity(row)),
        ),
      W4() {
        const insert = db.prepare(insertRow);
        db.exec("BEGIN");
        for (let i = 1; i <= ROWS; i++) {
          const row = makeRow(ROWS + i);
          insert.run(row.id, row.name, row.active ? 1 : 0, row.price, stored(row.createdAt), JSON.stringify(row.data), row.note, row.score);
        }
        db.exec("COMMIT");
        return ROWS;
      },
      W5() {
        const parent = db.prepare("INSERT INTO parents (name) VALUES (?)");
        const child = db.prepare("INSERT INTO children (name, parent_id) VALUES (?, ?)");
        db.exec("BEGIN");
        for (let i = 0; i < PARENTS; i++) {
          const id = parent.run(`parent ${i}`).lastInsertRowid;
          for (let j = 0; j < CHILDREN; j++) child.run(`child ${i}.${j}`, id);
        }
        db.exec("COMMIT");
        return PARENTS * (1 + CHILDREN);
      },
      W6a() {
        const parents = db.prepare<[], Parent>("SELECT id, name FROM parents").all();
        const byId = new Map<number, Parent>();
        for (const parent of parents) {
          parent.children = [];
          byId.set(parent.id, parent);
        }
        for (const child of db.prepare<[], Child>("SELECT id, name, parent_id FROM children").all())
          byId.get(child.parent_id)!.children.push(child);
        return parents.reduce((total, parent) => total + parent.children.length, 0);
      },
      W6b() {
        const byId = new Map<number, Parent>();
        const rows = db
          .prepare<[], { id: number; name: string; child_id: number; child_name: string; parent_id: number }>(
            "SELECT p.id, p.name, c.id AS child_id, c.name AS child_name, c.parent_id FROM parents p LEFT JOIN children c ON c.parent_id = p.id",
          )
          .all();
        for (const row of rows) {
          let parent = byId.get(row.id);
          if (parent === undefined) byId.set(row.id, (parent = { id: row.id, name: row.name, children: [] }));
          parent.children.push({ id: row.child_id, name: row.child_name, parent_id: row.parent_id });
        }
        let total = 0;
        for (const parent of byId.values()) total += parent.children.length;
        return total;
      },
      W7() {
        const update = db.prepare("UPDATE parents SET name = ? WHERE id = ?");
        db.exec("BEGIN");
        for (const [id, name] of changed) update.run(name, id);
        db.exec("COMMIT");
        return changed.size;
      },
    },
    prepare: {
      W4() {
        db.exec(`DELETE FROM bench WHERE id > ${ROWS}`);
      },
      W5() {
        db.exec(`DELETE FROM children WHERE parent_id > ${PARENTS}; DELETE FROM parents WHERE id > ${PARENTS}`);
      },
      W7() {
        changed.clear();
        for (const { id, name } of db.prepare<[number], Parent>("SELECT id, name FROM parents WHERE id <= ?").all(PARENTS))
          changed.set(id, `${name.split("!")[0]}!${Math.random()}`);
      },
    },
    close() {
      db.close();
    },
  };
}
