/**
 * A mapped class as it was written: its fields, its table, and the class once something has named it. Nothing runs when a class is extended,
 * and a field that is a getter may name a class that does not exist yet; so fields are read one by one when they are asked for, and all of
 * them when a mapper is needed. An object may be made before that (`complete` is then tried again).
 */
import { ArgumentError, type MetaData, type SchemaColumn, type Table } from "@cupel/core";
import { defineTable, EVENTS, EventHub, type TableDefinition } from "@cupel/core/internal";
import { type Construction, construction } from "../state/construction.js";
import { defineAccessor } from "./accessors.js";
import { attributeFor, checkField } from "./attribute.js";
import { checkClassBody, runsConstructors } from "./class-body.js";
import { ColumnAttribute, columnHub } from "./column-attribute.js";
import { ClassReference } from "./entity-reference.js";
import { FieldReader } from "./field-reader.js";
import { DEFINITION, ManyField, OneField } from "./fields.js";
import { type GeneratedSource, generatedBase } from "./generated.js";
import { initialise } from "./initialise.js";
import { type EntityClass, Mapper, type MapperSource } from "./mapper.js";
import type { MappingOptions } from "./options.js";
import { definitionOf } from "./registry.js";
import { RelationshipProperty } from "./relationship.js";
import { type ShapeClass, shapeClass } from "./shape.js";
import { printValues, watchedAccessor } from "./watched.js";

/** What the definitions of one declarative base share. */
export interface BaseSettings {
  readonly metadata: MetaData;
  readonly columnName: (property: string) => string;
  /** Where the state lives; above it is the class that the base was given. */
  readonly Root: ShapeClass;
}

const MAPPER_EVENTS = [
  "beforeInsert",
  "afterInsert",
  "beforeUpdate",
  "afterUpdate",
  "beforeDelete",
  "afterDelete",
  "load",
  "refresh",
  "init",
];

export class Definition implements GeneratedSource, MapperSource {
  readonly sourceName: string;
  readonly settings: BaseSettings;
  readonly options: MappingOptions;
  readonly table: Table<never, string>;
  readonly generated: Function;
  readonly reference: ClassReference;
  readonly events: EventHub;
  /** What `static get c` gives: a property for each field, read when it is asked for. */
  readonly c: object;
  readonly #fields: FieldReader;
  readonly #relationships = new Map<string, RelationshipProperty>();
  readonly #columns = new Map<SchemaColumn, ColumnAttribute>();
  readonly #mapper = new Mapper(this);
  #class: EntityClass | null = null;
  #isComplete = false;
  #configuration: "open" | "under way" | "done" = "open";
  #isPrepared = false;
  #runsConstructors = true;

  constructor(settings: BaseSettings, name: string, fields: object, options: MappingOptions, tableOptions: TableDefinition) {
    this.settings = settings;
    this.sourceName = name;
    this.options = options;
    this.#fields = new FieldReader(fields);
    this.generated = generatedBase(this);
    this.reference = new ClassReference(this);
    this.events = new EventHub({ names: MAPPER_EVENTS, target: `The class of table "${name}"` });
    this.table = defineTable(
      name,
      settings.metadata,
      this.#fields.mapped((key) => this.#fields.at(key)),
      {
        ...tableOptions,
        columnNaming: settings.columnName,
        otherFields: () => {},
      },
    ) as unknown as Table<never, string>;
    this.c = this.#fields.settling((key) => this.attributeAt(key));
  }

  // --- the class

