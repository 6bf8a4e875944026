// Another process that writes the file: by itself, with nothing but the driver.
// node writer.mjs <file> hold <milliseconds>      begins a write, says "holding", commits after the time
// node writer.mjs <file> count <times>            adds one to the first row, so many times, each in its own transaction
import Database from "better-sqlite3";

const [file, what, amount] = process.argv.slice(2);
const database = new Database(file, { timeout: 10_000 });
if (what === "hold") {
  database.exec("BEGIN IMMEDIATE; INSERT INTO t (v) VALUES ('from the other process')");
  process.stdout.write("holding\n");
  setTimeout(() => {
    database.exec("COMMIT");
    database.close();
  }, Number(amount));
} else {
  process.stdout.write("holding\n");
  const add = database.transaction(() => {
    const { v } = database.prepare("SELECT v FROM t WHERE id = 1").get();
    database.prepare("UPDATE t SET v = ? WHERE id = 1").run(v + 1);
  });
  for (let i = 0; i < Number(amount); i++) add.immediate();
  database.close();
}
