import type { Dialect } from "../engine/dialect.js";
import { type Affinity, type Processor, TypeEngine } from "./engine.js";
import { refuse } from "./refusal.js";

export interface BooleanOptions {
  /** Name of the CHECK constraint that `createConstraint` makes. */
  name?: string;
  /** Where the database has no booleans, a CHECK that the column is 0 or 1. */
  createConstraint?: boolean;
}

/** BOOLEAN; 0 and 1 where the database has none. */
export class BooleanType extends TypeEngine<boolean> {
  readonly kind: string;
  readonly affinity: Affinity = "boolean";
  readonly name: string | null;
  readonly createConstraint: boolean;
  constructor(options: BooleanOptions = {}, kind = "boolean") {
    super();
    this.kind = kind;
    this.name = options.name ?? null;
    this.createConstraint = options.createConstraint ?? false;
  }

  protected override createBind(dialect: Dialect): Processor | null {
    const native = dialect.capabilities.nativeBoolean;
    return (value) => {
      if (typeof value !== "boolean") refuse(this, value, "give true or false");
      return native ? value : value ? 1 : 0;
    };
  }
  protected override createResult(_dialect: Dialect): Processor | null {
    return (value) => (typeof value === "boolean" ? value : Boolean(value));
  }
}
