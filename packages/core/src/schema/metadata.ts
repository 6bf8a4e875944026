/** The tables of an application, or of a part of it, that may refer to each other. */
import { ArgumentError } from "../errors.js";
import { EVENTS, EventHub } from "../events.js";
import { checkOptions } from "../options.js";
import type { ReflectOptions } from "../reflection/reflect.js";
import { reflectMetadata } from "../reflection/reflect.js";
import { METADATA } from "./brand.js";
import { type CreateOptions, createAll, type DdlBind, dropAll } from "./create.js";
import type { Sequence } from "./defaults.js";
import { DEFAULT_CONVENTION, type NamingConvention } from "./naming.js";
import { sortTables } from "./sort.js";
import type { AnyTable } from "./table.js";

export interface MetaDataOptions {
  /** The schema of tables that name none. */
  schema?: string | undefined;
  /** Patterns from which constraints and indexes get their names. */
  namingConvention?: NamingConvention | undefined;
  info?: Record<string, unknown> | undefined;
}

const EVENT_NAMES = ["beforeCreate", "afterCreate", "beforeDrop", "afterDrop", "columnReflect"];

export class MetaData {
  readonly schema: string | null;
  readonly namingConvention: NamingConvention;
  readonly info: Record<string, unknown>;
  /** @internal */
  declare readonly [METADATA]: true;
  readonly [EVENTS]: EventHub = new EventHub({ target: "metadata", names: EVENT_NAMES });
  /** @internal The hub above those of the tables. */
  readonly tableEvents: EventHub | null = null;
  readonly #tables = new Map<string, AnyTable>();
  readonly #sequences = new Map<string, Sequence>();

  constructor(options: MetaDataOptions = {}) {
    checkOptions("new MetaData()", options, ["schema", "namingConvention", "info"]);
    this.schema = options.schema ?? null;
    this.namingConvention =
      options.namingConvention === undefined ? DEFAULT_CONVENTION : { ...DEFAULT_CONVENTION, ...options.namingConvention };
    this.info = options.info ?? {};
  }

  /** The tables by their names (`schema.name`, where they have a schema), complete. */
  get tables(): ReadonlyMap<string, AnyTable> {
    for (const table of this.#tables.values()) table.resolve();
    return this.#tables;
  }
  /** The tables in an order in which they can be created: a table comes after those it refers to; by name otherwise. */
  get sortedTables(): AnyTable[] {
    return sortTables([...this.tables.values()]);
  }
  get sequences(): readonly Sequence[] {
    return [...this.#sequences.values()];
  }
  /** The names of the tables, without making their columns. */
  get tableNames(): readonly string[] {
    return [...this.#tables.keys()];
  }
  /** The table of that name, if there is one; its columns may not have been made yet. */
  find(name: string): AnyTable | undefined {
    return this.#tables.get(name);
  }
  has(name: string): boolean {
    return this.#tables.has(name);
  }

  /** @internal */
  add(table: AnyTable): void {
    this.#tables.set(table.fullName, table);
  }
  /** @internal */
  addSequence(sequence: Sequence): void {
    this.#sequences.set(String(sequence), sequence);
  }
  /** Forgets a table. */
  remove(table: AnyTable): void {
    if (this.#tables.get(table.fullName) !== table) throw new ArgumentError(`The table "${table.fullName}" is not of this metadata`);
    this.#tables.delete(table.fullName);
  }
  /** Forgets every table and sequence. */
  clear(): void {
    this.#tables.clear();
    this.#sequences.clear();
  }

  /** Creates the tables, their indexes and sequences, in an order that works; those that are there already are left alone. */
  createAll(bind: DdlBind, options?: CreateOptions): Promise<void> {
    return createAll(this, bind, options);
  }
  /** Drops the tables, in an order that works. */
  dropAll(bind: DdlBind, options?: CreateOptions): Promise<void> {
    return dropAll(this, bind, options);
  }
  /** Defines the tables that a database has. */
  reflect(bind: DdlBind, options?: ReflectOptions): Promise<void> {
    return reflectMetadata(this, bind, options);
  }
}
Object.defineProperty(MetaData.prototype, METADATA, { value: true });
