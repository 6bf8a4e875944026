import { testDatabase } from "../../../../tests/support/databases.js";
import { connectionSuite } from "./connection.suite.js";

connectionSuite(testDatabase("pglite"));
