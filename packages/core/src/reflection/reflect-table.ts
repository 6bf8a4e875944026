/** One table as a database has it, with what the program knows better. */
import { ArgumentError, NoSuchTableError } from "../errors.js";
import { checkOptions } from "../options.js";
import type { DdlBind } from "../schema/create.js";
import { defineTable } from "../schema/define-table.js";
import type { Fields } from "../schema/fields.js";
import type { MetaData } from "../schema/metadata.js";
import type { Table } from "../schema/table.js";
import { fillTable } from "./fill-table.js";
import { inspect } from "./inspector.js";
import { reflectMetadata } from "./reflect.js";

export interface ReflectTableOptions<F extends Fields> {
  /** The engine or connection whose database has the table. */
  autoloadWith: DdlBind;
  /** Columns that are to be otherwise than the database has them (another type, another property), by their names in the database. */
  fields?: F;
  schema?: string;
  /** Only these columns, by their names in the database. */
  includeColumns?: readonly string[];
  excludeColumns?: readonly string[];
  /** Also the tables that foreign keys lead to. True by default. */
  resolveForeignKeys?: boolean;
  /** If the metadata has the table already, gives it as it is. */
  keepExisting?: boolean;
  /** Replaces a table of the same name. */
  redefine?: boolean;
}
const OPTIONS = ["autoloadWith", "fields", "schema", "includeColumns", "excludeColumns", "resolveForeignKeys", "keepExisting", "redefine"];

/**
 * A table as the database has it: what SQLAlchemy's `Table(…, autoload_with=engine)` is. Columns that are given win over the reflected ones.
 * @throws NoSuchTableError if the database does not have it
 * @example
 * const users = await reflectTable("users", metadata, { autoloadWith: engine, fields: { settings: column(t.json<Settings>()) } });
 */
export async function reflectTable<const N extends string, F extends Fields = {}>(
  name: N,
  metadata: MetaData,
  options: ReflectTableOptions<F>,
): Promise<Table<F, N>> {
  checkOptions("reflectTable()", options, OPTIONS);
  const bind = options?.autoloadWith;
  if (bind === undefined) throw new ArgumentError("reflectTable() takes the engine or connection to ask: { autoloadWith: engine }");
  const inspector = inspect(bind);
  const schema = options.schema ?? metadata.schema ?? undefined;
  const within = { schema };
  const present = metadata.find(schema === undefined ? name : `${schema}.${name}`);
  if (present !== undefined && options.keepExisting === true) return present as unknown as Table<F, N>;
  if (!(await inspector.hasTable(name, within)))
    throw new NoSuchTableError(
      `reflectTable(): the database has no table "${name}"${schema === undefined ? "" : ` in the schema "${schema}"`}`,
    );
  const comment = await inspector.getTableComment(name, within);
  const table = defineTable(name, metadata, options.fields ?? {}, {
    ...(await inspector.getTableOptions(name, within)),
    ...(schema === undefined ? {} : { schema }),
    ...(comment === null ? {} : { comment }),
    ...(options.redefine === undefined ? {} : { redefine: options.redefine }),
  });
  try {
    await fillTable(inspector, table, {
      ...(options.includeColumns === undefined ? {} : { includeColumns: options.includeColumns }),
      ...(options.excludeColumns === undefined ? {} : { excludeColumns: options.excludeColumns }),
    });
  } catch (error) {
    metadata.remove(table);
    throw error;
  }
  if (options.resolveForeignKeys !== false)
    for (const { referredTable, referredSchema } of await inspector.getForeignKeys(name, within)) {
      const there = referredSchema ?? undefined;
      if (metadata.has(there === undefined ? referredTable : `${there}.${referredTable}`)) continue;
      if (await inspector.hasTable(referredTable, { schema: there }))
        await reflectMetadata(metadata, bind, { only: [referredTable], ...(there === undefined ? {} : { schema: there }) });
    }
  return table as unknown as Table<F, N>;
}
