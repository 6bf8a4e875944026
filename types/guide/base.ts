import { declarativeBase } from "@cupel/orm";
export const Base = declarativeBase();
