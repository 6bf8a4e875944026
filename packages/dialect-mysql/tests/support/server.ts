/** Databases of their own on the server of the tests, made before them and dropped after. */
import { randomBytes } from "node:crypto";
import mysql from "mysql2/promise";

const url = process.env.CUPEL_TEST_MARIADB_URL || "mariadb://root@127.0.0.1:3306/";

export interface TestServer {
  readonly connection: mysql.Connection;
  /** What the names of this test's databases begin with: a database is a schema, and schemas are the whole server's. */
  readonly prefix: string;
  /** Makes a database and uses it. */
  create(name: string): Promise<void>;
  drop(name: string): Promise<void>;
  /** Drops all whose name begins with the prefix, and closes. */
  close(): Promise<void>;
}

export async function connectToServer(): Promise<TestServer> {
  const { hostname, port, username, password } = new URL(url);
  const connection = await mysql.createConnection({
    host: hostname,
    port: port === "" ? 3306 : Number(port),
    user: decodeURIComponent(username || "root"),
    password: decodeURIComponent(password),
    charset: "utf8mb4",
    supportBigNumbers: true,
    dateStrings: true,
    jsonStrings: true,
  });
  const prefix = `cupel_test_${randomBytes(5).toString("hex")}_`;
  const drop = async (name: string): Promise<void> => {
    await connection.query(`DROP DATABASE IF EXISTS \`${prefix}${name}\``);
  };
  return {
    connection,
    prefix,
    async create(name) {
      await connection.query(`CREATE DATABASE ${prefix}${name} CHARACTER SET utf8mb4`);
      await connection.query(`USE ${prefix}${name}`);
    },
    drop,
    async close() {
      await connection.query("SET foreign_key_checks = 0");
      const [rows] = await connection.query<mysql.RowDataPacket[]>({ sql: `SHOW DATABASES LIKE '${prefix}%'`, rowsAsArray: true });
      for (const [name] of rows as unknown as string[][]) await drop((name as string).slice(prefix.length));
      await connection.end();
    },
  };
}
