import { testDatabase } from "../support/databases.js";
import { engineSuite } from "./engine.suite.js";

engineSuite(testDatabase("postgres"));
