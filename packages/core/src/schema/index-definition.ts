/** Indexes: of columns, of expressions, of a part of the rows. */
import { ArgumentError } from "../errors.js";
import { type ClauseElement, type Condition, type Criterion, type Expression, isClauseElement } from "../expression/element.js";
import type { SchemaColumn } from "./column.js";
import { moveColumns, tableOf } from "./constraints.js";
import type { IndexDialectOptions } from "./dialect-options.js";
import { type ExtraOptions, extraOptions } from "./extra-options.js";
import type { TextLike } from "./fields.js";
import { columnOf, type FinalName, type ItemName, SchemaItem, splitOptions } from "./item.js";
import { constraintName } from "./naming.js";
import type { AnyTable } from "./table.js";

export interface IndexOptions extends IndexDialectOptions {
  name?: string | FinalName;
  unique?: boolean;
  /** Only the rows for which this holds. */
  where?: Condition | Criterion | TextLike;
  info?: Record<string, unknown>;
}

export class Index extends SchemaItem {
  readonly kind = "index";
  readonly givenName: ItemName;
  readonly unique: boolean;
  readonly where: ClauseElement | null;
  readonly info: Record<string, unknown>;
  readonly extra: ExtraOptions;
  private readonly given: readonly (string | ClauseElement)[];
  private resolved: readonly ClauseElement[] | null = null;

  constructor(name: ItemName, given: readonly (string | ClauseElement)[], options: IndexOptions) {
    super();
    if (given.length === 0)
      throw new ArgumentError(`The index ${name === null ? "" : `"${String(name)}" `}has no column: index("ix_name", users.c.name)`);
    for (const part of given)
      if (typeof part !== "string" && !isClauseElement(part))
        throw new ArgumentError(
          `index(${name === null ? "" : `"${String(name)}"`}) takes columns and expressions; ${part === undefined ? "undefined was given: is the column's name spelt right?" : `${String(part)} was given`}`,
        );
    this.givenName = name;
    this.given = given;
    this.unique = options.unique ?? false;
    this.where = (options.where as unknown as ClauseElement | undefined) ?? null;
    this.info = options.info ?? {};
    this.extra = extraOptions(`The index${name === null ? "" : ` "${String(name)}"`}`, options, ["name", "unique", "where", "info"]);
  }
  get schemaItem(): string {
    return "index";
  }
  get name(): string | null {
    const name = constraintName(this);
    return name === null ? null : String(name);
  }
  override get table(): AnyTable | null {
    return super.table ?? tableOf(this.given.flatMap((part) => (typeof part === "string" ? [] : columnsWithin(part))));
  }

  /** What is indexed: columns and expressions. */
  get expressions(): readonly ClauseElement[] {
    const { table } = this;
    if (table === null) throw new ArgumentError(`The index "${String(this.givenName)}" belongs to no table: name a column of one`);
    return (this.resolved ??= this.given.map((part) =>
      typeof part === "string" || isTableColumn(part)
        ? (columnOf(table, part, `The index "${String(this.givenName)}"`) as ClauseElement)
        : part,
    ));
  }
  /** The columns that it names, also within expressions. */
  get columns(): readonly SchemaColumn[] {
    return [...new Set(this.expressions.flatMap(columnsWithin))];
  }
  /** @internal */
  copyTo(table: AnyTable): Index {
    const options: IndexOptions = {
      ...this.extra,
      unique: this.unique,
      info: { ...this.info },
      ...(this.where === null ? {} : { where: moveColumns(this.where, table) as unknown as Condition }),
    };
    return new Index(
      this.givenName,
      this.expressions.map((part) => moveColumns(part, table)),
      options,
    ).copyCondition(this);
  }
  protected override describe(): string {
    return this.givenName === null ? "" : `"${String(this.givenName)}"`;
  }
}

/** A column of a table, and not text that stands for one. */
function isTableColumn(element: ClauseElement): boolean {
  return element.kind === "column" && (element as unknown as SchemaColumn).baseColumn.table !== null;
}

/** The columns in an expression, in the order in which they are written. */
export function columnsWithin(element: ClauseElement): SchemaColumn[] {
  if (element.kind === "column") return isTableColumn(element) ? [(element as unknown as SchemaColumn).baseColumn as SchemaColumn] : [];
  const found: SchemaColumn[] = [];
  element.eachChild((child) => found.push(...columnsWithin(child)));
  return found;
}

/**
 * An index. Without a name (`null`) the metadata's naming convention gives one. Options come last. Named with columns of a table outside of
 * its definition, it becomes one of the table's.
 * @example `index("ix_name_email", users.c.name, users.c.email.desc(), { unique: true })`
 */
export function index(name: string | FinalName | null, ...columns: (Expression<unknown> | TextLike | string | IndexOptions)[]): Index {
  const [items, options] = splitOptions<IndexOptions>(columns);
  const made = new Index(name, items as (string | ClauseElement)[], options);
  const table = made.table;
  if (table?.isComplete === true) table.append(made);
  return made;
}
