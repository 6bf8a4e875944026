/** Reads the rows of one compiled statement by its plan: entities through their readers, what hangs on them in the same row, plain columns. */
import type { RelationshipProperty } from "../mapping/relationship.js";
import type { IdentityBucket } from "../state/identity-map.js";
import type { InstanceState } from "../state/instance-state.js";
import { LoadContext } from "./context.js";
import { type Gathering, gather, newGathering } from "./gathering.js";
import { entityReader, type Processor, type ReadEntity } from "./hydrate.js";
import { type EntityReading, nodeIn, type ReadingPlan } from "./reading.js";
import type { LoadRun } from "./run.js";
import type { LoadTree } from "./tree.js";

/** What is compiled once for each entity of a statement. */
interface Reader {
  readonly reading: EntityReading;
  readonly read: ReadEntity;
  readonly joined: readonly { readonly property: RelationshipProperty; readonly reader: Reader }[];
  /** Whether there is nothing to do but to read the entity. */
  readonly isPlain: boolean;
}

export class PlanReader {
  readonly plan: ReadingPlan;
  readonly #parts: readonly ({ readonly reader: Reader } | { readonly place: number; readonly processor: Processor | null })[];

  constructor(plan: ReadingPlan, processors: readonly (Processor | null)[]) {
    this.plan = plan;
    const compile = (reading: EntityReading): Reader => {
      const joined = reading.joined.map(({ property, reading: child }) => ({ property, reader: compile(child) }));
      return {
        reading,
        read: entityReader(reading, processors, processors.length),
        joined,
        isPlain: joined.length === 0 && reading.later.length === 0 && reading.empty.length === 0 && !reading.travels,
      };
    };
    this.#parts = plan.parts.map((part) =>
      part.kind === "entity" ? { reader: compile(part.reading) } : { place: part.place, processor: processors[part.place] ?? null },
    );
  }

  /** Whether every row is one entity, so that no tuples need be made. */
  get isSingleEntity(): boolean {
    return this.#parts.length === 1 && "reader" in this.#parts[0]!;
  }

  /** A reading of rows that may come in batches. */
  begin(run: LoadRun, tree: LoadTree): RowsReading {
    return new RowsReading(
      this.#parts.map((part) => ("reader" in part ? new EntityRows(part.reader, run, tree, this.plan) : part)),
      run,
    );
  }
}

type Part = EntityRows | { readonly place: number; readonly processor: Processor | null };

/** One reading of the rows of a statement. */
export class RowsReading {
  readonly #parts: readonly Part[];
  readonly #run: LoadRun;

  constructor(parts: readonly Part[], run: LoadRun) {
    this.#parts = parts;
    this.#run = run;
  }

  /** The entities of rows that hold one each. */
  entities(rows: unknown[][]): (object | null)[] {
    const [only] = this.#parts as [EntityRows];
    const entities = new Array<object | null>(rows.length);
    only.readInto(rows, entities);
    return entities;
  }

  /** The rows as arrays of entities and values. */
  tuples(rows: unknown[][]): unknown[][] {
    const parts = this.#parts;
    return rows.map((row) => {
      const values = new Array<unknown>(parts.length);
      // Columns first: an entity may convert the driver's row where it lies.
      for (let index = 0; index < parts.length; index++) {
        const part = parts[index]!;
        if (part instanceof EntityRows) continue;
        const value = row[part.place];
        values[index] = value === null || part.processor === null ? value : part.processor(value);
      }
      for (let index = 0; index < parts.length; index++) {
        const part = parts[index]!;
        if (part instanceof EntityRows) values[index] = part.read(row)?.entity ?? null;
      }
      return values;
    });
  }

  /** The rows of a statement of key columns and one entity: a key of one column as it is, of several as an array. */
  keyed(rows: unknown[][], take: (key: unknown, entity: object) => void): void {
    const width = this.#parts.length - 1;
    const keys = this.#parts.slice(0, width) as { readonly place: number; readonly processor: Processor | null }[];
    const entity = this.#parts[width] as EntityRows;
    const valueOf = (row: unknown[], { place, processor }: { readonly place: number; readonly processor: Processor | null }): unknown => {
      const value = row[place];
      return value === null || processor === null ? value : processor(value);
    };
    const [only] = keys;
    for (let index = 0; index < rows.length; index++) {
      const row = rows[index]!;
      const key = width === 1 ? valueOf(row, only!) : keys.map((part) => valueOf(row, part));
      const state = entity.read(row);
      if (state !== null) take(key, state.entity);
    }
  }

