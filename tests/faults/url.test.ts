/** A URL whose dialect nobody has imported: the message names the package. This file imports none. */
import { ArgumentError, createEngine } from "@cupel/core";
import { expect, test } from "vitest";

test.each([
  ["postgresql://u:secret@h/db", /@cupel\/dialect-postgres/],
  ["postgres://u:secret@h/db", /@cupel\/dialect-postgres/],
  ["postgresql+pglite://", /@cupel\/dialect-postgres/],
  ["mysql://u:secret@h/db", /@cupel\/dialect-mysql/],
  ["mariadb://u:secret@h/db", /@cupel\/dialect-mysql/],
  ["mssql://u:secret@h/db", /@cupel\/dialect-mssql/],
  ["sqlite:///x.db", /@cupel\/dialect-sqlite/],
])("%s", (url, message) => {
  expect(() => createEngine(url)).toThrow(ArgumentError);
  expect(() => createEngine(url)).toThrow(message);
  expect(() => createEngine(url)).not.toThrow(/secret/);
});
