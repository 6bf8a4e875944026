/** What INSERT, UPDATE and DELETE have in common: a table, RETURNING, hints, and being a CTE. */
import type { KeyWriter } from "../compiler/cache.js";
import { ArgumentError, InvalidRequestError } from "../errors.js";
import { ENTITY, KEY } from "../symbols.js";
import { NULL_TYPE } from "../types/null.js";
import { BindParameter } from "./bind.js";
import { isSelect, refuseForeign } from "./coerce.js";
import type { Column } from "./column.js";
import { Cte, type CteOptions } from "./cte.js";
import { ClauseElement, type ColumnElement, isClauseElement, isColumnElement } from "./element.js";
import {
  type Affix,
  type AffixOptions,
  affix,
  entityOf,
  type Hint,
  nothing,
  Statement,
  writeAffixes,
  writeHints,
} from "./executable-statement.js";
import { type AnyColumn, FromClause, TableClause } from "./from.js";
import type { HasEntity } from "./protocol.js";
import { type SelectedItem, selectedItem } from "./select.js";
import { exportColumns, propertyKey } from "./select-columns.js";
import type { Selectable } from "./subquery.js";

type Any = ColumnElement<unknown, unknown>;
/** One value: the column by its key, and a parameter or an expression. */
export interface Assignment {
  readonly key: string;
  readonly value: Any;
}

/** @throws ArgumentError for what rows cannot be written to. */
export function dmlTable(target: unknown, place: string): TableClause {
  const from = entityOf(target)?.selectable ?? target;
  if (from instanceof TableClause) return from;
  refuseForeign(target);
  throw new ArgumentError(
    `${place} takes a table or a mapped class, not ${target === undefined ? "undefined" : from instanceof FromClause ? `a ${from.kind}` : `a ${typeof target}`}`,
  );
}

/** The column of a table by its property name; undefined if there is none. */
export function columnOf(table: TableClause, key: string): Column<string, unknown, unknown> | undefined {
  return (table.c as Readonly<Record<string, Column<string, unknown, unknown> | undefined>>)[key];
}

/** A value for a column: an expression as it is, anything else as a parameter of the column's type. */
export function assigned(table: TableClause, key: string, value: unknown, place: string, name = key): Any {
  if (isColumnElement(value)) return value;
  if (isSelect(value)) return value.scalarSubquery();
  if (value === undefined) throw new ArgumentError(`${place}: the value of "${key}" is undefined. Leave it out, or give null for NULL`);
  if (isClauseElement(value)) throw new ArgumentError(`${place}: "${key}" takes a value or an expression, not a ${value.kind}`);
  refuseForeign(value);
  return new BindParameter(name, value, columnOf(table, key)?.type ?? NULL_TYPE, true);
}
/** @param name what the parameters are called, if not after their columns */
export function assignments(table: TableClause, values: unknown, place: string, name?: string): readonly Assignment[] {
  if (typeof values !== "object" || values === null)
    throw new ArgumentError(`${place} takes an object of values by column: { name: "Ann" }`);
  if (Array.isArray(values))
    return (values as readonly unknown[]).map((value, i) => {
      const column = table.columns[i];
      if (column === undefined) throw new ArgumentError(`${place}: more values than "${table.description}" has columns`);
      return { key: column.key, value: assigned(table, column.key, value, place) };
    });
  const list: Assignment[] = [];
  for (const key of Object.keys(values))
    list.push({ key, value: assigned(table, key, (values as Readonly<Record<string, unknown>>)[key], place, name) });
  return list;
}
export function writeAssignments(key: KeyWriter, list: readonly Assignment[]): void {
  key.write(list.length);
  for (const each of list) {
    key.string(each.key);
    each.value[KEY](key);
  }
}

export abstract class DmlStatement extends Statement implements Selectable {
  readonly table: TableClause;
  /** @internal The mapped class, if one was named. */
  readonly entity: HasEntity | null;
  /** @internal */
  returned: readonly SelectedItem[] = nothing;
  /** @internal Server-made values are to be returned to the execution: all of them, or these. */
  defaultsReturned: readonly AnyColumn[] | "all" | null = null;
  /** @internal */
  hints: readonly Hint[] = nothing;
  /** @internal Options of one dialect. */
  dialectOptions: Readonly<Record<string, unknown>> | null = null;
  /** @internal */
  suffixes: readonly Affix[] = nothing;

  constructor(target: unknown, place: string) {
    super();
    this.table = dmlTable(target, place);
    const protocol = entityOf(target);
    this.entity = protocol === null ? null : (target as HasEntity);
    if (protocol !== null) this.plugin = protocol.plugin;
  }
  /** What RETURNING gives, by the keys of its columns. */
  get exportedColumns(): Readonly<Record<string, ColumnElement<unknown>>> {
    const record: Record<string, ColumnElement<unknown>> = {};
    for (const element of this.columnElements) {
      const key = propertyKey(element);
      if (key !== null) record[key] ??= element as ColumnElement<unknown>;
    }
    return record;
  }
  /** Values of an INSERT or UPDATE are given by its own methods. */
  params(_values: unknown): never {
    throw new InvalidRequestError(
      `A statement of ${this.kind.toUpperCase()} has no params(): give values by values() or set(), or those of its named parameters with the execution`,
    );
  }

