import { testDatabase } from "../support/databases.js";
import { sessionsSuite } from "./sessions.suite.js";

sessionsSuite(testDatabase("mariadb"));
