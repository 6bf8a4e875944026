/** From a class or an object to its mapper. */
import { UnmappedError } from "@cupel/core";
import { stateIfMapped, strangerError } from "../state/instance-state.js";
import type { Mapper } from "./mapper.js";

/** Where a mapped class keeps its definition. */
export const DEFINITION_OF: unique symbol = Symbol("cupel.definition");
/** Says "a mapped class of some copy of this package". */
export const MAPPED_CLASS: unique symbol = Symbol.for("cupel.mappedClass");

/** What the registry asks of a definition (`definition.ts`). */
export interface MappedDefinition {
  /** Found right, with every class that it reaches. */
  readonly mapper: Mapper;
  /** With its fields read and nothing more: what the other side of a relationship asks for. */
  readonly completedMapper: Mapper;
  /** Whether its class has been named by anything, so that it can be looked at. */
  readonly isConfigurable: boolean;
  /** Says that this is the class, if it is. @throws ArgumentError for a second one */
  learn(constructor: Function): void;
}

/** Weakly: classes made inside functions, as tests make them, go when nothing needs them. */
let definitions: WeakRef<MappedDefinition>[] = [];

/** Makes a definition known to `configureMappers`. */
export function remember(definition: MappedDefinition): void {
  definitions.push(new WeakRef(definition));
}

/** Takes out a definition that another has replaced. */
export function forget(definition: MappedDefinition): void {
  definitions = definitions.filter((reference) => reference.deref() !== definition);
}

/** The definition of a class, or undefined if it is not mapped. */
export function definitionOf(constructor: unknown): MappedDefinition | undefined {
  return typeof constructor === "function" ? (constructor as { readonly [DEFINITION_OF]?: MappedDefinition })[DEFINITION_OF] : undefined;
}

/**
 * The mapper of a mapped class, or of an object of one.
 *
 * @throws UnmappedError where there is none; ArgumentError where the class is defined wrongly
 */
export function mapperOf(entityOrClass: object): Mapper {
  if (typeof entityOrClass !== "function") {
    const state = stateIfMapped(entityOrClass);
    if (state === undefined) throw strangerError(entityOrClass);
    return state.mapper;
  }
  const definition = definitionOf(entityOrClass);
  if (definition === undefined) {
    if (MAPPED_CLASS in entityOrClass)
      throw new UnmappedError(
        `Class ${entityOrClass.name} belongs to another copy of the package: two copies of @cupel/orm are loaded in this process. See that one version is installed (\`npm ls @cupel/orm\`) and that it is not bundled twice.`,
      );
    throw new UnmappedError(`Class ${entityOrClass.name || "without a name"} is not mapped: let it extend Base.table("…", { … }).`);
  }
  definition.learn(entityOrClass);
  return definition.mapper;
}

/**
 * Looks at every mapped class that has been defined: tables, relationships, what points back. Mappers are configured at first use anyway;
 * an application calls this at its start to hear of mistakes then.
 *
 * @throws ArgumentError that says what is wrong and how to mend it
 */
export function configureMappers(): void {
  definitions = definitions.filter((reference) => reference.deref() !== undefined);
  for (const reference of definitions) {
    const definition = reference.deref();
    if (definition?.isConfigurable === true) void definition.mapper;
  }
}
