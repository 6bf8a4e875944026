/** Views, and tables made of the rows of a SELECT. Either can be selected from by `.table`, whose columns are those of the SELECT. */
import { ArgumentError } from "../errors.js";
import { isSelect, refuseForeign } from "../expression/coerce.js";
import type { Rows } from "../expression/executable.js";
import { installCreateTableAs } from "../expression/hooks.js";
import type { SelectBase } from "../expression/select-base.js";
import type { Subquery } from "../expression/subquery.js";
import { type Cascade, DdlElement, type IfExists, type IfNotExists } from "./ddl.js";
import { defineTable } from "./define-table.js";
import { ColumnField } from "./fields.js";
import type { MetaData } from "./metadata.js";
import type { AnyTable, Table } from "./table.js";

/** The columns of a SELECT as those of a table. */
type ViewFields<M> = { readonly [K in keyof M & string]: ColumnField<M[K], "filled"> };
/** What a statement selects, by name. */
export type SelectedColumns<S> = S extends { subquery(): Subquery<infer M, string> } ? M : Record<string, unknown>;

export interface CreateTableAsOptions extends IfNotExists {
  schema?: string;
  /** For this connection alone. */
  temporary?: boolean;
  /** The metadata that is to know the table: `createAll` creates it, behind those that it may be made from. */
  metadata?: MetaData;
}
export interface CreateViewOptions extends CreateTableAsOptions {
  /** Takes the place of a view of that name. */
  orReplace?: boolean;
  /** Keeps the rows, until they are asked for anew. */
  materialized?: boolean;
}

const OPTIONS = ["schema", "temporary", "metadata", "ifNotExists"];
function check(what: string, name: unknown, statement: unknown, options: object, known: readonly string[]): SelectBase {
  if (typeof name !== "string" || name === "")
    throw new ArgumentError(`${what} takes a name first: ${what.replace("()", "")}("name", select(…))`);
  if (!isSelect(statement)) {
    refuseForeign(statement);
    throw new ArgumentError(`${what} takes a SELECT second. For SQL text write ddl("CREATE …")`);
  }
  for (const option of Object.keys(options))
    if (!known.includes(option)) throw new ArgumentError(`${what} has no option "${option}". It takes ${known.join(", ")}`);
  return statement as unknown as SelectBase;
}

/** What CREATE makes of a SELECT. */
export abstract class CreateAs<out M, out N extends string> extends DdlElement {
  readonly name: N;
  /** The SELECT. Its values are written into the text, since what is defined is kept without parameters. */
  readonly statement: SelectBase;
  readonly schema: string | null;
  readonly temporary: boolean;
  readonly ifNotExists: boolean;
  #table: AnyTable | null = null;

  constructor(name: N, statement: SelectBase, options: CreateTableAsOptions) {
    super();
    this.name = name;
    this.statement = statement;
    this.schema = options.schema ?? options.metadata?.schema ?? null;
    this.temporary = options.temporary ?? false;
    this.ifNotExists = options.ifNotExists ?? false;
    if (options.metadata !== undefined) this.#table = this.#makeTable(options.metadata);
  }
  /** What is created, to be selected from. */
  get table(): Table<ViewFields<M>, N> {
    return (this.#table ??= this.#makeTable(null)) as unknown as Table<ViewFields<M>, N>;
  }
  override get target(): AnyTable {
    return this.table;
  }

  #makeTable(metadata: MetaData | null): AnyTable {
    const fields: Record<string, ColumnField<unknown, never>> = {};
    for (const column of this.statement.exportTo(null as never)) {
      if (column.anonymous !== null)
        throw new ArgumentError(
          `"${this.name}": a column of the SELECT has no name by which it could be selected from here. Give it one: expression.as("total")`,
        );
      fields[column.key] = new ColumnField(column.type, { name: column.name, nullable: column.nullable }, null);
    }
    return defineTable(this.name, metadata, fields, {
      ...(this.schema === null ? {} : { schema: this.schema }),
      createdBy: this,
    });
  }
  /** @internal The opposite; null where that is DROP TABLE. */
  abstract dropped(): DdlElement | null;
}

