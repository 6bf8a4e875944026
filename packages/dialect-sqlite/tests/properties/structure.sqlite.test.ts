import { noTextChangesAStatement } from "../../../core/tests/properties/round-trip/structure.js";
import { sqlite } from "./sqlite.js";

noTextChangesAStatement(sqlite);
