/**
 * A compiled statement: the text, cut where parameters stand, and the plan by which values find their places. It keeps no value of the
 * statement that it was compiled from, so that one serves every statement of the same structure.
 */
import { ArgumentError } from "../errors.js";
import type { BindParameter, Expansion } from "../expression/bind.js";
import type { ClauseElement, ColumnElement } from "../expression/element.js";
import type { AnyColumn, TableClause } from "../expression/from.js";
import type { Processor, TypeEngine } from "../types/engine.js";
import { nameColumn } from "../types/refusal.js";

export type StatementKind = "select" | "insert" | "update" | "delete" | "text" | "ddl";

/** One column of the result. */
export interface ResultColumn {
  /** The name in SQL. */
  readonly name: string;
  /** The name in the row. */
  readonly key: string;
  readonly type: TypeEngine<unknown>;
  /** Turns the driver's value into the attribute's; null where it is that already. Never given NULL. */
  readonly processor: Processor | null;
  readonly element: ClauseElement;
}

/**
 * Where the value of a placeholder comes from:
 * - `extracted`: the parameter with this number in the statement's key;
 * - `constant`: made by the compiler, or by a plug-in, the same for every statement of this structure;
 * - `named`: given at execution under this name; otherwise, if it has a number, from the statement;
 * - `column`: given at execution under this name, for a column that has a client-side default (or onUpdate) which the execution evaluates.
 */
export type BindSource =
  | { readonly kind: "extracted"; readonly index: number }
  | { readonly kind: "constant"; readonly parameter: BindParameter }
  | {
      readonly kind: "named";
      readonly key: string;
      readonly index: number;
      readonly required: boolean;
      readonly constant: BindParameter | null;
    }
  | { readonly kind: "column"; readonly key: string; readonly column: AnyColumn };

export interface BindSlot {
  /** The parameter's name in the statement. */
  readonly name: string;
  readonly source: BindSource;
  readonly processor: Processor | null;
  readonly type: TypeEngine<unknown>;
  /** What the value is for, in messages: `users.name`. */
  readonly purpose: string | null;
  readonly expanding: Expansion;
  /** How an expanding parameter is written out. */
  readonly expansion: ExpansionPlan | null;
}
/** The parts of the text of an expanded list. */
export interface ExpansionPlan {
  /** What stands for an empty list. */
  readonly empty: string;
  /** Before the first tuple: SQLite wants `VALUES`. */
  readonly prefix: string;
  /** The processors of the members of a tuple. */
  readonly members: readonly (Processor | null)[];
  /** The value as a literal: for parameters that are written into the text at execution. */
  readonly literal: ((value: unknown) => string) | null;
}

/** A value for a column that the execution has to make before the statement is sent. */
export interface PrefetchColumn {
  readonly column: AnyColumn;
  /** Under which name `bind` looks for it: the column's key, with `_m1` behind it in the second row of several. */
  readonly key: string;
  readonly on: "default" | "onUpdate";
}

/** What the execution of an INSERT needs to know. */
export interface InsertPlan {
  readonly table: TableClause;
  readonly prefetch: readonly PrefetchColumn[];
  /** The columns that the statement gives values for. */
  readonly columns: readonly AnyColumn[];
  /** How many rows stand in VALUES; 0 for INSERT … SELECT and DEFAULT VALUES. */
  readonly rows: number;
  /** Columns asked for beside those of an explicit RETURNING, in the order of `Compiled.columns`' tail; the whole where there is none. */
  readonly implicitReturning: readonly AnyColumn[];
  /** How each column of the primary key is learnt, in the key's order. */
  readonly primaryKey: readonly PrimaryKeySource[];
  /** Columns that the server fills, whose values nobody knows without asking. */
  readonly postfetch: readonly AnyColumn[];
}
export type PrimaryKeySource =
  | { readonly from: "slot"; readonly column: AnyColumn; readonly slot: number }
  | { readonly from: "returning"; readonly column: AnyColumn; readonly index: number }
  | { readonly from: "lastInsertId"; readonly column: AnyColumn }
  | { readonly from: "unknown"; readonly column: AnyColumn };
/** What the execution of an UPDATE or DELETE needs to know. */
export interface ChangePlan {
  readonly table: TableClause;
  readonly prefetch: readonly PrefetchColumn[];
  readonly postfetch: readonly AnyColumn[];
}

