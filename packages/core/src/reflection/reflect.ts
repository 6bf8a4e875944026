/** From what a database tells to tables of a metadata. */
import { NoSuchTableError } from "../errors.js";
import { checkOptions } from "../options.js";
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
  checkOptions("reflect()", options, ["only", "schema", "views", "resolveForeignKeys"]);
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
  await inspector.prefetch(
    wanted.filter((name) => metadata.find(keyOf(name, schema)) === undefined),
    schema,
  );
  const has = async (name: string, within: string | undefined): Promise<boolean> =>
    (within === schema && names.includes(name)) || inspector.hasTable(name, { schema: within });
  const follow = (options.resolveForeignKeys ?? true) ? has : null;
  for (const name of wanted) await reflectOne(inspector, metadata, name, schema, follow);
}

const keyOf = (name: string, schema: string | undefined): string => (schema === undefined ? name : `${schema}.${name}`);

async function reflectOne(
  inspector: Inspector,
  metadata: MetaData,
  name: string,
  schema: string | undefined,
  /** Whether there is a table that a foreign key leads to; `null`: none is followed. */
  follow: ((name: string, schema: string | undefined) => Promise<boolean>) | null,
): Promise<AnyTable> {
  const known = metadata.find(keyOf(name, schema));
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
  if (follow !== null)
    for (const key of await inspector.getForeignKeys(name, { schema }))
      if (await follow(key.referredTable, key.referredSchema ?? undefined))
        await reflectOne(inspector, metadata, key.referredTable, key.referredSchema ?? undefined, follow);
  return table;
}
