/** A neat table on the terminal. */
import Table from "cli-table3";

export function print(title: string, rows: readonly Record<string, string | number | null>[]): void {
  const head = Object.keys(rows[0] ?? {});
  const numeric = head.map((name) => rows.every((row) => typeof row[name] !== "string"));
  const table = new Table({
    head,
    style: { head: ["bold"], border: [], compact: true },
    colAligns: numeric.map((right) => (right ? "right" : "left")),
  });
  for (const row of rows)
    table.push(head.map((name) => (typeof row[name] === "number" ? row[name].toLocaleString("en") : (row[name] ?? ""))));
  console.log(`\n${title}\n${table.toString()}`);
}
