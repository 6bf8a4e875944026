/** One statement for many sets of values. An INSERT of plain values takes many rows at once; others are run one after the other. */
import type { DriverManyRequest, DriverRequest, DriverResult, RowFailure } from "@cupel/core/internal";
import type { ServerVersion, SessionFacts } from "./server.js";
import type { Answer } from "./wire.js";

export interface ManyHost {
  readonly version: ServerVersion;
  readonly facts: SessionFacts;
  send(request: DriverRequest, sql: string, values: readonly unknown[]): Promise<Answer>;
  result(request: DriverRequest, answer: Answer): DriverResult;
  ask(sql: string): Promise<unknown[][]>;
}

/** Rows of one INSERT: a power of two, so that few texts are prepared whatever the number of rows. */
const mostRows = 512;
const mostValues = 65_535;
/** MariaDB 10.7. */
const rowNumberSince = 100_700;

interface Total {
  readonly rows: unknown[][];
  readonly ids: (number | bigint)[];
  rowCount: number;
  columns: readonly string[] | null;
}

export async function executeManyOn(
  host: ManyHost,
  request: DriverManyRequest,
  sets: readonly (readonly unknown[])[],
): Promise<DriverResult> {
  // What passes rows over leaves holes among the keys.
  const forRows = request.wantsIds && !/^INSERT INTO /.test(request.sql) ? null : request.forRows;
  const total: Total = { rows: [], ids: [], rowCount: 0, columns: null };
  for (let start = 0; start < sets.length; ) {
    request.signal?.throwIfAborted();
    const size = forRows == null ? 1 : chunkAt(sets, start, forRows.width, host.facts.maxPacket);
    if (size === 1 || forRows == null) await runOne(host, request, sets[start] as readonly unknown[], start, total);
    else await runRows(host, request, forRows.text(size), sets.slice(start, start + size), start, total);
    start += size;
  }
  return {
    rows: total.rows,
    columns: total.columns,
    rowCount: total.rowCount,
    lastInsertId: total.ids.at(-1),
    lastInsertIds: total.ids,
  };
}

async function runOne(host: ManyHost, request: DriverManyRequest, set: readonly unknown[], index: number, total: Total): Promise<void> {
  let result: DriverResult;
  try {
    result = host.result(request, await host.send(request, request.sql, set));
  } catch (error) {
    throw failure(error, index, request.signal);
  }
  for (const row of result.rows) total.rows.push(row);
  total.rowCount += result.rowCount;
  total.columns = result.columns;
  if (request.wantsIds) total.ids.push(result.lastInsertId ?? 0);
}

/** The keys of rows that are inserted together follow one another, and the server tells the first. */
async function runRows(
  host: ManyHost,
  request: DriverManyRequest,
  sql: string,
  sets: readonly (readonly unknown[])[],
  start: number,
  total: Total,
): Promise<void> {
  let result: DriverResult;
  try {
    result = host.result(request, await host.send(request, sql, sets.flat()));
  } catch (error) {
    const index = await failedRow(host, error);
    throw index === null || index >= sets.length ? error : failure(error, start + index, request.signal);
  }
  total.rowCount += result.rowCount;
  if (!request.wantsIds) return;
  const first = BigInt(result.lastInsertId ?? 0);
  const step = BigInt(host.facts.keyIncrement);
  for (let i = 0n; i < BigInt(sets.length); i++) {
    const id = first + i * step;
    total.ids.push(id <= Number.MAX_SAFE_INTEGER ? Number(id) : id);
  }
}

function failure(error: unknown, rowIndex: number, signal: AbortSignal | undefined): unknown {
  const { errno } = error as { errno?: unknown };
  // A caller that has given up and a server that has gone are about no row.
  if (typeof errno !== "number" || errno <= 0 || signal?.aborted === true) return error;
  return { isRowFailure: true, rowIndex, error } satisfies RowFailure;
}

/** Which of several rows an error is about: MariaDB tells it, MySQL in the message of some. */
async function failedRow(host: ManyHost, error: unknown): Promise<number | null> {
  const { errno, message } = error as { errno?: unknown; message?: unknown };
  if (typeof errno !== "number" || errno <= 0) return null;
  const told = / at row (\d+)/.exec(String(message))?.[1];
  if (told !== undefined) return Number(told) - 1;
  if (!host.version.isMariadb || host.version.number < rowNumberSince) return null;
  try {
    await host.ask("GET DIAGNOSTICS CONDITION 1 @cupel_row = ROW_NUMBER");
    const number = Number((await host.ask("SELECT @cupel_row"))[0]?.[0]);
    return number > 0 ? number - 1 : null;
  } catch {
    return null;
  }
}

/** How many sets from `start` go into one INSERT: by the number of values, and by what the server takes in one message. */
function chunkAt(sets: readonly (readonly unknown[])[], start: number, width: number, maxPacket: number): number {
  const most = Math.min(mostRows, sets.length - start, Math.floor(mostValues / width));
  let size = 1;
  while (size * 2 <= most) size *= 2;
  const room = maxPacket / 2;
  let bytes = 0;
  for (let i = 0; i < size; i++) {
    bytes += sizeOf(sets[start + i] as readonly unknown[]);
    if (bytes > room) {
      let fitting = 1;
      while (fitting * 2 <= i) fitting *= 2;
      return fitting;
    }
  }
  return size;
}
function sizeOf(set: readonly unknown[]): number {
  let bytes = 0;
  for (const value of set) bytes += typeof value === "string" ? value.length * 3 + 9 : value instanceof Uint8Array ? value.length + 9 : 11;
  return bytes;
}
