/** Rows in batches by a cursor of SQL. It lives on the server and leaves the connection free between two batches. */
import type { DriverRequest, DriverStream } from "@cupel/core/internal";
import { command, type Field, type Step, type StepResult } from "./wire.js";

/** What a cursor needs of its connection. */
export interface CursorHost {
  readonly isInTransaction: boolean;
  nextCursor(): string;
  run(steps: readonly Step[], signal?: AbortSignal): Promise<readonly StepResult[]>;
}

/** Whether a statement only reads, so that a cursor can stand on it. */
export function isReadable(sql: string): boolean {
  return /^\s*\(*\s*(?:select|values|table)\b/i.test(sql)
    ? !/\binto\b/i.test(sql) || !/^\s*select\b[^'"]*?\binto\b/i.test(sql)
    : /^\s*with\b/i.test(sql) && !/\b(?:insert|update|delete|merge)\b/i.test(sql);
}

export async function openCursor(host: CursorHost, request: DriverRequest, batch: number): Promise<DriverStream> {
  const name = host.nextCursor();
  // Without a transaction a cursor would end with the statement that declares it; the server then keeps its rows.
  const hold = host.isInTransaction ? "" : " WITH HOLD";
  const declare: Step = { ...command(`DECLARE ${name} NO SCROLL CURSOR${hold} FOR ${request.sql}`), sets: [request.values] };
  const fetch: Step = { ...command(`FETCH FORWARD ${batch} FROM ${name}`), isTyped: request.isTyped ?? null };
  const [, first] = await host.run([declare, fetch], request.signal);
  let ready: unknown[][] | null = (first as StepResult).rows;
  let isOpen = true;
  const close = async (): Promise<void> => {
    if (!isOpen) return;
    isOpen = false;
    ready = null;
    try {
      await host.run([command(`CLOSE ${name}`)]);
    } catch (error) {
      // An error has ended its transaction, or it was made after a savepoint that was rolled back: it is gone already.
      const { code } = error as { code?: unknown };
      if (code !== "25P02" && code !== "34000") throw error;
    }
  };
  return {
    columns: ((first as StepResult).fields as readonly Field[]).map((field) => field.name),
    async next() {
      if (!isOpen) return [];
      const rows = ready ?? ((await host.run([fetch], request.signal))[0] as StepResult).rows;
      ready = null;
      if (rows.length < batch) await close();
      return rows;
    },
    close,
  };
}
