/** Asks a server to stop what one of its connections does: over a connection of its own, as the protocol has it. */
import type pg from "pg";

interface CancelConnection {
  connect(portOrPath: number | string, host?: string): void;
  requestSsl(): void;
  cancel(processId: number, secretKey: number): void;
  end(): void;
  readonly stream: { destroy(): void };
  on(event: string, listener: (error?: Error) => void): void;
}
export interface CancelTarget {
  readonly host: string;
  readonly port: number;
  readonly ssl: false | Record<string, unknown>;
  readonly processId: number;
  readonly secretKey: number;
}

/** How long the server may take to hang up, which is its answer. */
const patience = 5000;

/** Resolves when the server has taken the request: what comes after on the connection is not met by it. */
export function cancel(Connection: typeof pg.Connection, target: CancelTarget): Promise<void> {
  return new Promise((resolve) => {
    const connection = new Connection({ ssl: target.ssl } as never) as unknown as CancelConnection;
    const send = (): void => connection.cancel(target.processId, target.secretKey);
    const timer = setTimeout(() => connection.stream.destroy(), patience);
    const done = (): void => {
      clearTimeout(timer);
      resolve();
    };
    connection.on("connect", () => (target.ssl === false ? send() : connection.requestSsl()));
    connection.on("sslconnect", send);
    connection.on("error", done);
    connection.on("end", done);
    if (target.host.startsWith("/")) connection.connect(`${target.host}/.s.PGSQL.${target.port}`);
    else connection.connect(target.port, target.host);
  });
}