  protected copyDml(from: DmlStatement): void {
    this.copyStatement(from);
    this.returned = from.returned;
    this.defaultsReturned = from.defaultsReturned;
    this.hints = from.hints;
    this.dialectOptions = from.dialectOptions;
    this.suffixes = from.suffixes;
  }
  protected writeDml(key: KeyWriter): void {
    if (this.entity === null) this.table[KEY](key);
    else {
      key.write(-1);
      this.entity[ENTITY].appendKey(key);
    }
    key.write(this.returned.length);
    for (const item of this.returned) {
      if (item instanceof ClauseElement) item[KEY](key);
      else {
        key.write(-2);
        item[ENTITY].appendKey(key);
      }
    }
    const { defaultsReturned } = this;
    if (defaultsReturned === null) key.write(0);
    else if (defaultsReturned === "all") key.write(-3);
    else {
      key.write(defaultsReturned.length);
      for (const column of defaultsReturned) column[KEY](key);
    }
    writeHints(key, this.hints);
    writeAffixes(key, this.suffixes);
    if (this.dialectOptions === null) key.write(0);
    else {
      const entries = Object.entries(this.dialectOptions);
      key.write(entries.length);
      for (const [name, value] of entries) key.string(`${name}=${String(value)}`);
    }
    this.writeStatement(key);
  }
  protected eachDmlChild(visit: (child: ClauseElement) => void): void {
    visit(this.table);
    for (const item of this.returned) if (item instanceof ClauseElement) visit(item);
    this.eachStatementChild(visit);
  }
  protected mapReturned(map: (child: ClauseElement) => ClauseElement): readonly SelectedItem[] {
    const mapped = this.returned.map((item) => (item instanceof ClauseElement ? map(item) : item));
    return mapped.every((item, i) => item === this.returned[i]) ? this.returned : mapped;
  }
  override collectFroms(): void {}

  /** What RETURNING gives, one expression for each column. */
  get columnElements(): readonly ClauseElement[] {
    return this.returned.flatMap((item): readonly ClauseElement[] =>
      item instanceof FromClause ? item.columns : item instanceof ClauseElement ? [item] : item[ENTITY].selectable.columns,
    );
  }
  exportTo(owner: FromClause): readonly AnyColumn[] {
    return exportColumns(this.columnElements, "disambiguateOnly", owner);
  }
  protected withReturned(what: readonly unknown[]): this {
    const copy = this.with({ returned: [...this.returned, ...what.map(selectedItem)] });
    if (copy.plugin === null) copy.plugin = what.map((each) => entityOf(each)).find((each) => each !== null)?.plugin ?? null;
    return copy;
  }

  /**
   * Has the execution fetch what the server makes (defaults, keys), by RETURNING, without giving rows: for those who write objects.
   * @param columns which of them; all that the server makes without them
   */
  returnDefaults(...columns: readonly AnyColumn[]): this {
    return this.with({ defaultsReturned: columns.length === 0 ? "all" : columns });
  }
  /** Words behind INSERT, UPDATE or DELETE; of one dialect, if it is named. Written as they are. */
  prefixWith(text: string | ClauseElement, options?: AffixOptions): this {
    return this.with({ prefixes: [...this.prefixes, affix(text, options, "prefixWith()")] });
  }
  /** A hint, where the dialect has such. Written as it is. */
  withHint(text: string, options?: AffixOptions): this {
    return this.with({ hints: [...this.hints, { on: null, text, dialect: options?.dialect ?? null }] });
  }
  /** Options that mean something to one dialect: `{ mysqlLimit: 2 }`. */
  withDialectOptions(options: Readonly<Record<string, unknown>>): this {
    return this.with({ dialectOptions: { ...this.dialectOptions, ...options } });
  }
  executionOptions(options: Readonly<Record<string, unknown>>): this {
    return this.with({ executionOptionValues: { ...this.executionOptionValues, ...options } });
  }
  options(...options: unknown[]): this {
    return this.with({ loaderOptions: [...this.loaderOptions, ...options] });
  }
  /** CTEs that stand before this statement even if nothing in it refers to them. */
  addCte(...ctes: readonly FromClause[]): this {
    return this.with({ independentCtes: [...this.independentCtes, ...ctes.map((cte) => ({ cte, nestHere: false }))] });
  }
  /** The rows of RETURNING as a FROM element. */
  cte<const N extends string = "anonymous">(name?: N, options?: CteOptions): Cte<Record<string, unknown>, N> {
    return Cte.from<Record<string, unknown>, N>(this, name ?? null, options ?? {});
  }
}
