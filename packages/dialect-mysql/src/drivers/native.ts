/**
 * What is used of mysql2. The first part is its own interface; `Internals` is what it has behind that and a cursor on the server needs, which
 * is there in every version 3.
 */
import type mysql from "mysql2";

export interface Field {
  readonly name: string;
  readonly columnType: number;
  readonly characterSet: number;
  readonly columnLength: number;
  readonly flags: number | readonly string[];
  /** `"json"` where MariaDB says so of a text. */
  readonly extendedFormat?: string | undefined;
}

/** What a statement without rows answers. */
export interface Header {
  readonly affectedRows: number;
  readonly insertId: number | string;
  readonly serverStatus: number;
}

type Callback = (error: unknown, rows?: unknown, fields?: unknown) => void;

export interface Native {
  readonly threadId: number;
  query(options: { readonly sql: string }, callback: Callback): unknown;
  execute(options: { readonly sql: string; readonly values: readonly unknown[] }, callback: Callback): unknown;
  prepare(
    options: { readonly sql: string; readonly nestTables: string },
    callback: (error: unknown, statement?: PreparedStatement) => void,
  ): unknown;
  ping(callback: (error: unknown) => void): void;
  end(callback: () => void): void;
  destroy(): void;
  on(event: string, listener: (argument: never) => void): unknown;
  once(event: string, listener: (argument: never) => void): unknown;
  removeListener(event: string, listener: (argument: never) => void): unknown;
}
export interface PreparedStatement {
  readonly id: number;
  close(): unknown;
  execute(values: readonly unknown[], callback: Callback): ExecuteCommand;
}

export interface Packet {
  isError(): boolean;
  isEOF(): boolean;
  asError(encoding: string): Error;
  eofStatusFlags(): number;
}
/** A step of a command: gives the next, or null at the end. */
export type StepFunction = ((packet: Packet, connection: Internals) => StepFunction | null) | null;
export interface ExecuteCommand {
  start: (packet: Packet | undefined, connection: Internals) => StepFunction;
  readField: (packet: Packet, connection: Internals) => StepFunction;
  fieldsEOF: (packet: Packet, connection: Internals) => StepFunction;
  done(): null;
  readonly options: unknown;
  readonly _fields: readonly (readonly Field[])[];
  readonly _rowParser: { next(packet: Packet, fields: readonly Field[], options: unknown): unknown[] };
}
export interface Command {
  readonly onResult: (error: unknown) => void;
  execute(packet: Packet | undefined, connection: Internals): boolean;
}
export interface OutgoingPacket {
  readonly buffer: Buffer;
  length(): number;
  writeHeader(sequenceId: number): void;
}
export interface Internals {
  readonly clientEncoding: string;
  readonly _statements: { delete(key: string): unknown };
  readonly _handshakePacket: { readonly serverVersion: string };
  addCommand(command: Command | ExecuteCommand): unknown;
  writePacket?: (packet: OutgoingPacket) => void;
  _resetSequenceId(): void;
}

export const asNative = (connection: mysql.Connection): Native & Internals => connection as unknown as Native & Internals;
