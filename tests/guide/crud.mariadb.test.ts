import { testDatabase } from "../support/databases.js";
import { crudSuite } from "./crud.suite.js";

crudSuite(testDatabase("mariadb"));
