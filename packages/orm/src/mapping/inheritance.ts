/**
 * Classes that inherit the mapping of another. Their types are complete and their place in the hierarchy is recorded; what reads their rows
 * is not built yet, so that the first use of one says so.
 */
import { ArgumentError } from "@cupel/core";
import type { Mapper } from "./mapper.js";
import { DEFINITION_OF, MAPPED_CLASS, type MappedDefinition } from "./registry.js";

/** A class derived by `inherit()`: where it stands in its hierarchy. */
export class InheritedDefinition implements MappedDefinition {
  readonly parent: Function;
  /** The name of its own table; null where its rows are in the parent's. */
  readonly tableName: string | null;
  readonly polymorphicIdentity: string | number | null;
  readonly isConfigurable = false;
  readonly generated: Function;
  #name: string;

  constructor(parent: Function, tableName: string | null, identity: string | number | null) {
    this.parent = parent;
    this.tableName = tableName;
    this.polymorphicIdentity = identity;
    this.#name = tableName ?? String(identity);
    const refuse = (constructor: Function): Error => {
      this.learn(constructor);
      return this.#refusal();
    };
    const refuseNow = (constructor: Function): [] => {
      throw refuse(constructor);
    };
    this.generated = class extends (parent as new () => object) {
      constructor() {
        super(...refuseNow(new.target));
      }
    };
    const asked = {
      configurable: true,
      get(this: Function): never {
        throw refuse(this);
      },
    };
    Object.defineProperties(this.generated, {
      name: { value: this.#name, configurable: true },
      c: asked,
      [DEFINITION_OF]: { value: this },
      [MAPPED_CLASS]: { value: true },
    });
  }

  get mapper(): Mapper {
    throw this.#refusal();
  }

  get completedMapper(): Mapper {
    throw this.#refusal();
  }

  learn(constructor: Function): void {
    if (constructor !== this.generated) this.#name = constructor.name;
  }

  #refusal(): ArgumentError {
    return new ArgumentError(
      `${this.#name} inherits the mapping of ${this.parent.name}, and rows of such classes cannot be read or written. Give ${this.#name} a Base.table(…) of its own with a foreign key to ${this.parent.name} and a relationship, or keep its columns, nullable, in ${this.parent.name}.`,
    );
  }
}

/** `Employee.inherit("engineers", { … }, { … })`, `Employee.inherit({ … }, { polymorphicIdentity })`. */
export function inherit(this: Function, ...given: readonly unknown[]): Function {
  const isJoined = typeof given[0] === "string";
  const options = (isJoined ? given[2] : given[1]) as { readonly polymorphicIdentity?: string | number } | undefined;
  if (!isJoined && options?.polymorphicIdentity === undefined) {
    throw new ArgumentError(
      `${this.name}.inherit({ … }) without a table of its own needs { polymorphicIdentity }, by which its rows are told from the others of ${this.name}.`,
    );
  }
  return new InheritedDefinition(this, isJoined ? (given[0] as string) : null, options?.polymorphicIdentity ?? null).generated;
}
