import { testDatabase } from "../../../../tests/support/databases.js";
import { graphsSuite } from "./graphs.suite.js";

graphsSuite(testDatabase("mariadb"), 60);