/** `CREATE VIEW … AS SELECT …` */
export class CreateView<out M = unknown, out N extends string = string> extends CreateAs<M, N> {
  readonly kind = "createView";
  readonly orReplace: boolean;
  readonly materialized: boolean;
  constructor(name: N, statement: SelectBase, options: CreateViewOptions = {}) {
    super(name, check("createView()", name, statement, options, [...OPTIONS, "orReplace", "materialized"]), options);
    this.orReplace = options.orReplace ?? false;
    this.materialized = options.materialized ?? false;
  }
  override dropped(): DropView {
    return new DropView(this);
  }
}

/** `CREATE TABLE … AS SELECT …`; on SQL Server `SELECT … INTO …`. */
export class CreateTableAs<out M = unknown, out N extends string = string> extends CreateAs<M, N> {
  readonly kind = "createTableAs";
  constructor(name: N, statement: SelectBase, options: CreateTableAsOptions = {}) {
    super(name, check("createTableAs()", name, statement, options, OPTIONS), options);
  }
  override dropped(): null {
    return null;
  }
}

export interface DropViewOptions extends IfExists, Cascade {
  schema?: string;
  /** Whether it is a materialized view: a `CreateView` says so by itself. */
  materialized?: boolean;
}
/** `DROP VIEW …` */
export class DropView extends DdlElement {
  readonly kind = "dropView";
  readonly name: string;
  readonly schema: string | null;
  readonly materialized: boolean;
  readonly ifExists: boolean;
  readonly cascade: boolean;
  constructor(view: string | CreateView | AnyTable, options: DropViewOptions = {}) {
    super();
    const isName = typeof view === "string";
    if (view === "" || (!isName && (typeof view !== "object" || view === null)))
      throw new ArgumentError("dropView() takes the name of a view, or what createView() made");
    this.name = isName ? view : "tableName" in view ? view.tableName : view.name;
    this.schema = options.schema ?? (isName ? null : view.schema);
    const created = isName ? null : "tableName" in view ? view.createdBy : view;
    this.materialized = options.materialized ?? (created instanceof CreateView && created.materialized);
    this.ifExists = options.ifExists ?? false;
    this.cascade = options.cascade ?? false;
  }
}

/**
 * A view. Its values are written into its text.
 * @example
 * const adults = createView("adults", select(users.c.id, users.c.name).where(users.c.age.gte(18)));
 * await connection.execute(adults);             // CREATE VIEW adults AS SELECT users.id, users.name FROM users WHERE users.age >= 18
 * await connection.execute(select(adults.table.c.name)).all();
 */
export function createView<const N extends string, S extends Rows<unknown>>(
  name: N,
  statement: S,
  options?: CreateViewOptions,
): CreateView<SelectedColumns<S>, N> {
  return new CreateView<SelectedColumns<S>, N>(name, statement as unknown as SelectBase, options);
}
/**
 * Drops a view.
 * @example `dropView("adults", { ifExists: true })`
 */
export function dropView(view: string | CreateView | AnyTable, options?: DropViewOptions): DropView {
  return new DropView(view, options);
}
/**
 * A table that is filled with the rows of a SELECT; `select(…).into("name")` is the same.
 * @example `createTableAs("archive", select(users).where(users.c.age.gt(90)), { temporary: true })`
 */
export function createTableAs<const N extends string, S extends Rows<unknown>>(
  name: N,
  statement: S,
  options?: CreateTableAsOptions,
): CreateTableAs<SelectedColumns<S>, N> {
  return new CreateTableAs<SelectedColumns<S>, N>(name, statement as unknown as SelectBase, options);
}
installCreateTableAs(
  (name, statement, options) => new CreateTableAs(name, statement as SelectBase, options as CreateTableAsOptions | undefined),
);
