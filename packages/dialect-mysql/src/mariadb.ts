/** What MariaDB says in another way than MySQL. */
import type { SchemaColumn, TypeEngine } from "@cupel/core";
import type { NextValue, SelectBase } from "@cupel/core/internal";
import { MysqlCompiler } from "./compiler.js";
import { MysqlDDLCompiler } from "./ddl.js";
import { MysqlTypeCompiler } from "./type-compiler.js";

export class MariadbCompiler extends MysqlCompiler {
  /** VALUES(column) names the row that was to be inserted. */
  protected override get hasRowAlias(): boolean {
    return false;
  }
  protected override get rowWord(): string {
    return "";
  }
  /** Flags stand at the beginning of the pattern: `(?i)`. */
  protected override regexpWithFlags(text: string, isNegated: boolean, pattern: string, flags: string): string {
    return `${text}${isNegated ? " NOT" : ""} REGEXP ${this.withFlags(pattern, flags)}`;
  }
  protected override regexpReplace(text: string, pattern: string, by: string, flags: string | undefined): string {
    return `REGEXP_REPLACE(${text}, ${flags === undefined ? pattern : this.withFlags(pattern, flags)}, ${by})`;
  }
  private withFlags(pattern: string, flags: string): string {
    return `CONCAT('(?', ${this.stringLiteral(flags)}, ')', ${pattern})`;
  }
  protected override shareLock(_extras: string): string {
    return " LOCK IN SHARE MODE";
  }
  /** There is no OF: the rows of all tables are locked. */
  protected override lockedTables(_lock: NonNullable<SelectBase["forUpdate"]>): string {
    return "";
  }
  protected override fetchClause(select: SelectBase): string {
    const { fetchClause: fetch, offsetClause } = select;
    if (fetch?.withTies !== true || fetch.percent) return super.fetchClause(select);
    const offset = offsetClause === null ? "" : `\n OFFSET ${this.process(offsetClause)} ROWS`;
    return `${offset}\n FETCH FIRST ${this.process(fetch.rows)} ROWS WITH TIES`;
  }
  /** JSON is text. */
  protected override castable(type: TypeEngine<unknown>): string | null {
    return type.dialectImpl(this.dialect).affinity === "json" ? null : super.castable(type);
  }
  override visitNextValue(next: NextValue): string {
    return `nextval(${this.sequenceName(next.sequence)})`;
  }
}

export class MariadbDDLCompiler extends MysqlDDLCompiler {
  /** A computed column cannot be told NOT NULL. */
  protected override takesNotNull(column: SchemaColumn): boolean {
    return column.computed === null;
  }
  protected override droppedCheck(name: string): string {
    return `CONSTRAINT ${name}`;
  }
  protected override refuseIfExists(_what: string): void {
    // MariaDB has it.
  }
}

export class MariadbTypeCompiler extends MysqlTypeCompiler {
  visitINET4(_type: TypeEngine<unknown>): string {
    return "INET4";
  }
  visitINET6(_type: TypeEngine<unknown>): string {
    return "INET6";
  }
}
