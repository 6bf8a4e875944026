/** Constraints: PRIMARY KEY, UNIQUE, CHECK, FOREIGN KEY. */
import { ArgumentError } from "../errors.js";
import { type ClauseElement, type Condition, type Expression, isClauseElement } from "../expression/element.js";
import type { SchemaColumn } from "./column.js";
import type { ConstraintDialectOptions } from "./dialect-options.js";
import { type ExtraOptions, extraOptions } from "./extra-options.js";
import type { ForeignKeyAction } from "./fields.js";
import { ForeignKey } from "./foreign-key.js";
import { type ColumnArgument, columnsOf, type FinalName, type ItemName, SchemaItem, splitOptions } from "./item.js";
import { constraintName } from "./naming.js";
import type { AnyTable } from "./table.js";

export type Initially = "DEFERRED" | "IMMEDIATE";
export interface ConstraintOptions extends ConstraintDialectOptions {
  name?: string | FinalName;
  deferrable?: boolean;
  initially?: Initially;
  comment?: string;
  info?: Record<string, unknown>;
}
export const KNOWN: readonly string[] = ["name", "deferrable", "initially", "comment", "info"];

export type ConstraintKind = "primaryKey" | "unique" | "check" | "foreignKey" | (string & {});

/** A constraint of a table. */
export abstract class Constraint extends SchemaItem {
  abstract readonly kind: ConstraintKind;
  readonly givenName: ItemName;
  readonly deferrable: boolean | null;
  readonly initially: Initially | null;
  readonly comment: string | null;
  readonly info: Record<string, unknown>;
  /** Options of dialects. */
  readonly extra: ExtraOptions;
  /** @internal Made by the definition of a column (`unique: true`) or its type, not listed by itself. */
  implicit: "column" | "type" | null = null;
  /** @internal Left out of CREATE TABLE, to be added afterwards. */
  addedLater = false;

  constructor(options: ConstraintOptions, known: readonly string[] = KNOWN) {
    super();
    this.givenName = options.name ?? null;
    this.deferrable = options.deferrable ?? null;
    this.initially = options.initially ?? null;
    this.comment = options.comment ?? null;
    this.info = options.info ?? {};
    this.extra = extraOptions(`A constraint${typeof options.name === "string" ? ` called "${options.name}"` : ""}`, options, known);
  }
  get schemaItem(): string {
    return this.kind;
  }
  /** The name as it is written, a naming convention applied; null if it has none. */
  get name(): string | null {
    const name = constraintName(this);
    return name === null ? null : String(name);
  }
  /** The columns it is about. */
  abstract get columns(): readonly SchemaColumn[];
  protected override describe(): string {
    return this.givenName === null ? "" : `"${String(this.givenName)}"`;
  }
  /** @internal The same for another table. */
  abstract copyTo(table: AnyTable): Constraint;
  protected optionsForCopy(): ConstraintOptions {
    return {
      ...this.extra,
      ...(this.givenName === null ? {} : { name: this.givenName }),
      ...(this.deferrable === null ? {} : { deferrable: this.deferrable }),
      ...(this.initially === null ? {} : { initially: this.initially }),
      ...(this.comment === null ? {} : { comment: this.comment }),
      info: { ...this.info },
    };
  }
}

abstract class ColumnConstraint extends Constraint {
  readonly given: readonly ColumnArgument[];
  private resolved: readonly SchemaColumn[] | null = null;
  constructor(given: readonly ColumnArgument[], options: ConstraintOptions) {
    super(options);
    this.given = given;
  }
  abstract readonly label: string;
  override get table(): AnyTable | null {
    return super.table ?? tableOf(this.given);
  }
  get columns(): readonly SchemaColumn[] {
    const { table } = this;
    if (table === null) throw new ArgumentError(`${this.label}: its columns belong to no table yet; list it among the constraints of one`);
    return (this.resolved ??= columnsOf(table, this.given, this.label));
  }
}
/** The table of the first column that is given as such. */
export function tableOf(given: readonly unknown[]): AnyTable | null {
  for (const argument of given) {
    const table = (argument as { baseColumn?: SchemaColumn } | null)?.baseColumn?.table;
    if (table !== undefined && table !== null) return table as AnyTable;
  }
  return null;
}

export class PrimaryKeyConstraint extends ColumnConstraint {
  readonly kind = "primaryKey";
  readonly label = "primaryKeyConstraint()";
  copyTo(table: AnyTable): PrimaryKeyConstraint {
    const copy = new PrimaryKeyConstraint(
      this.columns.map((column) => column.key),
      this.optionsForCopy(),
    );
    copy.implicit = this.implicit;
    void table;
    return copy.copyCondition(this);
  }
}
export class UniqueConstraint extends ColumnConstraint {
  readonly kind = "unique";
  readonly label = "uniqueConstraint()";
  copyTo(_table: AnyTable): UniqueConstraint {
    return new UniqueConstraint(
      this.columns.map((column) => column.key),
      this.optionsForCopy(),
    ).copyCondition(this);
  }
}

