/**
 * Naming conventions: names for constraints and indexes made from tokens such as `%(table_name)s`. What a convention has made is final, and
 * may be cut where a database has a limit; what was given by hand is never cut.
 */
import { ArgumentError, InvalidRequestError } from "../errors.js";
import type { SchemaColumn } from "./column.js";
import type { Constraint, ForeignKeyConstraint } from "./constraints.js";
import type { Index } from "./index-definition.js";
import { FinalName, type ItemName } from "./item.js";
import type { AnyTable } from "./table.js";

export type ConventionKey = "ix" | "uq" | "fk" | "pk" | "ck";
/** A token of one's own: what it stands for, given the constraint and its table. */
export type ConventionToken = (item: Constraint | Index, table: AnyTable) => string;
/** Patterns by kind; any other key is a token of one's own. */
export type NamingConvention = Partial<Record<ConventionKey, string>> & { readonly [token: string]: string | ConventionToken | undefined };

/** What every metadata has, unless it says otherwise. */
export const DEFAULT_CONVENTION: NamingConvention = { ix: "ix_%(column_0_label)s" };

const KEYS: Readonly<Record<string, ConventionKey>> = { index: "ix", unique: "uq", foreignKey: "fk", primaryKey: "pk", check: "ck" };
const columnToken = /^(referred_)?column_(\d+)(N|_N)?_(name|key|label)$/;

/** The name of a constraint or index; null if it has none. */
export function constraintName(item: Constraint | Index): ItemName {
  const given = item.givenName;
  const table = item.table;
  if (given instanceof FinalName || table === null) return given;
  const key = KEYS[item.kind];
  const convention = table.metadata?.namingConvention ?? DEFAULT_CONVENTION;
  const pattern = key === undefined ? undefined : convention[key];
  if (pattern === undefined || (given !== null && !pattern.includes("%(constraint_name)s"))) return given;
  // A CHECK made by a type without a name stays without one.
  if (given === null && item.kind === "check" && (item as Constraint).implicit === "type") return null;
  return new FinalName(pattern.replace(/%\((\w+)\)s/g, (_match, token: string) => tokenValue(token, item, table, convention)));
}

function tokenValue(token: string, item: Constraint | Index, table: AnyTable, convention: NamingConvention): string {
  const own = convention[token];
  if (typeof own === "function") return own(item, table);
  switch (token) {
    case "table_name":
      return table.tableName;
    case "constraint_name":
      if (item.givenName === null)
        throw new InvalidRequestError(
          `The naming convention uses %(constraint_name)s, but a ${item.schemaItem} of the table "${table.fullName}" has no name: give it one, or leave the token out`,
        );
      return String(item.givenName);
    case "referred_table_name":
      return referred(item, table).tableName;
    default:
  }
  const match = columnToken.exec(token);
  if (match === null)
    throw new ArgumentError(
      `The naming convention names a token that does not exist: %(${token})s. There are table_name, constraint_name, referred_table_name, column_0_name, column_0_key, column_0_label, column_0N_name, column_0_N_name, referred_column_0_name, and functions of your own`,
    );
  const [, side, position = "0", all, part] = match;
  const columns = side === undefined ? item.columns : (item as ForeignKeyConstraint).referredColumns;
  const text = (column: SchemaColumn | undefined): string => {
    if (column === undefined)
      throw new InvalidRequestError(
        `The naming convention uses %(${token})s, but a ${item.schemaItem} of the table "${table.fullName}" has no such column: give it a name`,
      );
    return part === "name" ? column.name : part === "key" ? column.key : `${column.table.tableName}_${column.name}`;
  };
  if (all === undefined) return text(columns[Number(position)]);
  return columns
    .slice(Number(position))
    .map(text)
    .join(all === "_N" ? "_" : "");
}

function referred(item: Constraint | Index, table: AnyTable): AnyTable {
  if (item.kind !== "foreignKey")
    throw new ArgumentError(
      `The naming convention uses %(referred_table_name)s for a ${item.schemaItem} of the table "${table.fullName}"; only a foreign key refers to a table`,
    );
  return (item as ForeignKeyConstraint).referredTable;
}
