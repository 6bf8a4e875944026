/** What belongs to a table beside its columns: constraints and indexes. */
import type { Dialect } from "../engine/dialect.js";
import { ArgumentError, didYouMean } from "../errors.js";
import { isClauseElement } from "../expression/element.js";
import type { SchemaColumn } from "./column.js";
import { DdlCondition, type DdlConditionOptions } from "./ddl-condition.js";
import type { AnyTable } from "./table.js";

/** A name that no naming convention touches any more. */
export class FinalName {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
  toString(): string {
    return this.text;
  }
}
/** Marks a name as final: a naming convention is not applied to it. */
export function conv(name: string): FinalName {
  return new FinalName(name);
}
export type ItemName = string | FinalName | null;

/** A constraint or an index: what `constraints` of a table lists. */
export abstract class SchemaItem {
  abstract readonly schemaItem: string;
  private owner: AnyTable | null = null;
  private onlyIf: DdlCondition | null = null;

  /** The table it belongs to. */
  get table(): AnyTable | null {
    return this.owner;
  }
  /** @internal */
  attach(table: AnyTable): void {
    if (this.owner !== null && this.owner !== table)
      throw new ArgumentError(
        `The ${this.schemaItem} ${this.describe()} belongs to the table "${this.owner.fullName}" already and cannot be given to "${table.fullName}" too`,
      );
    this.owner = table;
  }
  /**
   * Leaves the item out where the condition does not hold.
   * @example `checkConstraint("a > 1", { name: "ck" }).ddlIf({ dialect: "postgresql" })`
   */
  ddlIf(condition: DdlConditionOptions): this {
    this.onlyIf = new DdlCondition(condition);
    return this;
  }
  /** @internal */
  protected copyCondition(from: SchemaItem): this {
    this.onlyIf = from.onlyIf;
    return this;
  }
  /** Whether a dialect is to have it. */
  appliesTo(dialect: Dialect): boolean {
    return this.onlyIf === null || this.onlyIf.matches(dialect, this);
  }
  protected describe(): string {
    return "";
  }
}

/** A column as a constraint is given it: the column itself, or its property name (or name in the database) in the table. */
export type ColumnArgument = string | object;

/** The columns of a table that a constraint names. */
export function columnsOf(table: AnyTable, given: readonly ColumnArgument[], what: string): SchemaColumn[] {
  return given.map((argument) => columnOf(table, argument, what));
}
export function columnOf(table: AnyTable, argument: ColumnArgument, what: string): SchemaColumn {
  if (typeof argument === "string") {
    const column = table.columns.find((own) => own.key === argument) ?? table.columns.find((own) => own.name === argument);
    if (column !== undefined) return column;
    throw new ArgumentError(
      `${what} of the table "${table.fullName}" names the column "${argument}", which the table does not have.${didYouMean(
        argument,
        table.columns.map((own) => own.key),
      )}`,
    );
  }
  const column = (argument as Partial<SchemaColumn>).baseColumn as SchemaColumn | undefined;
  if (column === undefined)
    throw new ArgumentError(
      `${what} of the table "${table.fullName}" takes columns; ${argument === undefined ? "undefined was given: is the column's name spelt right?" : "this is none"}`,
    );
  if (column.table === table) return column;
  const copy = table.columns.find((own) => own.name === column.name);
  if (copy !== undefined && column.table !== null && (column.table as AnyTable).tableName === table.tableName) return copy;
  throw new ArgumentError(
    `${what} of the table "${table.fullName}" names the column "${column.name}" of ${column.table === null ? "no table" : `the table "${column.table.description}"`}`,
  );
}

/** Takes the options off the end of a list of arguments. */
export function splitOptions<O extends object>(given: readonly unknown[]): [items: unknown[], options: O] {
  const items = [...given];
  const last = items.at(-1);
  if (typeof last === "object" && last !== null && !isClauseElement(last) && Object.getPrototypeOf(last) === Object.prototype)
    return [items.slice(0, -1), last as O];
  return [items, {} as O];
}