/** How placeholders are written. */
export type ParameterStyle = "qmark" | "numbered" | "at" | "named";

export interface CompileRequest {
  /** The columns that values are given for beside the statement (many rows, or one). */
  readonly columnKeys?: readonly string[] | undefined;
  /** Placeholders as `:name`. */
  readonly named?: boolean | undefined;
  readonly literalBinds?: boolean | undefined;
  readonly schemaTranslateMap?: Readonly<Record<string, string | null>> | undefined;
  /** INSERT and UPDATE without values are written with every column, as something to be read rather than executed. */
  readonly everyColumn?: boolean | undefined;
  /** Warns of FROM elements that nothing connects. */
  readonly lint?: boolean | undefined;
}

export interface BoundStatement {
  readonly sql: string;
  readonly values: unknown[];
}

interface CompiledParts {
  readonly pieces: readonly string[];
  readonly slots: readonly BindSlot[];
  readonly style: ParameterStyle;
  readonly kind: StatementKind;
  readonly returnsRows: boolean;
  readonly columns: readonly ResultColumn[];
  readonly plan: unknown;
  readonly insert: InsertPlan | null;
  readonly change: ChangePlan | null;
}

export class Compiled {
  /** In the dialect's parameter style. Where a list is expanded at execution, one placeholder stands. */
  get sql(): string {
    return (this.#sql ??= this.#plainText());
  }
  readonly kind: StatementKind;
  readonly returnsRows: boolean;
  readonly columns: readonly ResultColumn[];
  /** In order of the placeholders. */
  readonly slots: readonly BindSlot[];
  /** What the plug-in returned from `rewrite`. */
  readonly plan: unknown;
  readonly insert: InsertPlan | null;
  readonly change: ChangePlan | null;
  /** The text between the placeholders: one more than there are slots. */
  readonly pieces: readonly string[];
  readonly style: ParameterStyle;
  /** Whether the text depends on the values (lists of IN). */
  readonly isExpanding: boolean;
  /** Whether a whole number of the result may be beyond 2^53: a column says so, or nothing is known of the columns. */
  readonly exactIntegers: boolean;
  /** @internal Scratch of the executing engine: the prepared form, the row factory. One statement of one engine has one compiled form. */
  cache: unknown = null;
  /** Put together when it is first read: of a statement with lists nobody does. */
  #sql: string | null = null;
  #expanded: Map<string, string> | null = null;

  constructor(parts: CompiledParts) {
    this.pieces = parts.pieces;
    this.slots = parts.slots;
    this.style = parts.style;
    this.kind = parts.kind;
    this.returnsRows = parts.returnsRows;
    this.columns = parts.columns;
    this.plan = parts.plan;
    this.insert = parts.insert;
    this.change = parts.change;
    let isExpanding = false;
    for (const slot of parts.slots) if (slot.expansion !== null) isExpanding = true;
    this.isExpanding = isExpanding;
    let exact = parts.kind === "text" && parts.columns.length === 0;
    for (const column of parts.columns) if (column.type.isWideInteger) exact = true;
    this.exactIntegers = exact;
  }

  /**
   * The text and the values, in order of its placeholders.
   * @param parameters what the statement's key collected
   * @param given values given beside the statement, by name
   */
  bind(parameters: readonly BindParameter[], given: Readonly<Record<string, unknown>> | null): BoundStatement {
    const { slots } = this;
    const values: unknown[] = new Array(slots.length);
    let i = 0;
    try {
      for (; i < slots.length; i++) {
        const slot = slots[i] as BindSlot;
        const value = this.valueOf(slot, parameters, given);
        values[i] =
          value === null || value === undefined || slot.processor === null || slot.expansion !== null
            ? (value ?? null)
            : slot.processor(value);
      }
    } catch (error) {
      throw slots[i]?.purpose == null ? error : nameColumn(error, (slots[i] as BindSlot).purpose as string);
    }
    return this.isExpanding ? this.#expand(values) : { sql: this.sql, values };
  }

  /** The value of one placeholder, before its type converts it. */
  valueOf(slot: BindSlot, parameters: readonly BindParameter[], given: Readonly<Record<string, unknown>> | null): unknown {
    const { source } = slot;
    switch (source.kind) {
      case "extracted": {
        const parameter = parameters[source.index] as BindParameter;
        return parameter.callable === null ? parameter.value : parameter.callable();
      }
      case "constant":
        return source.parameter.currentValue;
      case "named":
        if (given !== null) {
          const value = given[source.key];
          if (value !== undefined) return value;
          if (Object.hasOwn(given, source.key))
            throw new ArgumentError(`The value of the parameter "${source.key}" is undefined: give null for NULL`);
        }
        if (source.required)
          throw new ArgumentError(`A value is required for the parameter "${source.key}": execute(statement, { ${source.key}: … })`);
        return source.constant !== null
          ? source.constant.currentValue
          : source.index < 0
            ? null
            : (parameters[source.index] as BindParameter).currentValue;
      case "column":
        return given === null ? null : (given[source.key] ?? null);
    }
  }

  #plainText(): string {
    const { pieces } = this;
    if (this.style === "qmark") return pieces.join("?");
    let text = pieces[0] as string;
    for (let i = 1; i < pieces.length; i++) text += this.placeholder(i) + pieces[i];
    return text;
  }

