import { anyValueComesBack } from "../../../core/tests/properties/round-trip/values.js";
import { sqlite } from "./sqlite.js";

anyValueComesBack(sqlite);
