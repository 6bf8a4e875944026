/** Statements that define what only PostgreSQL has. */
import { DdlElement } from "@cupel/core";

export abstract class PostgresDdl extends DdlElement {
  /** Generic SQL has no such statement: it is shown as PostgreSQL has it. */
  override toString(): string {
    return this.compile({ dialect: "postgresql" }).sql;
  }
}