  /** The placeholder of the n-th value, counted from one. */
  placeholder(n: number): string {
    switch (this.style) {
      case "numbered":
        return `$${n}`;
      case "at":
        return `@p${n}`;
      case "named":
        return `:${this.slots[n - 1]?.name ?? n}`;
      default:
        return "?";
    }
  }

  #expand(values: readonly unknown[]): BoundStatement {
    const { slots } = this;
    const flat: unknown[] = [];
    let shape = "";
    let literal = false;
    for (let i = 0; i < slots.length; i++) {
      const slot = slots[i] as BindSlot;
      const value = values[i];
      if (slot.expansion?.literal != null) {
        literal = true;
        continue;
      }
      if (slot.expanding === "none") {
        flat.push(value);
        continue;
      }
      const list = listOf(slot, value);
      shape += `${list.length},`;
      if (slot.expanding === "tuples") pushTuples(slot, list, flat);
      else for (const item of list) flat.push(item === null || slot.processor === null ? item : slot.processor(item));
    }
    let sql = literal ? undefined : this.#expanded?.get(shape);
    if (sql === undefined) {
      sql = this.expandedText(values);
      this.#expanded ??= new Map();
      if (!literal && this.#expanded.size < 64) this.#expanded.set(shape, sql);
    }
    return { sql, values: flat };
  }

  /** @internal The text with its lists written out for these values. */
  expandedText(values: readonly unknown[]): string {
    const { pieces, slots } = this;
    const isNamed = this.style === "named";
    let count = 0;
    let text = pieces[0] as string;
    for (let i = 0; i < slots.length; i++) {
      const slot = slots[i] as BindSlot;
      const { expansion, expanding } = slot;
      const literal = expansion === null ? null : expansion.literal;
      if (expanding === "none") text += literal !== null ? literal(values[i]) : isNamed ? `:${slot.name}` : this.placeholder(++count);
      else {
        const list = listOf(slot, values[i]);
        text += list.length === 0 ? (expansion?.empty ?? "NULL") : (expansion?.prefix ?? "");
        for (let n = 0; n < list.length; n++) {
          if (n > 0) text += ", ";
          if (literal !== null) text += literal(list[n]);
          else if (expanding === "list") text += isNamed ? `:${slot.name}_${n + 1}` : this.placeholder(++count);
          else
            text += `(${(list[n] as readonly unknown[]).map((_, m) => (isNamed ? `:${slot.name}_${n + 1}_${m + 1}` : this.placeholder(++count))).join(", ")})`;
        }
      }
      text += pieces[i + 1];
    }
    return text;
  }
}

function listOf(slot: BindSlot, value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw new ArgumentError(`The parameter "${slot.name}" stands in IN: its value must be an array`);
}

function pushTuples(slot: BindSlot, list: readonly unknown[], flat: unknown[]): void {
  const members = slot.expansion?.members ?? [];
  for (const tuple of list) {
    if (!Array.isArray(tuple))
      throw new ArgumentError(`The parameter "${slot.name}" stands for tuples: each of its values must be an array`);
    tuple.forEach((item: unknown, i) => {
      const processor = members[i] ?? null;
      flat.push(item === null || item === undefined || processor === null ? (item ?? null) : processor(item));
    });
  }
}

export type { ColumnElement };
