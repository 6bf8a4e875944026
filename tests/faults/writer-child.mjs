/** Another process that writes the same file through Cupel: `writer-child.mjs <file> <times>` adds one to the counter, each time in a transaction of its own. */
import "../../packages/dialect-sqlite/dist/index.js";
import { createEngine, text } from "../../packages/orm/dist/index.js";

const engine = createEngine(`sqlite:///${process.argv[2]}`);
process.stdout.write("ready\n");
for (let i = 0; i < Number(process.argv[3]); i++)
  await engine.begin((connection) => connection.execute(text("UPDATE counters SET n = n + 1 WHERE id = 1")));
await engine.dispose();
