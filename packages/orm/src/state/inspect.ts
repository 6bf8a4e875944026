/** Looking at what the ORM knows: of an object its state and history, of a class its mapper, of an engine its database. */
import { inspect as inspectDatabase } from "@cupel/core";
import type { Mapper } from "../mapping/mapper.js";
import { definitionOf, mapperOf } from "../mapping/registry.js";
import { readColumn } from "./columns.js";
import { changedColumns, columnHistory, hasRelationshipChanges, relationshipHistory } from "./history.js";
import type { IdentityKey } from "./identity-map.js";
import { type InstanceState, type InstanceStatus, MAPPED_OBJECT, stateOf } from "./instance-state.js";
import { UNLOADED } from "./unloaded.js";

/** One attribute of one object. */
export class AttributeInspection {
  readonly key: string;
  readonly #state: InstanceState;

  /** @internal */
  constructor(state: InstanceState, key: string) {
    this.#state = state;
    this.key = key;
  }

  /** Whether it can be read without loading. */
  get isLoaded(): boolean {
    const attribute = this.#state.mapper.attributes.get(this.key)!;
    if (attribute.kind === "column") return readColumn(this.#state, attribute.index) !== UNLOADED;
    return this.#state.slots[attribute.slot] !== UNLOADED || this.#state.isNew;
  }

  /** What it has that the database has not, what both have, and what the database alone has. */
  get history(): { readonly added: readonly unknown[]; readonly unchanged: readonly unknown[]; readonly removed: readonly unknown[] } {
    const attribute = this.#state.mapper.attributes.get(this.key)!;
    if (attribute.kind === "column") return columnHistory(this.#state, attribute.index);
    const { added, unchanged, removed } = relationshipHistory(this.#state, attribute);
    return { added, unchanged, removed };
  }

  get isChanged(): boolean {
    const { added, removed } = this.history;
    return added.length + removed.length > 0;
  }
}

/** One object, as the ORM sees it. */
export class InstanceInspection {
  readonly object: object;
  readonly mapper: Mapper;
  readonly #state: InstanceState;

  /** @internal */
  constructor(state: InstanceState) {
    this.#state = state;
    this.object = state.entity;
    this.mapper = state.mapper;
  }

  get status(): InstanceStatus {
    return this.#state.status;
  }
  get transient(): boolean {
    return this.status === "transient";
  }
  get pending(): boolean {
    return this.status === "pending";
  }
  get persistent(): boolean {
    return this.status === "persistent";
  }
  get deleted(): boolean {
    return this.status === "deleted";
  }
  get detached(): boolean {
    return this.status === "detached";
  }

  /** The session it belongs to, or null. */
  get session(): object | null {
    return this.#state.session;
  }

  /** What identifies its row, or null if it has none. */
  get identity(): IdentityKey | null {
    return this.#state.key;
  }

  /** Whether anything would be written. */
  get modified(): boolean {
    return changedColumns(this.#state).length > 0 || hasRelationshipChanges(this.#state);
  }

  /** The attributes that cannot be read without loading. */
  get unloaded(): ReadonlySet<string> {
    return new Set([...this.attributes.values()].filter(({ isLoaded }) => !isLoaded).map(({ key }) => key));
  }

  get attributes(): ReadonlyMap<string, AttributeInspection> {
    return new Map([...this.mapper.attributes.keys()].map((key) => [key, new AttributeInspection(this.#state, key)]));
  }
}

/**
 * Of a mapped class its mapper; of an object of one its state and history; of an engine or connection the inspector of its database.
 *
 * @throws UnmappedError for an object or class that is not mapped
 */
export function inspect<T extends object>(
  target: T,
): T extends Parameters<typeof inspectDatabase>[0]
  ? ReturnType<typeof inspectDatabase>
  : T extends abstract new (
        ...values: never[]
      ) => object
    ? Mapper
    : InstanceInspection;
export function inspect(target: object): unknown {
  if (definitionOf(target) !== undefined) return mapperOf(target);
  if (MAPPED_OBJECT in target) return new InstanceInspection(stateOf(target));
  if ("connect" in target || "execute" in target) return inspectDatabase(target as Parameters<typeof inspectDatabase>[0]);
  return typeof target === "function" ? mapperOf(target) : stateOf(target);
}
