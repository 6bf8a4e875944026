/**
 * Columns whose assignments somebody hears: an own accessor on each object in the place of the data property, always made of the same two
 * functions. It is enumerable, so that JSON, spread and comparison see no difference; only printing has to be told.
 */
import { STATE } from "../state/instance-state.js";

interface Watched {
  readonly [STATE]: { readonly watched: Record<string, unknown> | null };
}

/** The own property of a watched column; it assigns as the accessor on the prototype does. */
export function watchedAccessor(prototype: object, key: string): PropertyDescriptor {
  return {
    enumerable: true,
    configurable: true,
    get(this: Watched) {
      return this[STATE].watched?.[key];
    },
    set: Object.getOwnPropertyDescriptor(prototype, key)!.set!,
  };
}

/** By which `console.log` in Node asks an object how to print it. */
const INSPECT: unique symbol = Symbol.for("nodejs.util.inspect.custom");

/** Prints accessors as the values they give. */
export function printValues(prototype: object): void {
  Object.defineProperty(prototype, INSPECT, {
    configurable: true,
    value(this: object, _depth: number, options: object, inspect: (value: object, options: object) => string) {
      const copy = Object.create(Object.getPrototypeOf(this) as object, { [INSPECT]: { value: undefined } }) as Record<string, unknown>;
      for (const [key, value] of Object.entries(this)) Object.defineProperty(copy, key, { value, enumerable: true });
      return inspect(copy, options);
    },
  });
}
