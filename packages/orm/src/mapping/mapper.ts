/**
 * How one class is mapped: its columns in the order of a kept row, its relationships in the order of their slots, and how its objects are
 * made. It is filled when the fields of the class can be read (see `definition.ts`) and is the same object ever after.
 */
import { ArgumentError, type Column, type SchemaColumn, type Table } from "@cupel/core";
import type { EventHub } from "@cupel/core/internal";
import { type Comparer, makeComparer } from "../state/comparer.js";
import { construction } from "../state/construction.js";
import type { IdentityKey } from "../state/identity-map.js";
import { type InstanceState, STATE } from "../state/instance-state.js";
import { UNLOADED } from "../state/unloaded.js";
import type { ColumnAttribute } from "./column-attribute.js";
import { checkFirstObject } from "./first-object.js";
import { compositeKey, simpleKey } from "./identity-key.js";
import type { RelationshipProperty } from "./relationship.js";
import { type ShapeClass, shapeClass, type WatchedAccessors } from "./shape.js";

/** A mapped class, as the run time sees it. */
export type EntityClass = (abstract new (...values: never[]) => object) & { readonly name: string; readonly c: unknown };

/** What a mapper asks of the definition it belongs to. */
export interface MapperSource {
  /** The final class. @throws ArgumentError if nothing has named it yet */
  readonly class: EntityClass;
  /** Its name, or that of the table as long as the class is not known. */
  readonly name: string;
  readonly table: Table<never, string>;
  /** The base that `Base.table()` made, between the final class and its shape. */
  readonly generated: Function;
  /** Below which the shapes are made. */
  readonly Root: ShapeClass;
  /** Whether loading runs the class's own constructors. */
  readonly runsConstructors: boolean;
  readonly options: { readonly polymorphicOn?: string; readonly polymorphicIdentity?: string | number; readonly versionId?: string };
  readonly events: EventHub;
  /** Reads the fields that could not be read yet. */
  complete(): void;
  /** Called before the first object is made: from then on it is fixed which columns are watched. */
  prepare(): void;
}

/** Some columns of a mapper, with the class whose objects have just these. */
export class Shape {
  readonly mapper: Mapper;
  readonly columns: readonly ColumnAttribute[];
  /** Whether a row of it is in the mapper's own order, and whole. */
  readonly isFull: boolean;
  /** Made in place of the full shape; null for the full one, and until an object is made. */
  partial: ShapeClass | null = null;
  /** Whether an object of it has been made and looked at. */
  isProved = false;

  constructor(mapper: Mapper, columns: readonly ColumnAttribute[], isFull: boolean) {
    this.mapper = mapper;
    this.columns = columns;
    this.isFull = isFull;
  }

  /** Makes an object from a row in the order of `columns`. */
  make(row: unknown[]): InstanceState {
    return this.mapper.instantiate(this, row);
  }
}

let lastId = 0;

export class Mapper {
  readonly id: number = lastId++;
  /** Indexed by `ColumnAttribute.index`. */
  columns: readonly ColumnAttribute[] = [];
  primaryKey: readonly ColumnAttribute[] = [];
  /** Whether one key may be written in several ways: a UUID in capitals, a decimal with zeros. */
  #hasLooseKeys = false;
  /** Indexed by `RelationshipProperty.slot`. */
  relationships: readonly RelationshipProperty[] = [];
  attributes: ReadonlyMap<string, ColumnAttribute | RelationshipProperty> = new Map();
  /** What a state has for slots until it writes one: never written itself. */
  readonly unloadedSlots: unknown[] = [];
  /** What a new object begins with. */
  readonly blankRow: undefined[] = [];
  /** The names of all fields, also of those that are computed. */
  fieldNames: readonly string[] = [];
  /** Own accessors, by column index, of columns that validators or handlers watch. */
  watched: WatchedAccessors = [];
  readonly parent: Mapper | null = null;
  readonly root: Mapper = this;
  readonly #source: MapperSource;
  #byColumn: ReadonlyMap<object, ColumnAttribute> = new Map();
  #comparer: Comparer | null = null;
  #shapes = new Map<string, Shape>();
  #fullShape: Shape | null = null;
  #unloadedRow: unknown[] = [];

  constructor(source: MapperSource) {
    this.#source = source;
  }

  /** Takes in what the fields say. Called again only as long as fields could not all be read. */
  fill(columns: readonly ColumnAttribute[], relationships: readonly RelationshipProperty[], order: readonly string[]): void {
    const byKey = new Map<string, ColumnAttribute | RelationshipProperty>(
      [...columns, ...relationships].map((attribute) => [attribute.key, attribute]),
    );
    this.fieldNames = order;
    this.columns = columns;
    this.relationships = relationships;
    this.primaryKey = columns.filter((column) => column.isPrimaryKey);
    this.#hasLooseKeys = this.primaryKey.some(({ type }) => type.keyForm !== null);
    this.attributes = new Map(order.flatMap((key) => (byKey.has(key) ? [[key, byKey.get(key)!] as const] : [])));
    this.#byColumn = new Map(columns.map((attribute) => [attribute.column, attribute]));
    this.#comparer = null;
    this.#unloadedRow = columns.map(() => UNLOADED);
    this.blankRow.length = 0;
    for (const _column of columns) this.blankRow.push(undefined);
    // The arrays that states already share grow in place.
    while (this.unloadedSlots.length < relationships.length) this.unloadedSlots.push(UNLOADED);
  }

  get class(): EntityClass {
    return this.#source.class;
  }

  get table(): Table<never, string> {
    return this.#source.table;
  }

  /** The name of the class. */
  get name(): string {
    return this.#source.name;
  }

