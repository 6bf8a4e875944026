/**
 * From an array of the driver to an entity: one function for each entity of a compiled statement, written out without loops over columns
 * (a loop does the same where the platform forbids code from text). A row whose object is already in the identity map changes nothing of it;
 * it only brings what had not been loaded, unless `populateExisting` asks for all.
 */
import type { ColumnAttribute } from "../mapping/column-attribute.js";
import { expire, setCommitted } from "../state/attributes.js";
import type { IdentityBucket, IdentityKey } from "../state/identity-map.js";
import type { InstanceState } from "../state/instance-state.js";
import { UNLOADED } from "../state/unloaded.js";
import type { EntityReading } from "./reading.js";

export type Processor = (value: unknown) => unknown;

/** What takes in an object that a row has made. */
export interface EntityHost {
  /** Puts a new object under its key, which is free in the bucket. */
  adopt(state: InstanceState, key: IdentityKey, bucket: IdentityBucket): void;
  /** Before loaded values overwrite those of an object that is already there. */
  beforeChange(state: InstanceState): void;
  readonly populateExisting: boolean;
  /** Whether overwriting columns also forgets relationships. */
  readonly expiresRelationships: boolean;
  /** Whether an object was made or filled by this run already, so that its values are new. */
  readonly fresh: Set<InstanceState> | null;
}

/** Reads one entity of a row: null where an outer join found none. */
export type ReadEntity = (row: unknown[], bucket: IdentityBucket, host: EntityHost) => InstanceState | null;

/**
 * The reader of an entity.
 * @param processors of the statement's columns
 * @param width how many places a row has
 */
export function entityReader(reading: EntityReading, processors: readonly (Processor | null)[], width: number): ReadEntity {
  const { mapper, columns, places } = reading;
  const shape = mapper.shapeFor(columns);
  const make = (row: unknown[]): InstanceState => mapper.instantiate(shape, row);
  const own = places.map((place) => processors[place] ?? null);
  const inPlace = columns.length === mapper.columns.length && width === columns.length && places.every((place, index) => place === index);
  const keys = mapper.primaryKey.map((attribute) => columns.indexOf(attribute));
  const fill = (state: InstanceState, row: unknown[], host: EntityHost): void => fillPresent(state, row, reading, own, host);
  const identityKey =
    keys.length === 1 && isPlainKey(mapper.primaryKey[0]!) ? null : (values: readonly unknown[]) => mapper.identityKey(values);
  return canGenerate()
    ? generated({ places, own, keys, inPlace, make, fill, identityKey })
    : looping({ places, own, keys, inPlace, make, fill, identityKey });
}

interface Parts {
  readonly places: readonly number[];
  readonly own: readonly (Processor | null)[];
  /** Which of the columns are the primary key. */
  readonly keys: readonly number[];
  /** The driver's row is exactly the kept row: it is converted where it lies. */
  readonly inPlace: boolean;
  readonly make: (row: unknown[]) => InstanceState;
  readonly fill: (state: InstanceState, row: unknown[], host: EntityHost) => void;
  /** `null`: the value of the one key column is the key. */
  readonly identityKey: ((values: readonly unknown[]) => IdentityKey | null) | null;
}

