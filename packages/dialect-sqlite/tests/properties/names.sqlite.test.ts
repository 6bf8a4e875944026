import { anyNameSurvives } from "../../../core/tests/properties/round-trip/names.js";
import { sqlite } from "./sqlite.js";

anyNameSurvives(sqlite);
