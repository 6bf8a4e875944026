/**
 * A relationship of a mapped class, as the mapper has it. What follows from the tables (condition, direction, pairs of columns) and from the
 * other side is found at first use, since the target may be defined later than the class itself.
 */
import { ArgumentError, type SchemaColumn, type Table } from "@cupel/core";
import { type ColumnElement, EventHub } from "@cupel/core/internal";
import { findReverse } from "./back-populates.js";
import { type Cascade, parseCascade } from "./cascade.js";
import type { RelationshipDefinition } from "./fields.js";
import { type JoinPlan, planJoin } from "./join-plan.js";
import type { Mapper } from "./mapper.js";
import { checkDeleteOrphan } from "./orphan-rule.js";
import { definitionOf } from "./registry.js";
import type { Lazy } from "./relationship-options.js";

export type Direction = "oneToMany" | "manyToOne" | "manyToMany";
/** Two columns that the join condition equates: the one on this side, and the one on the far side (or in the association table). */
export interface ColumnPair {
  readonly local: SchemaColumn;
  readonly remote: SchemaColumn;
}

const COLLECTION_EVENTS = ["append", "remove"];
const REFERENCE_EVENTS = ["set"];

export class RelationshipProperty {
  readonly kind = "relationship";
  readonly key: string;
  readonly parent: Mapper;
  /** The position in `InstanceState.slots`. */
  readonly slot: number;
  /** Whether it is a collection. */
  readonly uselist: boolean;
  /** Whether the type says that the reference may be null. */
  readonly nullable: boolean;
  readonly definition: RelationshipDefinition;
  readonly cascade: Cascade;
  readonly viewOnly: boolean;
  readonly postUpdate: boolean;
  readonly passiveDeletes: boolean | "all";
  readonly singleParent: boolean;
  readonly lazy: Lazy;
  #target: Mapper | null = null;
  #join: JoinPlan | null = null;
  #reverse: RelationshipProperty | null | undefined = undefined;
  #orderBy: readonly ColumnElement<unknown>[] | null = null;
  #events: EventHub | null = null;

  constructor(parent: Mapper, key: string, slot: number, uselist: boolean, definition: RelationshipDefinition) {
    const { options } = definition;
    this.parent = parent;
    this.key = key;
    this.slot = slot;
    this.uselist = uselist;
    this.nullable = options.nullable === true;
    this.definition = definition;
    this.viewOnly = options.viewOnly === true;
    this.cascade = parseCascade(options.cascade ?? (this.viewOnly ? "none" : undefined), String(this));
    if (this.viewOnly && (this.cascade.saveUpdate || this.cascade.delete || this.cascade.deleteOrphan || this.cascade.merge)) {
      throw new ArgumentError(
        `${String(this)} is viewOnly, so it cannot cascade ${JSON.stringify(options.cascade)}: leave cascade out, or viewOnly.`,
      );
    }
    this.postUpdate = options.postUpdate === true;
    this.passiveDeletes = options.passiveDeletes ?? false;
    if (this.passiveDeletes === "all" && (this.cascade.delete || this.cascade.deleteOrphan)) {
      throw new ArgumentError(
        `${String(this)}: passiveDeletes "all" leaves deleting to the database, which contradicts the cascade ${JSON.stringify(options.cascade)}: use passiveDeletes true, or take delete and delete-orphan out of the cascade.`,
      );
    }
    this.singleParent = options.singleParent === true;
    this.lazy = options.lazy ?? "select";
  }

  /** The mapper of the class it leads to. */
  get target(): Mapper {
    return (this.#target ??= this.#findTarget());
  }

  #findTarget(): Mapper {
    const { target } = this.definition;
    const definition = definitionOf(target);
    if (definition === undefined) {
      throw new ArgumentError(
        `${String(this)} leads to ${typeof target === "function" ? `class ${target.name}` : String(target)}, which is no mapped class: give a class that extends Base.table(…).`,
      );
    }
    definition.learn(target as Function);
    return definition.completedMapper;
  }

  /** Which condition joins the two sides, found from the foreign keys or as the options say. */
  get join(): JoinPlan {
    if (this.#join !== null) return this.#join;
    const plan = planJoin(this);
    checkDeleteOrphan(this, plan);
    return (this.#join = plan);
  }

  get direction(): Direction {
    return this.join.direction;
  }

  /** This side's columns with those of the far side, or of the association table. */
  get pairs(): readonly ColumnPair[] {
    return this.join.pairs;
  }

  /** Many-to-many: the target's columns (`local`) with those of the association table (`remote`). */
  get secondaryPairs(): readonly ColumnPair[] {
    return this.join.secondaryPairs;
  }

  get secondary(): Table<never, string> | null {
    return this.join.secondary;
  }

  get primaryJoin(): ColumnElement<unknown> {
    return this.join.primaryJoin;
  }

  get secondaryJoin(): ColumnElement<unknown> | null {
    return this.join.secondaryJoin;
  }

  /** Which columns of the conditions stand on the far side: what tells the two rows apart where a table refers to itself. */
  get remoteColumns(): ReadonlySet<SchemaColumn> {
    return this.join.remoteColumns;
  }

  /** Whether the target's identity is what this side's columns hold, so that the identity map answers. */
  get isSimpleManyToOne(): boolean {
    return this.join.isSimpleManyToOne;
  }

  /** The same relationship seen from the other side, by `backPopulates`. */
  get reverse(): RelationshipProperty | null {
    if (this.#reverse === undefined) this.#reverse = findReverse(this);
    return this.#reverse;
  }

  get orderBy(): readonly ColumnElement<unknown>[] {
    const { orderBy } = this.definition.options;
    return (this.#orderBy ??= (orderBy === undefined ? [] : Array.isArray(orderBy) ? orderBy : [orderBy]) as ColumnElement<unknown>[]);
  }

  /** Handlers of `append`, `remove`, `set`. */
  get events(): EventHub {
    return (this.#events ??= new EventHub({ names: this.uselist ? COLLECTION_EVENTS : REFERENCE_EVENTS, target: String(this) }));
  }

  /** Whether somebody listens: what an edit asks. */
  get isObserved(): boolean {
    return this.#events !== null && !this.#events.isSilent;
  }

  /** Everything that is found late is found now. @throws ArgumentError that says what is wrong and how to mend it */
  configure(): void {
    void this.join;
    void this.reverse;
    void this.orderBy;
  }

  /** `User.posts`: for messages. */
  toString(): string {
    return `${this.parent.name}.${this.key}`;
  }
}
