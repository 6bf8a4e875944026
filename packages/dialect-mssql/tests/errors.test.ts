import {
  CheckViolation,
  DataError,
  DeadlockDetected,
  DisconnectionError,
  ForeignKeyViolation,
  LockTimeout,
  NotNullViolation,
  OperationalError,
  ProgrammingError,
  SerializationFailure,
  UniqueViolation,
} from "@cupel/core";
import { describe, expect, it } from "vitest";
import { convertMssqlError } from "../src/errors.js";

const convert = (message: string, properties: object) =>
  convertMssqlError(Object.assign(new Error(message), properties), { sql: "SELECT 1", parameters: [] });

describe("errors of the server, by number", () => {
  it.each([
    [1205, DeadlockDetected],
    [1222, LockTimeout],
    [3960, SerializationFailure],
    [8152, DataError],
    [8134, DataError],
    [208, ProgrammingError],
    [102, ProgrammingError],
    [4060, OperationalError],
  ])("%i", (number, Class) => {
    const error = convert("it failed", { number, class: 16 });
    expect(error).toBeInstanceOf(Class);
    expect(error.code).toBe(String(number));
  });
  it("by severity, where the number is not known", () => {
    expect(convert("no space", { number: 1105, class: 17 })).toBeInstanceOf(OperationalError);
    expect(convert("of the user's", { number: 50_000, class: 16 })).toBeInstanceOf(ProgrammingError);
  });
});

describe("violations name what they can", () => {
  it("UNIQUE", () => {
    const error = convert(
      "Violation of UNIQUE KEY constraint 'UQ_users'. Cannot insert duplicate key in object 'dbo.users'. The duplicate key value is (a).",
      { number: 2627 },
    ) as UniqueViolation;
    expect(error).toBeInstanceOf(UniqueViolation);
    expect(error).toMatchObject({ constraint: "UQ_users", table: "users" });
  });
  it("a unique index", () =>
    expect(
      convert("Cannot insert duplicate key row in object 'dbo.users' with unique index 'ix_name'. The duplicate key value is (a).", {
        number: 2601,
      }),
    ).toMatchObject({ constraint: "ix_name", table: "users" }));
  it("NOT NULL", () => {
    const error = convert(
      "Cannot insert the value NULL into column 'name', table 'db.dbo.users'; column does not allow nulls. INSERT fails.",
      {
        number: 515,
      },
    );
    expect(error).toBeInstanceOf(NotNullViolation);
    expect(error).toMatchObject({ table: "users", columns: ["name"] });
  });
  it("FOREIGN KEY and CHECK, which share a number", () => {
    const text = (kind: string): string =>
      `The INSERT statement conflicted with the ${kind} constraint "fk_a". The conflict occurred in database "db", table "dbo.users", column 'id'.`;
    expect(convert(text("FOREIGN KEY"), { number: 547 })).toBeInstanceOf(ForeignKeyViolation);
    expect(convert(text("CHECK"), { number: 547 })).toBeInstanceOf(CheckViolation);
    expect(convert(text("CHECK"), { number: 547 })).toMatchObject({ constraint: "fk_a", table: "users", columns: ["id"] });
  });
});

describe("errors of the connection", () => {
  it("that has gone", () => expect(convert("Connection lost", { code: "ESOCKET" })).toBeInstanceOf(DisconnectionError));
  it("that was never made", () => expect(convert("Login failed", { code: "ELOGIN" })).toBeInstanceOf(OperationalError));
});
