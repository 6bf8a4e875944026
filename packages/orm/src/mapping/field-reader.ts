/** The fields of a class, each read once and when it is asked for: a getter may name a class that does not exist yet. */
export class FieldReader {
  readonly keys: readonly string[];
  readonly #fields: object;
  readonly #values = new Map<string, unknown>();

  constructor(fields: object) {
    this.#fields = fields;
    this.keys = Object.keys(fields);
  }

  isRead(key: string): boolean {
    return this.#values.has(key);
  }

  /** What the field is. A getter that throws is asked again next time. */
  at(key: string): unknown {
    if (!this.#values.has(key)) {
      const { get, value } = Object.getOwnPropertyDescriptor(this.#fields, key)!;
      this.#values.set(key, get === undefined ? value : get.call(this.#fields));
    }
    return this.#values.get(key);
  }

  /** An object with a getter for each field. */
  mapped(read: (key: string) => unknown): object {
    const object = {};
    for (const key of this.keys) Object.defineProperty(object, key, { enumerable: true, configurable: true, get: () => read(key) });
    return object;
  }

  /** As `mapped`, but what was read once is a plain property from then on. */
  settling(read: (key: string) => unknown): object {
    const object = this.mapped((key) => {
      const value = read(key);
      Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: false });
      return value;
    });
    return object;
  }
}
