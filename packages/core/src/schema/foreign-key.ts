/** A foreign key: one column that refers to another. The other may belong to a table that does not exist yet; it is looked up when it is asked for. */
import { ArgumentError, didYouMean, InvalidRequestError } from "../errors.js";
import { isForeignElement } from "../expression/element.js";
import type { SchemaColumn } from "./column.js";
import type { ForeignKeyConstraint, ReferenceTarget } from "./constraints.js";
import type { AnyTable } from "./table.js";

export class ForeignKey {
  /** The column that refers. */
  readonly parent: SchemaColumn;
  readonly constraint: ForeignKeyConstraint;
  private readonly target: ReferenceTarget;
  private found: SchemaColumn | null = null;
  constructor(parent: SchemaColumn, constraint: ForeignKeyConstraint, target: ReferenceTarget) {
    this.parent = parent;
    this.constraint = constraint;
    this.target = target;
  }

  /**
   * The column referred to.
   * @throws InvalidRequestError if there is no such table or column.
   */
  get column(): SchemaColumn {
    return (this.found ??= resolveTarget(this.target, this.parent.table, this.parent.name));
  }
  /** The table referred to. */
  get targetTable(): AnyTable {
    return typeof this.target === "string" && this.found === null
      ? targetTable(this.target, this.parent.table, this.parent.name)
      : this.column.table;
  }
  /** What the target is called: `users.id`. */
  get targetName(): string {
    if (typeof this.target === "string") return this.target;
    const { column } = this;
    return `${column.table.fullName}.${column.name}`;
  }
  /** Whether it leads to a table. */
  references(table: AnyTable): boolean {
    return this.targetTable === table;
  }
  /** @internal The target as a copy of the table in another metadata has to name it. */
  targetFor(table: AnyTable): ReferenceTarget {
    if (table.metadata === null || table.metadata === this.parent.table.metadata) return this.target;
    const { column } = this;
    const schema = column.table.schema;
    return `${schema === null ? "" : `${schema}.`}${column.table.tableName}.${column.name}`;
  }
}

/** The column that a foreign key names, from the point of view of a table. */
export function resolveTarget(target: ReferenceTarget, table: AnyTable, column: string): SchemaColumn {
  if (typeof target === "string") {
    const referred = targetTable(target, table, column);
    const name = target.slice(target.lastIndexOf(".") + 1);
    const found = referred.columnNamed(name) ?? referred.column(name);
    if (found !== undefined) return found;
    throw new InvalidRequestError(
      `The foreign key of "${table.fullName}.${column}" refers to "${target}", but the table "${referred.fullName}" has no column "${name}".${didYouMean(
        name,
        referred.columns.map((own) => own.name),
      )}`,
    );
  }
  const given = typeof target === "function" ? (target as () => unknown)() : target;
  const found = (given as { baseColumn?: SchemaColumn } | undefined)?.baseColumn;
  if (found === undefined)
    throw new ArgumentError(
      isForeignElement(given)
        ? `The foreign key of "${table.fullName}.${column}" refers to a column of another copy of @cupel/core: make sure that one version is installed`
        : `The foreign key of "${table.fullName}.${column}" refers to ${given === undefined ? "undefined: name it in a getter, if its table or class is defined later, and check its spelling" : "what is no column"}`,
    );
  return found;
}

function targetTable(target: string, table: AnyTable, column: string): AnyTable {
  const { metadata } = table;
  const dot = target.lastIndexOf(".");
  if (dot <= 0) throw new ArgumentError(`The foreign key of "${table.fullName}.${column}" refers to "${target}"; write "table.column"`);
  if (metadata === null)
    throw new InvalidRequestError(
      `The foreign key of "${table.fullName}.${column}" names "${target}", but the table belongs to no metadata in which to look for it: give the column itself`,
    );
  const name = target.slice(0, dot);
  // An unqualified name is looked for in the default schema of the metadata, as the tables without a schema are.
  const found =
    metadata.find(name) ?? (metadata.schema === null || name.includes(".") ? undefined : metadata.find(`${metadata.schema}.${name}`));
  if (found !== undefined) return found;
  throw new InvalidRequestError(
    `The foreign key of "${table.fullName}.${column}" refers to the table "${name}", which its metadata does not know.${didYouMean(name, metadata.tableNames)} Define it with the same metadata, and import the module that does, before the first use.`,
  );
}
