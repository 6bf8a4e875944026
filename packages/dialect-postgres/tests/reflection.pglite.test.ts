import { testDatabase } from "../../../tests/support/databases.js";
import { reflectionSuite } from "./reflection.suite.js";

reflectionSuite(testDatabase("pglite"));
