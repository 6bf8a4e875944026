/**
 * How one class is mapped: its columns in the order of a kept row, its relationships in the order of their slots, and how its objects are
 * made. A mapper is filled when all fields of the class can be read (see `definition.ts`), and is the same object ever after.
 */
import type { Column, Table } from "@cupel/core";
import type { EventHub } from "@cupel/core/internal";
import type { IdentityKey } from "../state/identity-map.js";
import type { InstanceState } from "../state/instance-state.js";
import { UNLOADED } from "../state/unloaded.js";
import type { ColumnAttribute } from "./column-attribute.js";
import type { RelationshipProperty } from "./relationship.js";
import type { Shape } from "./shape.js";

/** A mapped class, as the run time sees it. */
export type EntityClass = (abstract new (...values: never[]) => object) & { readonly name: string };

let lastId = 0;

export class Mapper {
  readonly id: number = lastId++;
  /** Indexed by `ColumnAttribute.index`. */
  readonly columns: readonly ColumnAttribute[] = [];
  readonly primaryKey: readonly ColumnAttribute[] = [];
  /** Indexed by `RelationshipProperty.slot`. */
  readonly relationships: readonly RelationshipProperty[] = [];
  readonly attributes: ReadonlyMap<string, ColumnAttribute | RelationshipProperty> = new Map();
  /** What a state has for slots until it writes one: never written itself. */
  readonly unloadedSlots: unknown[] = [];
  readonly parent: Mapper | null = null;
  readonly root: Mapper = this;
  declare readonly class: EntityClass;
  declare readonly table: Table<never, string>;
  declare readonly name: string;

  declare attributeOf: (column: Column<string, unknown, unknown>) => ColumnAttribute | undefined;
  declare identityKey: (values: readonly unknown[]) => IdentityKey | null;
  declare instantiate: (shape: Shape, row: unknown[]) => InstanceState;
  declare shapeFor: (columns: readonly ColumnAttribute[]) => Shape;
  declare describeKey: (state: InstanceState) => string;
  declare configure: () => void;
  declare events: EventHub | null;
}
void UNLOADED;
