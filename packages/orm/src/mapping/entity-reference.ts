/** How a mapped class stands in a statement. */
import type { FromClause, KeyWriter } from "@cupel/core/internal";
import type { EntityReference } from "../query/entity.js";
import { ormPlugin } from "../query/plugin.js";
import type { EntityClass, Mapper } from "./mapper.js";

/** What a reference asks of the definition it speaks for. */
interface ReferenceSource {
  readonly mapper: Mapper;
  readonly table: object;
  readonly class: EntityClass;
}

export class ClassReference implements EntityReference {
  readonly kind = "entity";
  /** A class has no name in a row: only an alias was given one. */
  readonly rowName = null;
  readonly plugin = ormPlugin;
  readonly #source: ReferenceSource;

  constructor(source: ReferenceSource) {
    this.#source = source;
  }

  get mapper(): Mapper {
    return this.#source.mapper;
  }

  get selectable(): FromClause {
    return this.#source.table as FromClause;
  }

  get entity(): EntityClass {
    return this.#source.class;
  }

  appendKey(key: KeyWriter): void {
    key.object(this);
  }
}
