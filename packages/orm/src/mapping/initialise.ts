/** `new User({ … })`: what the constructor does with its argument. */
import { ArgumentError } from "@cupel/core";
import { didYouMean } from "@cupel/core/internal";
import { assignColumn } from "../state/columns.js";
import { stateOf } from "../state/instance-state.js";
import { assignRelationship } from "../state/relationship-edits.js";
import type { Mapper } from "./mapper.js";

interface InitSource {
  readonly c: object;
  complete(): void;
}

/** @throws ArgumentError for a key that is no attribute */
export function initialise(source: InitSource, mapper: Mapper, entity: object, init: unknown): void {
  const { events } = mapper;
  if (events?.has("init") === true) events.reduce("init", { target: entity, mapper }, "target");
  if (init !== undefined) assignAll(source, mapper, entity, init);
  fillManaged(mapper, entity);
}

function assignAll(source: InitSource, mapper: Mapper, entity: object, init: unknown): void {
  if (typeof init !== "object" || init === null || Array.isArray(init)) {
    throw new ArgumentError(
      `new ${mapper.name}(…) takes one object of attributes, as in new ${mapper.name}({ ${mapper.columns[1]?.key ?? "name"}: … }), not ${init === null ? "null" : Array.isArray(init) ? "an array" : `a ${typeof init}`}.`,
    );
  }
  const values = init as Record<string, unknown>;
  for (const key in values) {
    if (!Object.hasOwn(values, key)) continue;
    const value = values[key];
    if (value === undefined) continue;
    const attribute = mapper.attributes.get(key) ?? lateAttribute(source, mapper, key);
    if (attribute === undefined) (entity as Record<string, unknown>)[key] = value;
    else if (attribute.kind === "relationship") assignRelationship(stateOf(entity), attribute, value);
    else if (mapper.watched[attribute.index] === undefined && Object.hasOwn(entity, key)) (entity as Record<string, unknown>)[key] = value;
    else assignColumn(stateOf(entity), attribute.index, value);
  }
}

/** A key that is no column and no relationship that is known so far: undefined for something else that can be assigned. */
function lateAttribute(source: InitSource, mapper: Mapper, key: string): ReturnType<Mapper["attributes"]["get"]> {
  source.complete();
  const attribute = mapper.attributes.get(key);
  if (attribute !== undefined || key in source.c) return attribute;
  const known = Object.keys(source.c);
  throw new ArgumentError(`${mapper.name} has no attribute ${JSON.stringify(key)}.${didYouMean(key, known)} It has ${known.join(", ")}.`);
}

/** A class that is one of several kinds says which. */
function fillManaged(mapper: Mapper, entity: object): void {
  const { polymorphicIdentity } = mapper;
  if (polymorphicIdentity === null) return;
  const { polymorphicOn } = mapper;
  const state = stateOf(entity);
  if (polymorphicOn !== null && (entity as Record<string, unknown>)[polymorphicOn.key] === undefined)
    assignColumn(state, polymorphicOn.index, polymorphicIdentity);
}
