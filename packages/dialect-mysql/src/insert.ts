/** INSERT … ON DUPLICATE KEY UPDATE. */
import type {
  AnySource,
  Attributes,
  Executable,
  FieldsOf,
  InsertExtras,
  Rows,
  Selectable,
  SelectedNames,
  SelectedTuple,
  UpdateValues,
} from "@cupel/core";
import { ArgumentError } from "@cupel/core";
import {
  type Assignment,
  assignments,
  ConflictClause,
  type EXTRAS,
  ExcludedTable,
  InsertStatement,
  type NAMES,
  type TableClause,
  type TUPLE,
  type ValuesFor,
} from "@cupel/core/internal";

/** New values, in the order in which the database takes them: a later one sees what an earlier one did. */
export type OrderedValues<F> = readonly {
  [K in keyof UpdateValues<F>]-?: readonly [column: K, value: Exclude<UpdateValues<F>[K], undefined>];
}[keyof UpdateValues<F>][];
/** What ON DUPLICATE KEY UPDATE sets: an object of values by column, or a list where their order matters. */
export type DuplicateValues<F> = UpdateValues<F> | OrderedValues<F>;

export class DuplicateKeyInsert<in out T, in out R extends readonly unknown[] = []>
  extends InsertStatement
  implements Executable<SelectedTuple<R, never>, SelectedNames<R, never>, InsertExtras<FieldsOf<T>>>
{
  declare readonly [TUPLE]: SelectedTuple<R, never>;
  declare readonly [NAMES]: SelectedNames<R, never>;
  declare readonly [EXTRAS]: InsertExtras<FieldsOf<T>>;

  /** One row, or several in one statement. A second call adds columns, or rows. */
  override values(values: ValuesFor<T> | readonly ValuesFor<T>[]): this {
    return super.values(values);
  }
  /** INSERT … SELECT. Columns with a default that are not named are put to it, unless `includeDefaults` is false. */
  override fromSelect(
    columns: readonly (keyof FieldsOf<T> & string)[],
    statement: Rows<readonly unknown[]>,
    options?: { includeDefaults?: boolean },
  ): this {
    return super.fromSelect(columns, statement, options);
  }
  /**
   * What becomes of the row that has the same key, whichever unique key that is.
   * @param change the values, or a function of the row that was to be inserted; an object is written in the order of the table's columns, a
   *   list as it is given
   * @example
   * ```ts
   * insert(users).values({ id: 1, name: "Ann" }).onDuplicateKeyUpdate((inserted) => ({ name: inserted.name }))
   * // MySQL:   INSERT INTO users (id, name) VALUES (?, ?) AS new ON DUPLICATE KEY UPDATE name = new.name
   * // MariaDB: INSERT INTO users (id, name) VALUES (?, ?) ON DUPLICATE KEY UPDATE name = VALUES(name)
   * ```
   */
  onDuplicateKeyUpdate(
    change: DuplicateValues<FieldsOf<T>> | ((inserted: Attributes<FieldsOf<T>, "excluded">) => DuplicateValues<FieldsOf<T>>),
  ): this {
    const given = typeof change === "function" ? change(new ExcludedTable(this.table).c as Attributes<FieldsOf<T>, "excluded">) : change;
    return this.with({ conflict: new ConflictClause([], null, null, changes(this.table, given), null) });
  }
  /** RETURNING, on MariaDB. */
  returning<A extends readonly Selectable[]>(...what: A): DuplicateKeyInsert<T, A> {
    return this.withReturned(what) as unknown as DuplicateKeyInsert<T, A>;
  }
}

const place = "onDuplicateKeyUpdate()";

function changes(table: TableClause, given: unknown): readonly Assignment[] {
  const list = Array.isArray(given)
    ? (given as readonly (readonly [string, unknown])[]).flatMap(([key, value]) => assignments(table, { [key]: value }, place, "param"))
    : inOrderOf(table, assignments(table, given, place, "param"));
  if (list.length === 0) throw new ArgumentError(`${place} was given no columns. Use prefixWith("IGNORE") where nothing is to be done`);
  return list;
}
function inOrderOf(table: TableClause, list: readonly Assignment[]): readonly Assignment[] {
  const keys = table.columns.map((column) => column.key);
  return [...list].sort((a, b) => keys.indexOf(a.key) - keys.indexOf(b.key));
}

/** INSERT INTO a table, with `onDuplicateKeyUpdate` besides: `insert(users).values({ name: "Ann" })`. */
export function insert<T extends AnySource>(target: T): DuplicateKeyInsert<T> {
  return new DuplicateKeyInsert<T>(target);
}
