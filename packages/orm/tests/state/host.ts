/** A session that only notes what it is told: enough for tests of what happens in memory. */
import type { ColumnAttribute } from "../../src/mapping/column-attribute.js";
import { mapperOf } from "../../src/mapping/registry.js";
import type { RelationshipProperty } from "../../src/mapping/relationship.js";
import { IdentityMap } from "../../src/state/identity-map.js";
import { type InstanceState, stateOf } from "../../src/state/instance-state.js";
import type { SessionHost } from "../../src/state/session-host.js";

export class NotingHost implements SessionHost {
  readonly identityMap = new IdentityMap();
  readonly fetchMode = "one";
  readonly told: string[] = [];
  /** What `loadAttribute` puts there. */
  answer: (state: InstanceState, attribute: ColumnAttribute | RelationshipProperty) => void = () => {};

  cascadeSaveUpdate(parent: InstanceState, property: RelationshipProperty, child: InstanceState): void {
    this.told.push(`cascade ${String(property)} of ${parent.describe()}`);
    this.adopt(child.entity);
  }
  removed(parent: InstanceState, property: RelationshipProperty): void {
    this.told.push(`removed ${String(property)} of ${parent.describe()}`);
  }
  markModified(): void {}
  loadAttribute(states: readonly InstanceState[], attribute: ColumnAttribute | RelationshipProperty): Promise<void> {
    for (const state of states) this.answer(state, attribute);
    return Promise.resolve();
  }

  /** Makes a new object pending. */
  adopt<E extends object>(entity: E): E {
    const state = stateOf(entity);
    state.session = this;
    state.status = "pending";
    return entity;
  }
  /** An object as if it had been loaded: all columns, in their order. */
  load<E extends object>(entityClass: abstract new (...values: never[]) => E, ...row: unknown[]): E {
    const mapper = mapperOf(entityClass);
    const state = mapper.shapeFor(mapper.columns).make(row);
    state.session = this;
    state.key = mapper.identityKeyOf(state.entity);
    this.identityMap.add(state);
    return state.entity as E;
  }
  /** As if only these columns had been loaded. */
  loadPart<E extends object>(entityClass: abstract new (...values: never[]) => E, keys: readonly string[], ...row: unknown[]): E {
    const mapper = mapperOf(entityClass);
    const state = mapper.shapeFor(keys.map((key) => mapper.attributes.get(key) as ColumnAttribute)).make(row);
    state.session = this;
    state.key = mapper.identityKeyOf(state.entity);
    this.identityMap.add(state);
    return state.entity as E;
  }
}

/** The error that this throws. */
export function refusal(work: () => unknown): Error {
  try {
    work();
  } catch (error) {
    return error as Error;
  }
  throw new Error("this should have been refused");
}
