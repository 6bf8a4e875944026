import { testDatabase } from "../support/databases.js";
import { declarativeBaseSuite } from "./declarative-base.suite.js";

declarativeBaseSuite(testDatabase("pglite"));
