/** A condition whose denial is another condition than NOT of it: to contain by a join, and not to contain by EXISTS. */
import type { Condition } from "@cupel/core";
import {
  type ClauseElement,
  ColumnElement,
  type FromClause,
  KEY,
  type KeyWriter,
  type Operator,
  type SqlCompiler,
} from "@cupel/core/internal";

/** The condition, with what is to be said instead where it is denied. */
export function deniable(condition: Condition, denial: () => Condition): Condition {
  return new DeniableCondition(condition, denial);
}

class DeniableCondition extends ColumnElement<boolean> {
  readonly #condition: Condition;
  readonly #denial: () => Condition;

  constructor(condition: Condition, denial: () => Condition) {
    super();
    this.#condition = condition;
    this.#denial = denial;
  }
  get kind(): string {
    return this.#condition.kind;
  }
  get type(): Condition["type"] {
    return this.#condition.type;
  }
  accept(compiler: SqlCompiler): string {
    return this.#condition.accept(compiler);
  }
  [KEY](key: KeyWriter): void {
    this.#condition[KEY](key);
  }
  override eachChild(visit: (child: ClauseElement) => void): void {
    visit(this.#condition);
  }
  override mapChildren(map: (child: ClauseElement) => ClauseElement): this {
    const mapped = map(this.#condition) as Condition;
    return mapped === this.#condition ? this : (new DeniableCondition(mapped, this.#denial) as this);
  }
  override collectFroms(into: FromClause[]): void {
    this.#condition.collectFroms(into);
  }
  override selfGroup(against?: Operator): ClauseElement & ColumnElement<boolean> {
    return this.#condition.selfGroup(against) as ColumnElement<boolean>;
  }
  override negate(): Condition {
    return this.#denial();
  }
}