  get class(): EntityClass {
    if (this.#class !== null) return this.#class;
    throw new ArgumentError(
      `No class extends Base.table("${this.sourceName}", …), or nothing has named it yet: write \`class … extends Base.table("${this.sourceName}", …) {}\`, and name the class, or give it to Base.register(…).`,
    );
  }

  get name(): string {
    return this.#class?.name ?? this.sourceName;
  }

  get isConfigurable(): boolean {
    return this.#class !== null;
  }

  /** The final class is the direct child of the generated one. */
  learn(constructor: Function): void {
    if (constructor === this.#class || constructor === this.generated) return;
    let child = constructor;
    for (let above = Object.getPrototypeOf(child) as Function; above !== this.generated; above = Object.getPrototypeOf(child) as Function)
      child = above;
    if (this.#class !== null && child !== this.#class) {
      throw new ArgumentError(
        `Both ${this.#class.name} and ${child.name} extend the same Base.table("${this.sourceName}", …): a table has one class. Give ${child.name} a Base.table(…) of its own, or derive it by ${this.#class.name}.inherit(…).`,
      );
    }
    if (child !== constructor) {
      throw new ArgumentError(
        `${constructor.name} extends the mapped class ${child.name} directly: write \`class ${constructor.name} extends ${child.name}.inherit(…) {}\`, so that its rows can be told from those of ${child.name}.`,
      );
    }
    this.#class = child as unknown as EntityClass;
  }

  // --- the fields

  /** What `User.c[key]` is: the column, or the attribute of a relationship or another field. Reads this field alone. */
  attributeAt(key: string): unknown {
    const column = this.table.resolveField(key);
    if (column !== null) {
      this.#columnAttribute(column, 0);
      return column;
    }
    return attributeFor(this, key, this.#fields.at(key));
  }

  relationship(key: string): RelationshipProperty {
    return this.mapper.relationship(key);
  }

  /** The mapper, with all its fields read and its relationships found right. */
  get mapper(): Mapper {
    if (this.#configuration !== "done") this.#configure();
    return this.#mapper;
  }

  get completedMapper(): Mapper {
    if (!this.#isComplete) this.complete();
    return this.#mapper;
  }

  /** Itself first, so that a mistake is told of the class that was asked for; then whatever it leads to. */
  #configure(): void {
    this.complete();
    if (this.#configuration === "under way") return;
    this.#configuration = "under way";
    try {
      this.#mapper.configure();
      for (const { target } of this.#mapper.relationships) void definitionOf(target.class)!.mapper;
      this.#configuration = "done";
    } finally {
      if (this.#configuration === "under way") this.#configuration = "open";
    }
  }

  /** Reads all fields. @throws whatever a getter throws: most likely that a class it names does not exist yet */
  complete(): void {
    if (this.#isComplete) return;
    this.table.resolve();
    this.#fill(this.#fields.keys);
    this.#isComplete = true;
  }

  /** Reads the fields that can be read; whether those were all. */
  #completeIfPossible(): boolean {
    try {
      this.complete();
      return true;
    } catch (error) {
      // A class that is defined later in this ring of modules: what it says is read next time.
      if (!(error instanceof ReferenceError)) throw error;
      this.#fill(this.#fields.keys.filter((key) => this.#isReadable(key)));
      return false;
    }
  }

  #isReadable(key: string): boolean {
    try {
      this.table.resolveField(key);
      return true;
    } catch {
      return false;
    }
  }

  #fill(keys: readonly string[]): void {
    const columns: ColumnAttribute[] = [];
    for (const key of keys) {
      const column = this.table.resolveField(key);
      if (column !== null) columns.push(this.#columnAttribute(column, columns.length));
      else this.#readOther(key);
    }
    this.#mapper.fill(columns, [...this.#relationships.values()], keys);
    for (const key of this.#fields.keys) {
      const isRead = this.#fields.isRead(key);
      defineAccessor(
        this.generated.prototype as object,
        key,
        this,
        isRead ? (this.table.resolveField(key) ?? this.#relationships.get(key) ?? this.#fields.at(key)) : null,
      );
    }
  }

  #columnAttribute(column: SchemaColumn, index: number): ColumnAttribute {
    const known = this.#columns.get(column);
    if (known !== undefined && known.index === index && known.isPrimaryKey === column.primaryKey) return known;
    const events = known?.events ?? columnHub(`${this.name}.${column.key}`, () => this.#refuseLateListener(column.key));
    const attribute = new ColumnAttribute(column, index, column.deferred, column.deferredGroup, events);
    this.#columns.set(column, attribute);
    if (known === undefined) Object.defineProperty(column, EVENTS, { value: events });
    return attribute;
  }

  #refuseLateListener(key: string): void {
    if (!this.#isPrepared) return;
    throw new ArgumentError(
      `The first ${this.name} has been made already, and it was then fixed that nobody watches ${this.name}.${key}: call listen() and validates() beside the class, before any object of it is made or loaded.`,
    );
  }

  #readOther(key: string): void {
    const value = this.#fields.at(key);
    if (value instanceof ManyField || value instanceof OneField) {
      if (this.#relationships.has(key)) return;
      this.#relationships.set(
        key,
        new RelationshipProperty(this.#mapper, key, this.#relationships.size, value instanceof ManyField, value[DEFINITION]),
      );
    } else checkField(this.name, key, value);
  }

  // --- objects

  get Root(): ShapeClass {
    return this.settings.Root;
  }

  get runsConstructors(): boolean {
    return this.#runsConstructors;
  }

  /** Before the first object: the class body is looked at, and it is fixed which columns are watched. */
  prepare(): void {
    if (this.#isPrepared) return;
    const isWhole = this.#completeIfPossible();
    const mapper = this.#mapper;
    checkClassBody(this.class, mapper);
    this.#runsConstructors = runsConstructors(this.class, this.options.construct ?? "auto");
    const prototype = this.generated.prototype as object;
    mapper.watched = mapper.columns.map((column) => (column.events.isSilent ? undefined : watchedAccessor(prototype, column.key)));
    if (mapper.watched.some((accessor) => accessor !== undefined)) printValues(prototype);
    // The base's constructor calls that of the shape, which is known only now.
    Object.setPrototypeOf(this.generated, shapeClass(this.Root, mapper.columns, mapper.watched));
    this.#isPrepared = isWhole;
  }

  /** A new object is about to be made by the program. Returns what waited for another, whose constructor is making this one. */
  begin(target: Function): Construction | null {
    if (target !== this.#class) {
      this.learn(target);
      if (target === this.generated)
        throw new ArgumentError(
          `Base.table("${this.sourceName}", …) is a base to extend: write \`class … extends Base.table("${this.sourceName}", …) {}\` and make objects of that.`,
        );
    }
    if (!this.#isPrepared) this.prepare();
    const waiting = construction.target === null ? null : { ...construction };
    construction.target = target;
    construction.mapper = this.#mapper;
    construction.row = null;
    construction.partial = null;
    return waiting;
  }

  initialise(entity: object, init: unknown): void {
    initialise(this, this.#mapper, entity, init);
  }
}