  /** Fills what the rows have brought together, tells of what was read, and queues with the run what is to be loaded after them. */
  end(): void {
    for (const part of this.#parts) if (part instanceof EntityRows) part.end();
    this.#run.tell();
  }
}

/** One entity of the rows, with what is joined to it. */
class EntityRows {
  readonly #reader: Reader;
  readonly #run: LoadRun;
  readonly #bucket: IdentityBucket;
  readonly #tree: LoadTree;
  readonly #plan: ReadingPlan;
  readonly #joined: readonly {
    readonly property: RelationshipProperty;
    readonly rows: EntityRows;
    readonly gathered: Map<InstanceState, Gathering | null>;
  }[];
  readonly #states: Set<InstanceState> | null;
  readonly #context: LoadContext | null;
  readonly #isPlain: boolean;
  #last: InstanceState | null = null;

  constructor(reader: Reader, run: LoadRun, tree: LoadTree, plan: ReadingPlan) {
    this.#reader = reader;
    this.#run = run;
    this.#tree = tree;
    this.#plan = plan;
    this.#bucket = run.identityMap.bucket(reader.reading.mapper);
    this.#joined = reader.joined.map(({ property, reader: child }) => ({
      property,
      rows: new EntityRows(child, run, tree, plan),
      gathered: new Map(),
    }));
    this.#states = reader.reading.later.length > 0 ? new Set() : null;
    const hasPeers = run.isTracked && run.session.fetchMode === "peers";
    this.#context = reader.reading.travels || hasPeers ? new LoadContext(nodeIn(tree, plan, reader.reading), hasPeers ? [] : null) : null;
    this.#isPlain = reader.isPlain && this.#context === null;
  }

  /** Reads the entity alone, for rows that hold nothing else. */
  readInto(rows: unknown[][], entities: (object | null)[]): void {
    const { read } = this.#reader;
    if (!this.#isPlain) {
      for (let index = 0; index < rows.length; index++) entities[index] = this.read(rows[index]!)?.entity ?? null;
      return;
    }
    const bucket = this.#bucket;
    const run = this.#run;
    for (let index = 0; index < rows.length; index++) entities[index] = read(rows[index]!, bucket, run)?.entity ?? null;
  }

  read(row: unknown[]): InstanceState | null {
    const { read, reading } = this.#reader;
    const joined = this.#joined;
    const state = read(row, this.#bucket, this.#run);
    if (this.#isPlain || state === null) return state;
    if (state !== this.#last) {
      this.#last = state;
      this.#states?.add(state);
      if (this.#context !== null && state.loadContext === null) {
        state.loadContext = this.#context;
        this.#context.peers?.push(state);
      }
      for (const property of reading.empty)
        if (this.#run.mayFill(state, property)) this.#run.fill(state, property, property.uselist ? [] : null);
    }
    for (const { property, rows, gathered } of joined) {
      const child = rows.read(row);
      let gathering = gathered.get(state);
      if (gathering === undefined) {
        gathering = this.#run.mayFill(state, property) ? newGathering() : null;
        gathered.set(state, gathering);
      }
      if (child === null || gathering === null) continue;
      gather(gathering, child.entity);
    }
    return state;
  }

  /** Fills the relationships whose members have come row by row. */
  end(): void {
    for (const { property, rows, gathered } of this.#joined) {
      for (const [state, gathering] of gathered)
        if (gathering !== null) this.#run.fill(state, property, property.uselist ? gathering.members : (gathering.members[0] ?? null));
      gathered.clear();
      rows.end();
    }
    const { reading } = this.#reader;
    if (this.#states !== null && this.#states.size > 0) {
      const states = [...this.#states];
      const node = nodeIn(this.#tree, this.#plan, reading);
      for (const { property, strategy } of reading.later) this.#run.enqueue({ property, strategy, states, node, trail: reading.trail });
      this.#states.clear();
    }
    this.#last = null;
  }
}
