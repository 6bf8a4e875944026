import { testDatabase } from "../support/databases.js";
import { queryingSuite } from "./querying.suite.js";

queryingSuite(testDatabase("sqlite"));
