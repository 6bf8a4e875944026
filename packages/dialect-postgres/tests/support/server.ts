/** A database of its own on the server of the tests, made before them and dropped after. */
import { randomBytes } from "node:crypto";
import pg from "pg";

const url = process.env.CUPEL_TEST_POSTGRES_URL || "postgresql://postgres@127.0.0.1:5432/postgres";
const connectTo = async (address: string): Promise<pg.Client> => {
  const client = new pg.Client({
    connectionString: address,
    // Values as the server writes them: what the types of Cupel read.
    types: { getTypeParser: () => (text: string) => text } as unknown as pg.CustomTypesConfig,
  });
  client.on("error", () => {});
  await client.connect();
  return client;
};

export interface TestDatabase {
  readonly client: pg.Client;
  drop(): Promise<void>;
}

export async function createDatabase(): Promise<TestDatabase> {
  const name = `cupel_test_${randomBytes(6).toString("hex")}`;
  const admin = await connectTo(url);
  await admin.query(`CREATE DATABASE ${name} ENCODING 'UTF8' TEMPLATE template0`);
  const address = new URL(url);
  address.pathname = `/${name}`;
  const client = await connectTo(address.href);
  return {
    client,
    async drop() {
      await client.end();
      await admin.query(`DROP DATABASE ${name} WITH (FORCE)`);
      await admin.end();
    },
  };
}
