/** A column of a table, an entity, an alias or a subquery: `users.c.id`. What a column of a schema has besides is `SchemaColumn`. */
import type { KeyWriter } from "../compiler/cache.js";
import { keyTag } from "../compiler/key-tags.js";
import type { SqlCompiler } from "../compiler/sql-compiler.js";
import { KEY } from "../symbols.js";
import type { TypeEngine } from "../types/engine.js";
import { ColumnElement, type Condition } from "./element.js";
import type { FromClause } from "./from.js";
import { operations } from "./hooks.js";
import { ALL, AND, ANY, AS_CONDITION, type Operator, OR } from "./operators.js";

const TAG = keyTag();
const NO_KEYS: ReadonlySet<ForeignKeyLike> = new Set();

/** What joins ask of a foreign key: to which column it leads, and what belongs together. */
export interface ForeignKeyLike {
  readonly column: Column<string, unknown, unknown>;
  readonly constraint: unknown;
}

/** A name that is invented when the statement is compiled: the object it stands for, and what the name begins with. */
export interface AnonymousName {
  readonly of: object;
  readonly base: string;
}

export interface ColumnTraits {
  readonly primaryKey?: boolean;
  readonly nullable?: boolean;
  readonly proxyOf?: Column<string, unknown, unknown> | null;
  readonly anonymous?: AnonymousName | null;
  readonly isLiteral?: boolean;
}

export class Column<out N extends string, out V, out S = never> extends ColumnElement<V, S> {
  declare readonly kind: "column";
  /** The property name: its key at `.c` and in rows. */
  readonly key: N;
  /** The name in the database. */
  readonly name: string;
  readonly type: TypeEngine<unknown>;
  readonly table: FromClause | null;
  readonly primaryKey: boolean;
  readonly nullable: boolean;
  /** The column it stands for, in an alias or a subquery. */
  readonly proxyOf: Column<string, unknown, unknown> | null;
  /** @internal Set where the name is only known when the statement is compiled. */
  readonly anonymous: AnonymousName | null;
  /** @internal Text of the user's, never quoted. */
  readonly isLiteral: boolean;

  constructor(key: N, name: string, type: TypeEngine<unknown>, table: FromClause | null, traits: ColumnTraits = {}) {
    super();
    this.key = key;
    this.name = name;
    this.type = type;
    this.table = table;
    this.primaryKey = traits.primaryKey ?? false;
    this.nullable = traits.nullable ?? true;
    this.proxyOf = traits.proxyOf ?? null;
    this.anonymous = traits.anonymous ?? null;
    this.isLiteral = traits.isLiteral ?? false;
  }

  /** The column of a table that this one stands for in the end; itself, if it is one. */
  get baseColumn(): Column<string, unknown, unknown> {
    let column: Column<string, unknown, unknown> = this;
    while (column.proxyOf !== null) column = column.proxyOf;
    return column;
  }
  /** The foreign keys that begin here. */
  get references(): ReadonlySet<ForeignKeyLike> {
    const base = this.baseColumn;
    return base === this ? NO_KEYS : base.references;
  }
  /** Whether this is `other`, or stands for it. */
  standsFor(other: Column<string, unknown, unknown>): boolean {
    let column: Column<string, unknown, unknown> | null = this;
    while (column !== null) {
      if (column === other) return true;
      column = column.proxyOf;
    }
    return false;
  }

  accept(compiler: SqlCompiler): string {
    return compiler.visitColumn(this);
  }
  [KEY](key: KeyWriter): void {
    key.write(TAG);
    if (this.table === null) key.write(this.isLiteral ? 1 : 0);
    else this.table[KEY](key);
    key.string(this.key);
    if (this.table === null) {
      key.string(this.name);
      this.type.appendKey(key);
    }
  }
  /** Neighbours are often of one table, which is then there already. */
  override collectFroms(into: FromClause[]): void {
    if (this.table !== null && into[into.length - 1] !== this.table) into.push(this.table);
  }

  override selfGroup(against?: Operator): ColumnElement<V, S> {
    if ((against === AND || against === OR || against === AS_CONDITION) && this.type.affinity === "boolean")
      return operations.asCondition(this) as unknown as ColumnElement<V, S>;
    if (against === ANY || against === ALL) return operations.group(this) as ColumnElement<V, S>;
    return this;
  }
  override negate(): Condition {
    return operations.negate(this);
  }
  override get bindName(): string {
    return this.key;
  }
  override get columnName(): string | null {
    return this.anonymous === null ? this.name : null;
  }
  override get anonymousBase(): string | null {
    return this.anonymous === null ? this.name : this.anonymous.base;
  }
  override get qualifiedName(): string | null {
    if (this.table === null || this.isLiteral || this.anonymous !== null) return this.columnName;
    const prefix = this.table.labelPrefix;
    if (prefix === null) return this.name;
    let label = `${prefix}_${this.name}`;
    if (this.table.hasColumnNamed(label)) {
      let count = 1;
      while (this.table.hasColumnNamed(`${label}_${count}`)) count++;
      label = `${label}_${count}`;
    }
    return label;
  }
}
Object.defineProperty(Column.prototype, "kind", { value: "column" });
