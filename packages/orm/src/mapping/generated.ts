/**
 * The class that a user's class extends: it finds out for whom it stands, lets new objects take their attributes, and lets loaded ones take
 * the row that waits for them.
 */
import { ENTITY, EVENTS, type EventHub } from "@cupel/core/internal";
import { type Construction, construction } from "../state/construction.js";
import { DEFINITION_OF, MAPPED_CLASS, type MappedDefinition } from "./registry.js";
import type { ShapeClass } from "./shape.js";

/** What it asks of the definition it belongs to (`definition.ts`). */
export interface GeneratedSource extends MappedDefinition {
  readonly sourceName: string;
  readonly settings: { readonly Root: ShapeClass };
  readonly c: object;
  readonly reference: object;
  readonly events: EventHub;
  /** Before a new object is made by the program: what waited for another, whose constructor is making this one. */
  begin(target: Function): Construction | null;
  /** `new User({ … })`. */
  initialise(entity: object, init: unknown): void;
}

/** Makes it. What the definition knows is asked for when an object is made, not before. */
export function generatedBase(definition: GeneratedSource): Function {
  const { Root } = definition.settings;
  const Generated = class extends Root {
    // biome-ignore lint/correctness/noUnreachableSuper: what is returned in its place is made by the same root
    constructor(init?: unknown) {
      if (construction.target === new.target) {
        const { partial } = construction;
        // biome-ignore lint/correctness/noConstructorReturn: an object of some columns has another shape, and yet is made by `new User()`
        if (partial !== null) return Reflect.construct(partial, [], new.target) as never;
        super();
      } else {
        const waiting = definition.begin(new.target);
        super();
        if (waiting !== null) Object.assign(construction, waiting);
        definition.initialise(this, init);
      }
    }
  };
  Object.defineProperties(Generated, {
    name: { value: definition.sourceName, configurable: true },
    c: {
      configurable: true,
      get(this: Function) {
        definition.learn(this);
        return definition.c;
      },
    },
    [ENTITY]: {
      get(this: Function) {
        definition.learn(this);
        return definition.reference;
      },
    },
    [DEFINITION_OF]: { value: definition },
    [MAPPED_CLASS]: { value: true },
    [EVENTS]: { get: () => definition.events },
  });
  return Generated;
}
