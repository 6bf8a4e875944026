/** What becomes of a connection whose network fails, through a proxy that can cut it or fall silent. */
import { connect as connectTo, createServer, type Server, type Socket } from "node:net";
import {
  column,
  createEngine,
  DisconnectionError,
  type Engine,
  insert,
  MetaData,
  PendingRollbackError,
  select,
  t,
  table,
  text,
} from "@cupel/core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { createDatabase, type TestDatabase } from "../support/engine.js";

class Proxy {
  readonly sockets = new Set<Socket>();
  /** Cuts after so many bytes of answers more. */
  cutAfter = Number.POSITIVE_INFINITY;
  isSilent = false;
  readonly #server: Server;
  constructor(port: number, host: string) {
    this.#server = createServer((client) => {
      const server = connectTo(port, host);
      this.sockets.add(client).add(server);
      client.on("data", (data) => this.isSilent || server.write(data));
      server.on("data", (data) => {
        if (this.isSilent) return;
        client.write(data.subarray(0, this.cutAfter));
        this.cutAfter -= data.length;
        if (this.cutAfter <= 0) this.cut();
      });
      for (const socket of [client, server]) {
        socket.on("error", () => {});
        socket.on("close", () => {
          client.destroy();
          server.destroy();
        });
      }
    });
  }
  async listen(): Promise<number> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    return (this.#server.address() as { port: number }).port;
  }
  cut(): void {
    this.cutAfter = Number.POSITIVE_INFINITY;
    for (const socket of this.sockets) socket.destroy();
    this.sockets.clear();
  }
  close(): void {
    this.cut();
    this.#server.close();
  }
}

let database: TestDatabase;
let proxy: Proxy;
let port: number;
const engines: Engine[] = [];
const engineOn = (options: object = {}): Engine => {
  const engine = createEngine(database.url.set({ host: "127.0.0.1", port }), { poolSize: 2, maxOverflow: 0, ...options });
  engines.push(engine);
  return engine;
};
const metadata = new MetaData();
const things = table("things", metadata, { id: column(t.integer(), { primaryKey: true }), name: column(t.string(200)) });

beforeAll(async () => {
  database = await createDatabase();
  proxy = new Proxy(database.url.port ?? 3306, database.url.host ?? "127.0.0.1");
  port = await proxy.listen();
  await metadata.createAll(database.engine);
  await database.engine.begin((connection) =>
    connection.execute(
      insert(things),
      Array.from({ length: 2000 }, (_, i) => ({ name: `${i}`.padEnd(200, ".") })),
    ),
  );
});
afterEach(async () => {
  proxy.isSilent = false;
  proxy.cut();
  for (const engine of engines.splice(0)) await engine.dispose();
});
afterAll(async () => {
  proxy.close();
  await database.drop();
});

const failing = async (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => null,
    (error: unknown) => error,
  );

describe("a connection that is cut", () => {
  test("while idle is replaced unseen, where the pool asks before", async () => {
    const engine = engineOn({ poolPrePing: { idleFor: 0 }, poolSize: 1 });
    await engine.connect((connection) => connection.scalar(text("SELECT 1")));
    proxy.cut();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await engine.connect((connection) => connection.scalar(text("SELECT 2")))).toBe(2);
  });
  test("in a statement, in a transaction: a typed error, and a new connection after the rollback", async () => {
    const engine = engineOn();
    await engine.connect(async (connection) => {
      await connection.execute(insert(things).values({ name: "lost" }));
      setTimeout(() => proxy.cut(), 50);
      const error = await failing(connection.execute(text("SELECT sleep(5)")).all());
      expect(error).toBeInstanceOf(DisconnectionError);
      expect((error as DisconnectionError).connectionInvalidated).toBe(true);
      await expect(connection.scalar(text("SELECT 1"))).rejects.toThrow(PendingRollbackError);
      await connection.rollback();
      expect(await connection.execute(select(things.c.id).where(things.c.name.eq("lost"))).all()).toEqual([]);
    });
  });
  test("in the middle of a result, and of a stream", async () => {
    const engine = engineOn();
    await engine.connect(async (connection) => {
      await connection.scalar(text("SELECT 1"));
      proxy.cutAfter = 100_000;
      expect(await failing(connection.execute(select(things)).all())).toBeInstanceOf(DisconnectionError);
      await connection.rollback();
      let seen = 0;
      const reading = (async () => {
        for await (const _ of connection.execute(select(things)).yieldPer(100)) if (++seen === 500) proxy.cut();
      })();
      expect(await failing(reading)).toBeInstanceOf(DisconnectionError);
      expect(seen).toBeLessThan(2000);
      await connection.rollback();
      expect(await connection.scalar(text("SELECT 3"))).toBe(3);
    });
  });
});

test("a connection that falls silent is given up when its caller gives up", async () => {
  const engine = engineOn({ connectArgs: { connectTimeout: 300 } });
  const connection = await engine.connect();
  await connection.scalar(text("SELECT 1"));
  proxy.isSilent = true;
  const reason = new Error("enough");
  const controller = new AbortController();
  setTimeout(() => controller.abort(reason), 50);
  const error = await failing(connection.execute(text("SELECT 1"), {}, { executionOptions: { signal: controller.signal } }).all());
  expect(error).toBe(reason);
  proxy.isSilent = false;
  await connection.rollback().catch(() => {});
  await connection.close();
  expect(await engine.connect((other) => other.scalar(text("SELECT 4")))).toBe(4);
}, 15_000);
