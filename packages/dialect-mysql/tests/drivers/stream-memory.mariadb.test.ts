/** A stream of a million rows takes no more memory at its end than at its beginning. */
import { text } from "@cupel/core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createDatabase, type TestDatabase } from "../support/engine.js";

let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase();
});
afterAll(() => database.drop());

test("a million rows", async () => {
  await database.engine.connect(async (connection) => {
    const million = text("SELECT seq, repeat('x', 100) FROM seq_1_to_1000000");
    let seen = 0;
    let early = 0;
    let late = 0;
    for await (const _ of connection.execute(million).yieldPer(1000)) {
      seen++;
      if (seen === 100_000) early = process.memoryUsage().rss;
      if (seen === 900_000) late = process.memoryUsage().rss;
    }
    expect(seen).toBe(1_000_000);
    expect((late - early) / 2 ** 20).toBeLessThan(20);
  });
}, 60_000);