function generated({ places, own, keys, inPlace, make, fill, identityKey }: Parts): ReadEntity {
  const isKey = (index: number): boolean => keys.includes(index);
  const lines: string[] = [];
  for (const index of keys) {
    lines.push(`const r${index} = row[${places[index]}]; if (r${index} === null) return null;`);
    lines.push(own[index] === null ? `const k${index} = r${index};` : `const k${index} = p${index}(r${index});`);
  }
  lines.push(
    identityKey === null
      ? `const key = k${keys[0]};`
      : `const key = identityKey([${keys.map((index) => `k${index}`).join(", ")}]); if (key === null) return null;`,
  );
  lines.push("const present = bucket.get(key); if (present !== undefined) { fill(present, row, host); return present; }");
  if (inPlace) {
    if (own.some((processor) => processor !== null)) lines.push("let v;");
    own.forEach((processor, index) => {
      if (processor === null) return;
      lines.push(isKey(index) ? `row[${index}] = k${index};` : `v = row[${index}]; if (v !== null) row[${index}] = p${index}(v);`);
    });
    lines.push("const state = make(row);");
  } else {
    const values = places.map((place, index) => {
      if (isKey(index)) return `k${index}`;
      return own[index] === null ? `row[${place}]` : `(v = row[${place}]) === null ? null : p${index}(v)`;
    });
    lines.push(`let v; const state = make([${values.join(", ")}]);`);
  }
  lines.push("host.adopt(state, key, bucket); return state;");
  const names = own.map((_, index) => `p${index}`);
  return new Function("make", "fill", "identityKey", ...names, `return function readEntity(row, bucket, host) { ${lines.join("\n")} };`)(
    make,
    fill,
    identityKey,
    ...own,
  ) as ReadEntity;
}

function looping({ places, own, keys, inPlace, make, fill, identityKey }: Parts): ReadEntity {
  return (row, bucket, host) => {
    const key = keyOf(row, places, own, keys, identityKey);
    if (key === null) return null;
    const present = bucket.get(key);
    if (present !== undefined) {
      fill(present, row, host);
      return present;
    }
    const values = inPlace ? row : new Array<unknown>(places.length);
    for (let index = 0; index < places.length; index++) values[index] = valueAt(row, places[index]!, own[index]!);
    const state = make(values);
    host.adopt(state, key, bucket);
    return state;
  };
}

function keyOf(
  row: readonly unknown[],
  places: readonly number[],
  own: readonly (Processor | null)[],
  keys: readonly number[],
  identityKey: Parts["identityKey"],
): IdentityKey | null {
  const values: unknown[] = [];
  for (const index of keys) {
    const value = valueAt(row, places[index]!, own[index]!);
    if (value === null) return null;
    values.push(value);
  }
  return identityKey === null ? (values[0] as IdentityKey) : identityKey(values);
}

function valueAt(row: readonly unknown[], place: number, processor: Processor | null): unknown {
  const value = row[place];
  return value === null || processor === null ? value : processor(value);
}

/** What a row brings to an object that was there before. */
function fillPresent(
  state: InstanceState,
  row: readonly unknown[],
  reading: EntityReading,
  own: readonly (Processor | null)[],
  host: EntityHost,
): void {
  const kept = state.row;
  if (kept === null) return;
  const { columns, places } = reading;
  if (host.populateExisting) {
    if (host.fresh!.has(state)) return;
    host.fresh!.add(state);
    host.beforeChange(state);
    for (let index = 0; index < columns.length; index++)
      setCommitted(state, columns[index]!.index, valueAt(row, places[index]!, own[index]!));
    if (host.expiresRelationships) expire(state, [], "all");
    return;
  }
  let changes = false;
  for (let index = 0; index < columns.length; index++) {
    const at = columns[index]!.index;
    if (kept[at] !== UNLOADED) continue;
    if (!changes) {
      changes = true;
      host.beforeChange(state);
    }
    setCommitted(state, at, valueAt(row, places[index]!, own[index]!));
  }
}

/** Whether the value of a key column is what the identity map is keyed by. */
function isPlainKey(attribute: ColumnAttribute): boolean {
  const { affinity } = attribute.type;
  return affinity === "integer" || affinity === "string";
}

let generates: boolean | null = null;
/** Whether the platform allows code from text (a content security policy may not). */
export function canGenerate(): boolean {
  if (generates === null) {
    try {
      generates = (new Function("return 1") as () => number)() === 1;
    } catch {
      generates = false;
    }
  }
  return generates;
}
/** For tests: hydrate by loops, as where code from text is forbidden. */
export function forbidGeneration(forbidden: boolean): void {
  generates = forbidden ? false : null;
}
