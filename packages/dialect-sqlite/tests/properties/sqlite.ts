import "@cupel/dialect-sqlite";
import { createEngine } from "@cupel/core";
import type { TestedDatabase } from "../../../core/tests/properties/round-trip/database.js";

export const sqlite: TestedDatabase = {
  dialect: "sqlite",
  open: () => createEngine("sqlite:///:memory:"),
  lacks: {
    arrays: "SQLite has no arrays",
    wideDecimals: "SQLite calculates with about 15 digits",
  },
  names: {
    longest: 200,
    refused: { why: "SQLite keeps names that begin with sqlite_ to itself", holds: (name) => /^sqlite_/i.test(name) },
    key: (name) => name.replace(/[A-Z]/g, (letter) => letter.toLowerCase()),
  },
};
