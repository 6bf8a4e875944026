import { testDatabase } from "../support/databases.js";
import { loadingSuite } from "./loading.suite.js";

loadingSuite(testDatabase("sqlite"));
