/**
 * Rows in batches by a cursor on the server, which leaves the connection free between two batches. mysql2 has no such thing: its own command
 * is sent with the flag that opens one, and the rows are fetched by a command of ours.
 */
import type {
  Command,
  ExecuteCommand,
  Field,
  Internals,
  Native,
  OutgoingPacket,
  Packet,
  PreparedStatement,
  StepFunction,
} from "./native.js";

/** Where the flags of COM_STMT_EXECUTE stand: behind the head of the packet, the command and the number of the statement. */
const flagsAt = 9;
const readOnlyCursor = 1;
/** Of the server's status: a cursor has been opened; the last row has been sent. */
const cursorExists = 0x40;
const lastRowSent = 0x80;
const stmtFetch = 0x1c;

export interface ServerCursor {
  readonly fields: readonly Field[];
  /** The next rows; fewer than asked for at the end. */
  fetch(rows: number): Promise<unknown[][]>;
  close(): void;
}

let count = 0;

export async function openCursor(native: Native & Internals, sql: string, values: readonly unknown[]): Promise<ServerCursor> {
  const statement = await prepare(native, sql);
  try {
    return await execute(native, statement, values);
  } catch (error) {
    statement.close();
    throw error;
  }
}

/** A statement of its own: one that is kept would be run again while the cursor stands on it, or thrown away. */
function prepare(native: Native & Internals, sql: string): Promise<PreparedStatement> {
  const options = { sql, nestTables: `cursor${++count}` };
  return new Promise((resolve, reject) => {
    native.prepare(options, (error, statement) => {
      if (statement === undefined) return reject(error);
      const { statementKey } = native.constructor as unknown as { statementKey(options: object): string };
      // What leaves the store is closed by it.
      const kept = statement as { close?: () => unknown };
      kept.close = () => {};
      native._statements.delete(statementKey(options));
      delete kept.close;
      resolve(statement);
    });
  });
}

function execute(native: Native & Internals, statement: PreparedStatement, values: readonly unknown[]): Promise<ServerCursor> {
  return new Promise((resolve, reject) => {
    // The command is made as always, and not sent yet.
    const detached = Object.create(statement, {
      _connection: { value: { addCommand: (made: ExecuteCommand) => made } },
    }) as PreparedStatement;
    let isCursor = false;
    const command = detached.execute(values, (error, rows) => {
      if (error) return reject(error);
      resolve(cursorOf(native, statement, command, isCursor ? null : (rows as unknown[][])));
    });
    const { start, readField, fieldsEOF } = command;
    command.start = (packet, connection) => {
      const write = connection.writePacket as (packet: OutgoingPacket) => void;
      connection.writePacket = (outgoing) => {
        outgoing.buffer[flagsAt] = (outgoing.buffer[flagsAt] as number) | readOnlyCursor;
        write.call(connection, outgoing);
      };
      try {
        return start.call(command, packet, connection);
      } finally {
        delete connection.writePacket;
      }
    };
    // Behind the last field there are rows, if the server opens no cursor for such a statement; else nothing.
    const endOfFields: StepFunction = (packet, connection) => {
      isCursor = (packet.eofStatusFlags() & cursorExists) !== 0;
      const next = fieldsEOF.call(command, packet, connection);
      return isCursor ? command.done() : next;
    };
    command.readField = (packet, connection) => {
      const next = readField.call(command, packet, connection);
      return next === fieldsEOF ? endOfFields : command.readField;
    };
    native.addCommand(command);
  });
}

/** @param ready all rows, where there is no cursor */
function cursorOf(
  native: Native & Internals,
  statement: PreparedStatement,
  command: ExecuteCommand,
  ready: unknown[][] | null,
): ServerCursor {
  const fields = command._fields[0] ?? [];
  let isOpen = true;
  let isDone = false;
  let at = 0;
  return {
    fields,
    async fetch(rows) {
      if (!isOpen || isDone) return [];
      if (ready !== null) return ready.slice(at, (at += rows));
      const fetched = await fetch(native, statement.id, rows, (packet) => command._rowParser.next(packet, fields, command.options));
      isDone = fetched.isLast;
      return fetched.rows;
    },
    close() {
      if (!isOpen) return;
      isOpen = false;
      ready = null;
      statement.close();
    },
  };
}

interface Fetched {
  readonly rows: unknown[][];
  readonly isLast: boolean;
}

function fetch(native: Native & Internals, id: number, most: number, read: (packet: Packet) => unknown[]): Promise<Fetched> {
  return new Promise((resolve, reject) => {
    const rows: unknown[][] = [];
    const command: Command = {
      onResult: (error) => reject(error),
      execute(packet, connection) {
        if (packet === undefined) {
          connection._resetSequenceId();
          connection.writePacket?.(fetchPacket(id, most));
          return false;
        }
        if (packet.isError()) {
          reject(packet.asError(connection.clientEncoding));
          return true;
        }
        if (!packet.isEOF()) {
          rows.push(read(packet));
          return false;
        }
        resolve({ rows, isLast: (packet.eofStatusFlags() & lastRowSent) !== 0 });
        return true;
      },
    };
    native.addCommand(command);
  });
}

function fetchPacket(id: number, rows: number): OutgoingPacket {
  const buffer = Buffer.alloc(13);
  buffer.writeUIntLE(9, 0, 3);
  buffer[4] = stmtFetch;
  buffer.writeUInt32LE(id, 5);
  buffer.writeUInt32LE(rows, 9);
  return {
    buffer,
    length: () => buffer.length,
    writeHeader: (sequenceId) => {
      buffer[3] = sequenceId;
    },
  };
}