export interface CheckOptions extends ConstraintOptions {}
export class CheckConstraint extends Constraint {
  readonly kind = "check";
  /** The condition: an expression, or SQL text as it stands. */
  readonly condition: ClauseElement | string;
  constructor(condition: ClauseElement | string, options: ConstraintOptions) {
    super(options);
    this.condition = condition;
  }
  /** The columns that the condition names, as far as it is an expression. */
  get columns(): readonly SchemaColumn[] {
    const found = new Set<SchemaColumn>();
    const visit = (element: ClauseElement): void => {
      if (element.kind === "column" && (element as unknown as SchemaColumn).baseColumn.table !== null)
        found.add((element as unknown as SchemaColumn).baseColumn as SchemaColumn);
      element.eachChild(visit);
    };
    if (typeof this.condition !== "string") visit(this.condition);
    return [...found];
  }
  override get table(): AnyTable | null {
    return super.table ?? tableOf(this.columns);
  }
  copyTo(table: AnyTable): CheckConstraint {
    return new CheckConstraint(
      typeof this.condition === "string" ? this.condition : moveColumns(this.condition, table),
      this.optionsForCopy(),
    ).copyCondition(this);
  }
}
/** An expression with the columns of one table replaced by those of another that have the same keys. */
export function moveColumns<E extends ClauseElement>(element: E, table: AnyTable): E {
  const move = (part: ClauseElement): ClauseElement =>
    part.kind === "column"
      ? ((table.column((part as unknown as SchemaColumn).key) as ClauseElement | undefined) ?? part)
      : part.mapChildren(move);
  return move(element) as E;
}

export interface ForeignKeyConstraintOptions extends ConstraintOptions {
  onDelete?: ForeignKeyAction;
  onUpdate?: ForeignKeyAction;
  match?: "FULL" | "PARTIAL" | "SIMPLE";
  useAlter?: boolean;
}
/** What a foreign key refers to: a column, a function that gives one, or `"table.column"`. */
export type ReferenceTarget = string | Expression<unknown> | (() => Expression<unknown>);

export class ForeignKeyConstraint extends Constraint {
  readonly kind = "foreignKey";
  readonly given: readonly ColumnArgument[];
  readonly targets: readonly ReferenceTarget[];
  readonly onDelete: ForeignKeyAction | null;
  readonly onUpdate: ForeignKeyAction | null;
  readonly match: "FULL" | "PARTIAL" | "SIMPLE" | null;
  /** Always added by ALTER TABLE, where the database can. */
  readonly useAlter: boolean;
  private keys: readonly ForeignKey[] | null = null;

  constructor(given: readonly ColumnArgument[], targets: readonly ReferenceTarget[], options: ForeignKeyConstraintOptions) {
    super(options, [...KNOWN, "onDelete", "onUpdate", "match", "useAlter"]);
    if (given.length === 0 || given.length !== targets.length)
      throw new ArgumentError(
        `foreignKeyConstraint() needs as many columns as it has references, and one at least; it was given ${given.length} and ${targets.length}`,
      );
    this.given = given;
    this.targets = targets;
    this.onDelete = options.onDelete ?? null;
    this.onUpdate = options.onUpdate ?? null;
    this.match = options.match ?? null;
    this.useAlter = options.useAlter ?? false;
  }
  override get table(): AnyTable | null {
    return super.table ?? tableOf(this.given);
  }
  /** One for each column. */
  get elements(): readonly ForeignKey[] {
    if (this.keys === null) {
      const { table } = this;
      if (table === null)
        throw new ArgumentError("foreignKeyConstraint(): its columns belong to no table yet; list it among the constraints of one");
      this.keys = columnsOf(table, this.given, "foreignKeyConstraint()").map(
        (column, index) => new ForeignKey(column, this, this.targets[index] as ReferenceTarget),
      );
    }
    return this.keys;
  }
  get columns(): readonly SchemaColumn[] {
    return this.elements.map((key) => key.parent);
  }
  /** The columns referred to. */
  get referredColumns(): readonly SchemaColumn[] {
    return this.elements.map((key) => key.column);
  }
  /** The table referred to. */
  get referredTable(): AnyTable {
    return (this.elements[0] as ForeignKey).targetTable;
  }
  copyTo(table: AnyTable): ForeignKeyConstraint {
    const options: ForeignKeyConstraintOptions = {
      ...this.optionsForCopy(),
      ...(this.onDelete === null ? {} : { onDelete: this.onDelete }),
      ...(this.onUpdate === null ? {} : { onUpdate: this.onUpdate }),
      ...(this.match === null ? {} : { match: this.match }),
      useAlter: this.useAlter,
    };
    const copy = new ForeignKeyConstraint(
      this.columns.map((column) => column.key),
      this.elements.map((key) => key.targetFor(table)),
      options,
    );
    copy.implicit = this.implicit;
    return copy.copyCondition(this);
  }
}

type ColumnOrName = Expression<unknown> | string;

/** UNIQUE over several columns. Options come last. */
export function uniqueConstraint(...columns: (ColumnOrName | ConstraintOptions)[]): UniqueConstraint {
  const [items, options] = splitOptions<ConstraintOptions>(columns);
  return new UniqueConstraint(items as ColumnArgument[], options);
}
/** The primary key, where it needs a name or an order of its own. Options come last. */
export function primaryKeyConstraint(...columns: (ColumnOrName | ConstraintOptions)[]): PrimaryKeyConstraint {
  const [items, options] = splitOptions<ConstraintOptions>(columns);
  return new PrimaryKeyConstraint(items as ColumnArgument[], options);
}
/** CHECK: a condition, or SQL text as it stands. */
export function checkConstraint(condition: Condition | Expression<boolean | null> | string, options: CheckOptions = {}): CheckConstraint {
  if (typeof condition !== "string" && !isClauseElement(condition))
    throw new ArgumentError("checkConstraint() takes a condition, or its SQL text");
  return new CheckConstraint(condition as ClauseElement | string, options);
}
/** FOREIGN KEY over several columns. References are columns, functions that give them, or names: `"parent.a"`. */
export function foreignKeyConstraint(
  columns: readonly ColumnOrName[],
  references: readonly ReferenceTarget[],
  options: ForeignKeyConstraintOptions = {},
): ForeignKeyConstraint {
  return new ForeignKeyConstraint(columns as readonly ColumnArgument[], references, options);
}
