/** When a piece of DDL is to be written: on some dialects, or when a function says so. */
import type { Dialect } from "../engine/dialect.js";

export interface DdlConditionOptions {
  /** The dialect, or several, by name. */
  dialect?: string | readonly string[];
  /** Whether to write it. `target` is the constraint, index or table. */
  when?(context: { readonly dialect: Dialect; readonly target: unknown }): boolean;
}
export class DdlCondition {
  private readonly dialects: readonly string[] | null;
  private readonly when: DdlConditionOptions["when"];
  constructor(options: DdlConditionOptions) {
    this.dialects = options.dialect === undefined ? null : typeof options.dialect === "string" ? [options.dialect] : options.dialect;
    this.when = options.when;
  }
  matches(dialect: Dialect, target: unknown): boolean {
    if (this.dialects !== null && !this.dialects.includes(dialect.name)) return false;
    return this.when === undefined || this.when({ dialect, target });
  }
}
