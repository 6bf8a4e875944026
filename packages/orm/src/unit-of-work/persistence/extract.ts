/**
 * Reading off new objects what their INSERT writes. Most new objects need nothing but their values, so code is generated for each class that
 * reads them by name in one go; an object that needs more (an application's default, SQL in the place of a value, a version) says so, and
 * goes the way of the loop in `insert.ts`.
 */
import type { Mapper } from "../../mapping/mapper.js";
import { canGenerateCode } from "../../state/codegen.js";
import type { InstanceState } from "../../state/instance-state.js";
import { isSqlValue, type WrittenColumn, writePlanOf } from "./values.js";

type Row = Record<string, unknown>;

export interface Extractor {
  /** Which columns the object gives, a bit each; negative if it needs more than reading. What was never set becomes null. */
  given(entity: object): number;
  /** The parameters of these columns. */
  rowOf(given: number): (entity: object) => Row;
  /** What an object with these values keeps as its row, null where the database makes a value. */
  kept(entity: object): unknown[];
}

/** Bits of a small integer, whose sign says that there are not enough of them. */
const MOST_COLUMNS = 30;
const extractors = new WeakMap<Mapper, Extractor | null>();

/** Null where no code can be generated, or for a table that is too wide. */
export function extractorOf(mapper: Mapper): Extractor | null {
  let extractor = extractors.get(mapper);
  if (extractor === undefined) {
    const { columns } = writePlanOf(mapper);
    extractor = canGenerateCode() && columns.length <= MOST_COLUMNS ? new GeneratedExtractor(mapper, columns) : null;
    extractors.set(mapper, extractor);
  }
  return extractor;
}

/** All columns of an object that the program made are its own properties; of another, not all may be there to be read. */
export function canExtract(state: InstanceState): boolean {
  return state.isNew;
}

class GeneratedExtractor implements Extractor {
  readonly given: (entity: object) => number;
  readonly kept: (entity: object) => unknown[];
  readonly #columns: readonly WrittenColumn[];
  readonly #rows = new Map<number, (entity: object) => Row>();

  constructor(mapper: Mapper, columns: readonly WrittenColumn[]) {
    this.#columns = columns;
    this.given = givenBy(mapper, columns);
    this.kept = keptBy(columns);
  }

  rowOf(given: number): (entity: object) => Row {
    let make = this.#rows.get(given);
    if (make === undefined) {
      const members = this.#columns
        .filter((column) => (given & (1 << column.index)) !== 0)
        .map((column) => `${property(column.name)}: e[${JSON.stringify(column.key)}]`);
      make = new Function("e", `return { ${members.join(", ")} };`) as (entity: object) => Row;
      this.#rows.set(given, make);
    }
    return make;
  }
}

/** `{ ["__proto__"]: … }` makes a property of that name, as the plain form would not. */
function property(name: string): string {
  return name === "__proto__" ? '["__proto__"]' : JSON.stringify(name);
}

function givenBy(mapper: Mapper, columns: readonly WrittenColumn[]): (entity: object) => number {
  const lines = columns.map((column) => {
    const name = `e[${JSON.stringify(column.key)}]`;
    const bit = 1 << column.index;
    const take = `if (typeof v === "object" && v !== null && isSqlValue(v)) return -1; given |= ${bit};`;
    const isVersion = mapper.versionId?.index === column.index;
    const isUnset = column.isPrimaryKey || isVersion ? "v === undefined || v === null" : "v === undefined";
    const needsMore = column.default !== null || isVersion || mapper.watched[column.index] !== undefined;
    const leave =
      column.isServerMade && !isVersion ? "" : needsMore || column.isPrimaryKey ? "return -1;" : `${name} = null; given |= ${bit};`;
    return `v = ${name}; if (${isUnset}) { ${leave} } else { ${take} }`;
  });
  const code = `return (e) => { let v, given = 0;\n${lines.join("\n")}\nreturn given; };`;
  return new Function("isSqlValue", code)(isSqlValue) as (entity: object) => number;
}

function keptBy(columns: readonly WrittenColumn[]): (entity: object) => unknown[] {
  const values = columns.map(({ key, attribute }, position) => {
    const name = `e[${JSON.stringify(key)}]`;
    return attribute.isMutable ? `columns[${position}].attribute.copy(${name} ?? null)` : `${name} ?? null`;
  });
  return new Function("columns", `return (e) => [${values.join(", ")}];`)(columns) as (entity: object) => unknown[];
}
