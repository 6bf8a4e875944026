/** A column of a table: what an expression needs of it, and what its table, DDL and INSERT need. */
import { Column } from "../expression/column.js";
import { isClauseElement } from "../expression/element.js";
import type { TypeEngine } from "../types/engine.js";
import { type ColumnDefault, Computed, columnDefault, type FetchedValue, type IdentityOptions, type ServerDefault } from "./defaults.js";
import { type ExtraOptions, extraOptions } from "./extra-options.js";
import { COLUMN_OPTIONS, type ColumnDefinition, ColumnField, type Trait } from "./fields.js";
import type { ForeignKey } from "./foreign-key.js";
import type { AnyTable } from "./table.js";

/** A column of a `Table`. */
export class SchemaColumn extends Column<string, unknown, string> {
  declare readonly table: AnyTable;
  /** The definition it was made from. */
  readonly field: ColumnField<unknown, Trait>;
  /** The application's default. */
  readonly default: ColumnDefault | null;
  /** The application's value on UPDATE. */
  readonly onUpdate: ColumnDefault | null;
  readonly serverDefault: ServerDefault | null;
  readonly serverOnUpdate: FetchedValue | null;
  readonly identity: IdentityOptions | null;
  readonly computed: Computed | null;
  readonly unique: boolean;
  readonly index: boolean;
  readonly autoIncrement: boolean | "auto" | "ignoreForeignKey";
  readonly comment: string | null;
  readonly info: Record<string, unknown>;
  /** The name is quoted always (true), never (false), or where it must be. */
  readonly quote: boolean | null;
  /** Made by the database itself: not part of CREATE TABLE. */
  readonly system: boolean;
  /** Left out of SELECT of an entity until it is asked for. */
  readonly deferred: boolean;
  readonly deferredGroup: string | null;
  /** Options of dialects. */
  readonly extra: ExtraOptions;
  /** @internal */
  readonly ownKeys: Set<ForeignKey> = new Set();

  constructor(field: ColumnField<unknown, Trait>, key: string, name: string, type: TypeEngine<unknown>, table: AnyTable) {
    const options: ColumnDefinition = field.options;
    super(key, name, type, table, {
      primaryKey: options.primaryKey ?? false,
      nullable: (options.nullable ?? false) && options.primaryKey !== true,
    });
    this.field = field;
    this.default = columnDefault(options.default);
    this.onUpdate = columnDefault(options.onUpdate);
    this.serverDefault = (options.serverDefault as ServerDefault | undefined) ?? null;
    this.serverOnUpdate = options.serverOnUpdate ?? null;
    this.identity =
      options.identity === undefined || options.identity === false
        ? null
        : options.identity === true
          ? {}
          : (options.identity as IdentityOptions);
    this.computed =
      options.computed === undefined
        ? null
        : options.computed instanceof Computed
          ? options.computed
          : new Computed(options.computed as string, null);
    this.unique = options.unique ?? false;
    this.index = options.index ?? false;
    this.autoIncrement = options.autoIncrement ?? "auto";
    this.comment = options.comment ?? null;
    this.info = options.info ?? {};
    this.quote = options.quote ?? null;
    this.system = options.system ?? false;
    this.deferred = options.deferred ?? false;
    this.deferredGroup = options.deferredGroup ?? null;
    this.extra = extraOptions(`The column "${table.fullName}.${this.name}"`, options, COLUMN_OPTIONS);
  }

  /** The foreign keys that begin here, those of composite ones too. */
  get foreignKeys(): ReadonlySet<ForeignKey> {
    this.table.resolve();
    return this.ownKeys;
  }
  override get references(): ReadonlySet<ForeignKey> {
    return this.foreignKeys;
  }
  /** Whether the database counts this key up by itself. */
  get isAutoIncrementKey(): boolean {
    return this.table.autoIncrementColumn === this;
  }
  /** Whether the database makes a value where an INSERT gives none (beside the counting of a key). */
  get hasServerDefault(): boolean {
    return this.serverDefault !== null || this.computed !== null || this.identity !== null;
  }
  /** Whether the database changes the value on UPDATE. */
  get hasServerOnUpdate(): boolean {
    return this.serverOnUpdate !== null || this.computed !== null;
  }
  /** `users.name`, for messages. */
  get fullName(): string {
    return `${this.table.fullName}.${this.name}`;
  }

  /** @internal Becomes part of the primary key. */
  makePrimaryKey(): void {
    const self = this as { -readonly [K in "primaryKey" | "nullable"]: SchemaColumn[K] };
    self.primaryKey = true;
    self.nullable = false;
  }
  /** @internal The definition again, for a copy in another table. */
  copyField(): ColumnField<unknown, Trait> {
    const options = {
      ...this.field.options,
      name: this.name,
      nullable: this.nullable,
      primaryKey: this.primaryKey,
      info: { ...this.info },
    };
    // Both are listed by the table as constraints and indexes of their own.
    delete options.unique;
    delete options.index;
    return new ColumnField(this.type, options, null);
  }
}

/** Whether a value is a column of a table. */
export function isSchemaColumn(value: unknown): value is SchemaColumn {
  return isClauseElement(value) && value instanceof SchemaColumn;
}
