/** The root of the classes of one declarative base: it holds the state of an object, in a `#private` that nothing outside sees. */
import { awaitableAttributes } from "../state/awaitable.js";
import { construction } from "../state/construction.js";
import { InstanceState, MAPPED_OBJECT, STATE } from "../state/instance-state.js";
import type { Mapper } from "./mapper.js";
import type { ShapeClass } from "./shape.js";

/** A root above which is the class that the base was given (`declarativeBase({ class })`). */
export function rootClass(Model: abstract new () => object): ShapeClass {
  const Root = class extends (Model as ShapeClass) {
    readonly #state: InstanceState;

    constructor() {
      // Taken before the Model's constructor can make objects of its own.
      const { row } = construction;
      const mapper = construction.mapper as Mapper;
      construction.target = null;
      super();
      this.#state = new InstanceState(mapper, this, row);
      // Read by the fields of the shape, which run next.
      construction.values = row ?? mapper.blankRow;
    }

    /** Undefined for what only inherits from an object: a Proxy, `Object.create`. */
    get [STATE](): InstanceState | undefined {
      return #state in this ? this.#state : undefined;
    }

    get [MAPPED_OBJECT](): true {
      return true;
    }

    get awaitableAttrs(): object {
      return awaitableAttributes(this);
    }
  };
  Object.defineProperty(Root, "name", { value: Model.name === "" ? "Entity" : Model.name, configurable: true });
  return Root;
}
