/**
 * One execution of a statement that loads entities: rows are read, then what options ask for besides is loaded, level by level, all parents of a
 * level together. The objects that the statements of one run make are seen by all of them.
 */
import { type Connection, InvalidRequestError, type TypeEngine } from "@cupel/core";
import { type Capabilities, canListKeys } from "@cupel/core/internal";
import type { Mapper } from "../mapping/mapper.js";
import type { RelationshipProperty } from "../mapping/relationship.js";
import type { SessionInternals } from "../session/internals.js";
import { setSlotCommitted } from "../state/attributes.js";
import { type IdentityBucket, type IdentityKey, IdentityMap } from "../state/identity-map.js";
import type { InstanceState } from "../state/instance-state.js";
import { UNLOADED } from "../state/unloaded.js";
import type { EntityHost } from "./hydrate.js";
import type { StrategyName } from "./steps.js";
import { laterStrategy } from "./strategies/table.js";
import type { LoadNode } from "./tree.js";

/** A relationship to be loaded for objects of one level. */
export interface LoadJob {
  readonly property: RelationshipProperty;
  readonly strategy: StrategyName;
  readonly states: readonly InstanceState[];
  /** What the options say about the parents. */
  readonly node: LoadNode;
  /** Relationships that lead here, for definitions that would load themselves without end. */
  readonly trail: readonly Mapper[];
}

export interface RunOptions {
  readonly populateExisting?: boolean | undefined;
  /** With `populateExisting`: relationships stay as they are. */
  readonly keepRelationships?: boolean | undefined;
  /** False: objects of no session, known to nobody after the run. */
  readonly track?: boolean | undefined;
}

export class LoadRun implements EntityHost {
  readonly session: SessionInternals;
  readonly connection: Connection;
  readonly identityMap: IdentityMap;
  readonly populateExisting: boolean;
  readonly expiresRelationships: boolean;
  readonly fresh: Set<InstanceState> | null;
  readonly isTracked: boolean;
  #jobs: LoadJob[] = [];
  /** Objects that handlers of `load` and `refresh` are told of when their rows have been read. */
  #told: { readonly event: "load" | "refresh"; readonly state: InstanceState }[] | null = null;

  constructor(session: SessionInternals, connection: Connection, options: RunOptions = {}) {
    this.session = session;
    this.connection = connection;
    this.isTracked = options.track ?? true;
    this.populateExisting = options.populateExisting === true && this.isTracked;
    this.expiresRelationships = options.keepRelationships !== true;
    this.fresh = this.populateExisting ? new Set() : null;
    this.identityMap = this.isTracked ? session.identityMap : new IdentityMap();
  }

  /** What the database can do. */
  get capabilities(): Capabilities {
    return this.connection.dialect.capabilities;
  }
  /** Whether a list of keys of this type is bound as one value. */
  listsKeys(type: TypeEngine<unknown>): boolean {
    return this.capabilities.arrayParameter !== null && canListKeys(type);
  }

  adopt(state: InstanceState, key: IdentityKey, bucket: IdentityBucket): void {
    const { session } = this;
    if (!this.isTracked) {
      state.status = "detached";
      bucket.place(state, key);
    } else if (session.isUncertain) session.register(state, key);
    else {
      state.session = session;
      bucket.place(state, key);
    }
    if (this.fresh !== null) this.fresh.add(state);
    if (state.mapper.events !== null) (this.#told ??= []).push({ event: "load", state });
  }

  beforeChange(state: InstanceState): void {
    if (this.isTracked) this.session.beforeLoad(state);
    if (state.mapper.events !== null) (this.#told ??= []).push({ event: "refresh", state });
  }

  /** Whether a relationship is still to be filled. What `populateExisting` overwrites has been forgotten when the row was read. */
  mayFill(state: InstanceState, property: RelationshipProperty): boolean {
    return state.slots[property.slot] === UNLOADED && !state.isNew;
  }
  /** Fills a relationship with what the database has. The array of a collection is kept. */
  fill(state: InstanceState, property: RelationshipProperty, value: object | null | readonly object[]): void {
    setSlotCommitted(state, property.slot, value);
  }

  /** Tells handlers of the objects whose rows have been read. */
  tell(): void {
    const told = this.#told;
    if (told === null) return;
    this.#told = null;
    for (const { event, state } of told) {
      if (state.mapper.events?.emit(event, { event, target: state.entity }) instanceof Promise) {
        throw new InvalidRequestError(
          `A handler of "${event}" of ${state.mapper.name} returned a promise, but reading happens at once: write it as a plain function.`,
        );
      }
    }
  }

  /** Asks for a relationship to be loaded when the rows of this level have been read. */
  enqueue(job: LoadJob): void {
    if (job.states.length > 0) this.#jobs.push(job);
  }

  /** Loads what has been asked for, and what that asks for, level by level. */
  finish(): Promise<void> | undefined {
    return this.#jobs.length === 0 ? undefined : this.#work();
  }
  async #work(): Promise<void> {
    while (this.#jobs.length > 0) {
      const level = this.#jobs;
      this.#jobs = [];
      for (const job of level) await laterStrategy(job.strategy).load(job, this);
    }
  }
}
