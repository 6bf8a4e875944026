/**
 * The cache of compiled statements. A statement is traversed into one reused `Int32Array`: numbers of kinds and operators, interned strings,
 * identities of tables, and parameters by first appearance; values are no part of it. The ints are hashed and compared, so that a lookup
 * allocates nothing but the list of parameters that travel beside the key.
 *
 * What has no name of its own (an alias, a label, a subquery) is numbered by first appearance: a key made anew for an equal structure is
 * equal, and two uses of one alias are told from two aliases.
 */
import type { BindParameter } from "../expression/bind.js";
import type { Compiled } from "./compiled.js";

/** An object that remembers the number it has in the traversal that runs. */
export interface Numbered {
  keyRun: number;
  keyIndex: number;
}

const MAX_STRINGS = 100_000;
let strings = new Map<string, number>();
let lastString = 0;
const identities = new WeakMap<object, number>();
let lastIdentity = 0;
let lastRun = 0;

/** A number for a string. Numbers are never used again, so that forgetting strings only makes keys miss. */
function intern(text: string): number {
  let id = strings.get(text);
  if (id === undefined) {
    if (strings.size >= MAX_STRINGS) strings = new Map();
    id = ++lastString;
    strings.set(text, id);
  }
  return id;
}

export class KeyWriter {
  /** The key; only the first `length` numbers count. */
  ints = new Int32Array(512);
  length = 0;
  /** The parameters, in order of first appearance. A new array for each key: it outlives the writer's next use. */
  parameters: BindParameter[] = [];
  #run = 0;
  #anonymous = 0;

  /** Begins a new key. */
  reset(): void {
    this.length = 0;
    this.parameters = [];
    this.#anonymous = 0;
    this.#run = ++lastRun;
  }

  write(n: number): void {
    if (this.length === this.ints.length) this.#grow();
    this.ints[this.length++] = n;
  }
  string(text: string): void {
    this.write(intern(text));
  }
  /** What is the same only if it is this object. */
  object(object: object): void {
    let id = identities.get(object);
    if (id === undefined) {
      id = ++lastIdentity;
      identities.set(object, id);
    }
    this.write(id);
  }
  /** Writes the number that the object has by first appearance; true the first time, when its content is to follow. */
  anonymous(object: Numbered): boolean {
    if (object.keyRun === this.#run) {
      this.write(-object.keyIndex);
      return false;
    }
    object.keyRun = this.#run;
    object.keyIndex = ++this.#anonymous;
    this.write(-object.keyIndex);
    return true;
  }
  parameter(parameter: BindParameter): void {
    if (parameter.keyRun === this.#run) {
      this.write(PARAMETER_AGAIN);
      this.write(parameter.keyIndex);
      return;
    }
    parameter.keyRun = this.#run;
    parameter.keyIndex = this.parameters.length;
    this.parameters.push(parameter);
    this.write(parameter.unique ? UNIQUE_PARAMETER : NAMED_PARAMETER);
    this.string(parameter.key);
    this.write(
      (parameter.required ? 1 : 0) |
        (parameter.expanding === "list" ? 2 : parameter.expanding === "tuples" ? 4 : 0) |
        (parameter.literalExecute ? 8 : 0),
    );
    parameter.type.appendKey(this);
  }

  /** Murmur-like: one multiplication and rotation a number. */
  hash(): number {
    const { ints, length } = this;
    let hash = length;
    for (let i = 0; i < length; i++) {
      const k = Math.imul(ints[i] as number, 0xcc9e2d51);
      hash ^= (k << 15) | (k >>> 17);
      hash = (Math.imul((hash << 13) | (hash >>> 19), 5) + 0xe6546b64) | 0;
    }
    return hash;
  }
  equals(key: Int32Array): boolean {
    const { ints, length } = this;
    if (key.length !== length) return false;
    for (let i = 0; i < length; i++) if (key[i] !== ints[i]) return false;
    return true;
  }
  copy(): Int32Array {
    return this.ints.slice(0, this.length);
  }

  #grow(): void {
    const larger = new Int32Array(this.ints.length * 2);
    larger.set(this.ints);
    this.ints = larger;
  }
}
const UNIQUE_PARAMETER = -2_000_000_001;
const NAMED_PARAMETER = -2_000_000_002;
const PARAMETER_AGAIN = -2_000_000_003;

interface Entry {
  readonly key: Int32Array;
  readonly hash: number;
  readonly compiled: Compiled;
  used: number;
  next: Entry | null;
}

/** Compiled statements by structure; those not used for longest go when there are too many. */
export class StatementCache {
  readonly #size: number;
  #entries = new Map<number, Entry>();
  #count = 0;
  #clock = 0;

  constructor(size: number) {
    this.#size = size;
  }
  get size(): number {
    return this.#count;
  }

  get(key: KeyWriter, hash: number): Compiled | undefined {
    let entry: Entry | null | undefined = this.#entries.get(hash);
    while (entry !== undefined && entry !== null) {
      if (key.equals(entry.key)) {
        entry.used = ++this.#clock;
        return entry.compiled;
      }
      entry = entry.next;
    }
    return undefined;
  }

  set(key: Int32Array, hash: number, compiled: Compiled): void {
    if (this.#size <= 0) return;
    this.#entries.set(hash, { key, hash, compiled, used: ++this.#clock, next: this.#entries.get(hash) ?? null });
    // Half as many again before anything goes: sorting is then paid for once in many insertions.
    if (++this.#count > this.#size * 1.5) this.#evict();
  }

  clear(): void {
    this.#entries.clear();
    this.#count = 0;
  }

  #evict(): void {
    const all: Entry[] = [];
    for (const first of this.#entries.values()) for (let entry: Entry | null = first; entry !== null; entry = entry.next) all.push(entry);
    all.sort((a, b) => b.used - a.used);
    this.clear();
    for (const entry of all.slice(0, this.#size)) {
      entry.next = this.#entries.get(entry.hash) ?? null;
      this.#entries.set(entry.hash, entry);
      this.#count++;
    }
  }
}
