/** From what a database tells to tables of a metadata. */
import { NoSuchTableError } from "../errors.js";
import type { DdlBind } from "../schema/create.js";
import { defineTable } from "../schema/define-table.js";
import type { MetaData } from "../schema/metadata.js";
import type { AnyTable } from "../schema/table.js";
import { fillTable } from "./fill-table.js";
import { type Inspector, inspect } from "./inspector.js";

export interface ReflectOptions {
  /** Only these tables, or those for which the function says true. */
  only?: readonly string[] | ((name: string) => boolean);
  schema?: string;
  /** Views as well. */
  views?: boolean;
  /** Also the tables that foreign keys lead to. True by default. */
  resolveForeignKeys?: boolean;
}

/** Defines in a metadata the tables that a database has; those that it knows already stay as they are. */
export async function reflectMetadata(metadata: MetaData, bind: DdlBind, options: ReflectOptions = {}): Promise<void> {
  const inspector = inspect(bind);
  const schema = options.schema ?? metadata.schema ?? undefined;
  const names = [
    ...(await inspector.getTableNames({ schema })),
    ...(options.views === true ? await inspector.getViewNames({ schema }) : []),
  ];
  const { only } = options;
  if (Array.isArray(only)) {
    const missing = (only as readonly string[]).filter((name) => !names.includes(name));
    if (missing.length > 0)
      throw new NoSuchTableError(
        `reflect(): the database has no ${missing.length === 1 ? "table" : "tables"} ${missing.map((name) => `"${name}"`).join(", ")}${schema === undefined ? "" : ` in the schema "${schema}"`}`,
      );
  }
  const wanted =
    only === undefined
      ? names
      : names.filter((name) => (typeof only === "function" ? only(name) : (only as readonly string[]).includes(name)));
  for (const name of wanted) await reflectOne(inspector, metadata, name, schema, options.resolveForeignKeys ?? true);
}

async function reflectOne(
  inspector: Inspector,
  metadata: MetaData,
  name: string,
  schema: string | undefined,
  follow: boolean,
): Promise<AnyTable> {
  const known = metadata.find(schema === undefined ? name : `${schema}.${name}`);
  if (known !== undefined) return known;
  const tableOptions = await inspector.getTableOptions(name, { schema });
  const comment = await inspector.getTableComment(name, { schema });
  const table = defineTable(
    name,
    metadata,
    {},
    { ...tableOptions, ...(schema === undefined ? {} : { schema }), ...(comment === null ? {} : { comment }) },
  );
  try {
    await fillTable(inspector, table, {});
  } catch (error) {
    metadata.remove(table);
    throw error;
  }
  if (follow)
    for (const key of await inspector.getForeignKeys(name, { schema }))
      if (await inspector.hasTable(key.referredTable, { schema: key.referredSchema ?? undefined }))
        await reflectOne(inspector, metadata, key.referredTable, key.referredSchema ?? undefined, follow);
  return table;
}
