/** Copies the state of objects from outside onto the session's own. After SQLAlchemy's `Session.merge`. */
import { InvalidRequestError, StaleDataError } from "@cupel/core";
import { getByIdentity, loadAttribute } from "../loading/load.js";
import type { Mapper } from "../mapping/mapper.js";
import type { RelationshipProperty } from "../mapping/relationship.js";
import { setCommitted, setSlotCommitted } from "../state/attributes.js";
import { assignColumn, readColumn } from "../state/columns.js";
import { isGone } from "../state/gone.js";
import { isModified } from "../state/history.js";
import type { IdentityKey } from "../state/identity-map.js";
import { type InstanceState, stateOf } from "../state/instance-state.js";
import { assignRelationship } from "../state/relationship-edits.js";
import { UNLOADED } from "../state/unloaded.js";
import type { SessionCore } from "./core.js";

/** What `session.merge` may be told. */
export interface MergeOptions {
  /** False: take the given object as what the database has, and ask nothing. */
  readonly load?: boolean;
  /** Loader options for what has to be loaded. */
  readonly options?: readonly unknown[];
}

export class Merge {
  readonly #core: SessionCore;
  readonly #load: boolean;
  readonly #options: readonly unknown[];
  readonly #done = new Map<InstanceState, InstanceState>();
  /** Made in this merge, and not yet in the identity map. */
  readonly #made = new Map<Mapper, Map<IdentityKey, InstanceState>>();
  /** Objects met through one side of a relationship: the way back is not gone. */
  readonly #along = new Map<RelationshipProperty, Set<InstanceState>>();

  constructor(core: SessionCore, options: MergeOptions) {
    this.#core = core;
    this.#load = options.load ?? true;
    this.#options = options.options ?? [];
  }

  async merge(source: InstanceState): Promise<InstanceState> {
    const known = this.#done.get(source);
    if (known !== undefined) return known;
    const target = await this.#targetOf(source);
    this.#done.set(source, target);
    if (source === target) return target;
    this.#checkVersion(source, target);
    this.#copyColumns(source, target);
    for (const property of source.mapper.relationships) await this.#copyRelationship(property, source, target);
    return target;
  }

  /** The session's object for the same row: there already, loaded, or made. */
  async #targetOf(source: InstanceState): Promise<InstanceState> {
    const { mapper } = source;
    const { objects } = this.#core;
    if (source.session === this.#core && objects.contains(source)) return source;
    const key = source.key ?? keyOf(source);
    if (source.key === null && !this.#load) {
      throw new InvalidRequestError(
        `${source.describe()} has never been in the database, so merge with load: false cannot take it as a row: leave load out, or add the object.`,
      );
    }
    if (key !== null) {
      const present = objects.identityMap.get(mapper, key) ?? this.#made.get(mapper.root)?.get(key);
      if (present !== undefined) return present;
      if (!this.#load) return this.#adoptCopy(source, key);
      const loaded = await getByIdentity(
        this.#core,
        mapper,
        keyForGet(source),
        this.#options.length === 0 ? {} : { options: this.#options },
      );
      if (loaded !== null) return loaded;
    }
    const made = makeEmpty(mapper);
    objects.add(made);
    if (key !== null) {
      const known = this.#made.get(mapper.root);
      if (known === undefined) this.#made.set(mapper.root, new Map([[key, made]]));
      else known.set(key, made);
    }
    return made;
  }

  #adoptCopy(source: InstanceState, key: IdentityKey): InstanceState {
    if (isModified(source))
      throw new InvalidRequestError(
        `${source.describe()} has changes that are not in the database, so merge with load: false cannot take it as a row: flush it first, or leave load out.`,
      );
    const { mapper } = source;
    const row = source.row!.map((kept, index) => (kept === UNLOADED || kept === null ? kept : mapper.columns[index]!.type.restore(kept)));
    const columns = mapper.columns.filter((attribute) => row[attribute.index] !== UNLOADED);
    const copy = mapper.instantiate(
      mapper.shapeFor(columns),
      columns.map((attribute) => row[attribute.index]),
    );
    this.#core.register(copy, key);
    return copy;
  }

  #checkVersion(source: InstanceState, target: InstanceState): void {
    const { versionId } = source.mapper;
    if (versionId === null) return;
    const given = readColumn(source, versionId.index);
    const present = readColumn(target, versionId.index);
    if (given === undefined || given === UNLOADED || present === undefined || present === UNLOADED || given === present) return;
    throw new StaleDataError(
      `${source.describe()} has version ${String(given)}, but the database has version ${String(present)}: something else has changed it since. Leave "${versionId.key}" unset to merge onto whatever is there.`,
    );
  }

  #copyColumns(source: InstanceState, target: InstanceState): void {
    for (const { index } of source.mapper.columns) {
      const value = readColumn(source, index);
      if (value === UNLOADED || value === undefined) continue;
      if (!this.#load) setCommitted(target, index, value);
      else if (readColumn(target, index) !== value) assignColumn(target, index, value);
    }
  }

  async #copyRelationship(property: RelationshipProperty, source: InstanceState, target: InstanceState): Promise<void> {
    if (!property.cascade.merge || property.viewOnly) return;
    const held = source.slots[property.slot];
    if (held === UNLOADED) return;
    const { reverse } = property;
    if (this.#load && reverse !== null && this.#along.get(reverse)?.has(source) === true) return;
    let along = this.#along.get(property);
    if (along === undefined) this.#along.set(property, (along = new Set()));
    if (this.#load && target.key !== null && target.slots[property.slot] === UNLOADED && !target.isNew)
      await loadAttribute(this.#core, [target], property);
    const merged: object[] = [];
    for (const member of held === null ? [] : Array.isArray(held) ? (held as object[]).slice() : [held as object]) {
      const child = stateOf(member);
      // It was deleted after the collection had been loaded, and is not to come back.
      if (isGone(child)) continue;
      along.add(child);
      merged.push((await this.merge(child)).entity);
    }
    if (this.#load) assignRelationship(target, property, property.uselist ? merged : (merged[0] ?? null));
    else setSlotCommitted(target, property.slot, property.uselist ? merged : (merged[0] ?? null));
  }
}

function keyOf(state: InstanceState): IdentityKey | null {
  const values = state.mapper.primaryKey.map((attribute) => readColumn(state, attribute.index));
  return values.some((value) => value === undefined || value === null || value === UNLOADED) ? null : state.mapper.identityKey(values);
}

function keyForGet(state: InstanceState): unknown {
  const { primaryKey } = state.mapper;
  const record: Record<string, unknown> = {};
  for (const attribute of primaryKey) {
    const kept = state.row?.[attribute.index];
    record[attribute.key] =
      kept === undefined || kept === null || kept === UNLOADED ? readColumn(state, attribute.index) : attribute.type.restore(kept);
  }
  return record;
}

/** A new object of the class without values. It is made as a load makes one, since a constructor may ask for arguments. */
function makeEmpty(mapper: Mapper): InstanceState {
  const state = mapper.instantiate(
    mapper.shapeFor(mapper.columns),
    mapper.columns.map(() => undefined),
  );
  state.row = null;
  state.isNew = true;
  state.status = "transient";
  return state;
}