  /** The handlers of `beforeInsert` and its like; null when nobody listens. */
  get events(): EventHub | null {
    const { events } = this.#source;
    return events.isSilent ? null : events;
  }

  /** The attribute that a discriminator is kept in. */
  get polymorphicOn(): ColumnAttribute | null {
    return this.#named("polymorphicOn");
  }

  get polymorphicIdentity(): string | number | null {
    return this.#source.options.polymorphicIdentity ?? null;
  }

  /** The attribute that counts the versions of a row. */
  get versionId(): ColumnAttribute | null {
    return this.#named("versionId");
  }

  #named(option: "polymorphicOn" | "versionId"): ColumnAttribute | null {
    const key = this.#source.options[option];
    if (key === undefined) return null;
    const attribute = this.attributes.get(key);
    if (attribute?.kind !== "column")
      throw new ArgumentError(`${this.name}: ${option} names ${JSON.stringify(key)}, which is no column of the class.`);
    return attribute;
  }

  get comparer(): Comparer {
    return (this.#comparer ??= makeComparer(this.columns));
  }

  /** The attribute of a column of the table, or of one that stands for it in an alias or a subquery. */
  attributeOf(column: Column<string, unknown, unknown> | SchemaColumn): ColumnAttribute | undefined {
    for (let current: { readonly proxyOf: unknown } | null = column; current !== null; current = current.proxyOf as typeof current) {
      const found = this.#byColumn.get(current);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** The relationship of this name. @throws ArgumentError if there is none */
  relationship(key: string): RelationshipProperty {
    const attribute = this.attributes.get(key);
    if (attribute?.kind !== "relationship") throw new ArgumentError(`${this.name} has no relationship ${JSON.stringify(key)}.`);
    return attribute;
  }

  isClassOf(entity: object): boolean {
    return entity instanceof this.class;
  }

  /** What identifies a row, from the values of the key columns in their order; null if one is NULL or not there. */
  identityKey(values: readonly unknown[]): IdentityKey | null {
    const given = this.#hasLooseKeys ? values.map((value, index) => this.#keyForm(value, index)) : values;
    return given.length === 1 ? simpleKey(given[0]) : compositeKey(given);
  }

  #keyForm(value: unknown, index: number): unknown {
    const { keyForm } = this.primaryKey[index]!.type;
    return keyForm === null ? value : keyForm(value);
  }

  /** The identity of what an object's key columns say now. */
  identityKeyOf(entity: object): IdentityKey | null {
    return this.identityKey(
      this.primaryKey.map(({ key }) => (Object.hasOwn(entity, key) ? (entity as Record<string, unknown>)[key] : null)),
    );
  }

  /** The key of an object, for messages. */
  describeKey(state: InstanceState): string {
    const values = this.primaryKey.map((column) => state.row?.[column.index]);
    // The key column was expired, the identity is known all the same.
    if (values.includes(UNLOADED)) return String(state.key);
    return values.length === 1 ? String(values[0]) : `(${values.map(String).join(", ")})`;
  }

  /** The shape of objects that have just these columns; the key columns must be among them. */
  shapeFor(columns: readonly ColumnAttribute[]): Shape {
    if (columns === this.columns) return (this.#fullShape ??= new Shape(this, this.columns, true));
    const id = columns.map(({ index }) => index).join();
    let shape = this.#shapes.get(id);
    if (shape === undefined) {
      const isFull = columns.length === this.columns.length && columns.every((column, position) => column.index === position);
      shape = isFull ? this.shapeFor(this.columns) : new Shape(this, columns, false);
      this.#shapes.set(id, shape);
    }
    return shape;
  }

  /** In the table's order, whatever order they were asked in, so that an object always prints alike. */
  #partialClass(columns: readonly ColumnAttribute[]): ShapeClass | null {
    const ordered = this.columns.filter((column) => columns.includes(column));
    return ordered.length === this.columns.length ? null : shapeClass(this.#source.Root, ordered, this.watched);
  }

  /**
   * Makes an object from a row of converted values, in the order of the shape. The row of a full shape is kept and not to be used again.
   *
   * @returns its state: persistent, without key and session
   */
  instantiate(shape: Shape, row: unknown[]): InstanceState {
    const source = this.#source;
    const Class = source.class as unknown as new () => object;
    const values = shape.isFull ? row : this.#scatter(shape, row);
    const given = shape.isProved ? null : this.#prepare(shape, values);
    construction.target = Class;
    construction.mapper = this;
    construction.row = values;
    construction.partial = shape.partial;
    let entity: object;
    try {
      entity = source.runsConstructors ? new Class() : (Reflect.construct(source.generated, [], Class) as object);
    } catch (error) {
      construction.target = null;
      throw error;
    }
    const state = (entity as { readonly [STATE]: InstanceState })[STATE];
    if (given !== null) {
      checkFirstObject(state, shape, given);
      shape.isProved = true;
    }
    return state;
  }

  /** Before the first object of a shape. */
  #prepare(shape: Shape, values: readonly unknown[]): readonly unknown[] {
    this.#source.prepare();
    if (!shape.isFull) shape.partial ??= this.#partialClass(shape.columns);
    return values.slice();
  }

  #scatter(shape: Shape, row: readonly unknown[]): unknown[] {
    const values = this.#unloadedRow.slice();
    const { columns } = shape;
    for (let position = 0; position < columns.length; position++) values[columns[position]!.index] = row[position];
    return values;
  }

  /** Reads the fields that could not be read yet. */
  complete(): void {
    this.#source.complete();
  }

  /** Finds everything that is found late: join conditions, directions, what points back. */
  configure(): void {
    void this.polymorphicOn;
    void this.versionId;
    for (const relationship of this.relationships) relationship.configure();
  }

  toString(): string {
    return this.name;
  }
}
