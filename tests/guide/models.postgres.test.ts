import { testDatabase } from "../support/databases.js";
import { modelsSuite } from "./models.suite.js";

modelsSuite(testDatabase("postgres"));
