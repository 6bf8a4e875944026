import { testDatabase } from "../support/databases.js";
import { relationshipsSuite } from "./relationships.suite.js";

relationshipsSuite(testDatabase("postgres"));
