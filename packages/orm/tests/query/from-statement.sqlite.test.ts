import { testDatabase } from "../../../../tests/support/databases.js";
import { fromStatementSuite } from "./from-statement.suite.js";

fromStatementSuite(testDatabase("sqlite"));
