/** `MATCH (columns) AGAINST ('text' mode)`: full text search with more to say than `column.match(text)`. */
import { ArgumentError, CompileError, type Condition, type Expression } from "@cupel/core";
import {
  argument,
  argumentList,
  BinaryExpression,
  type ClauseElement,
  type ColumnElement,
  expressionOnly,
  KEY,
  type KeyWriter,
  keyTag,
  NULL_TYPE,
  type Operator,
  operators,
  type SqlCompiler,
} from "@cupel/core/internal";

const TAG = keyTag();
type Any = ColumnElement<unknown, unknown>;

interface Modes {
  readonly boolean: boolean;
  readonly naturalLanguage: boolean;
  readonly queryExpansion: boolean;
}
const noModes: Modes = { boolean: false, naturalLanguage: false, queryExpansion: false };

/** A condition that is full text search. Each method gives a new one. */
export interface FullTextCondition extends Condition {
  /** `+must -not "a phrase"`. */
  inBooleanMode(): FullTextCondition;
  /** Plain words, as they are read without a mode too. */
  inNaturalLanguageMode(): FullTextCondition;
  /** Searches again for the words of the rows that were found. */
  withQueryExpansion(): FullTextCondition;
}

export class FullTextMatch extends BinaryExpression {
  private readonly modes: Modes;
  constructor(left: Any, right: Any, modes: Modes = noModes, operator: Operator = operators.MATCH) {
    super(left, right, operator, NULL_TYPE);
    this.modes = modes;
  }
  /** How the text is read, with a blank before it. */
  get modeText(): string {
    const { boolean, naturalLanguage, queryExpansion } = this.modes;
    if (boolean && (naturalLanguage || queryExpansion))
      throw new CompileError(
        "MATCH … AGAINST is read IN BOOLEAN MODE, or in natural language WITH QUERY EXPANSION, not both: leave one out",
      );
    return `${boolean ? " IN BOOLEAN MODE" : ""}${naturalLanguage ? " IN NATURAL LANGUAGE MODE" : ""}${queryExpansion ? " WITH QUERY EXPANSION" : ""}`;
  }
  private withMode(mode: Partial<Modes>): FullTextMatch {
    return new FullTextMatch(this.left, this.right, { ...this.modes, ...mode }, this.operator);
  }
  inBooleanMode(): FullTextMatch {
    return this.withMode({ boolean: true });
  }
  inNaturalLanguageMode(): FullTextMatch {
    return this.withMode({ naturalLanguage: true });
  }
  withQueryExpansion(): FullTextMatch {
    return this.withMode({ queryExpansion: true });
  }

  override accept(compiler: SqlCompiler): string {
    const own = compiler as SqlCompiler & { visitFullTextMatch?(match: FullTextMatch): string };
    if (own.visitFullTextMatch === undefined)
      throw new CompileError(
        `The ${compiler.dialect.name} dialect does not support MATCH … AGAINST, which MySQL has: use column.match(text)`,
      );
    return own.visitFullTextMatch(this);
  }
  override [KEY](key: KeyWriter): void {
    key.write(TAG);
    key.write((this.modes.boolean ? 1 : 0) | (this.modes.naturalLanguage ? 2 : 0) | (this.modes.queryExpansion ? 4 : 0));
    super[KEY](key);
  }
  override mapChildren(map: (child: ClauseElement) => ClauseElement): this {
    const [left, right] = [map(this.left) as Any, map(this.right) as Any];
    return left === this.left && right === this.right ? this : (new FullTextMatch(left, right, this.modes, this.operator) as this);
  }
}

/**
 * Whether full text search finds a row. The columns are those of a FULLTEXT index.
 *
 * What the database gives is the relevance, so that what is selected is a number: `typeCoerce(match(…), t.double())` says so to TypeScript.
 * @example
 * ```ts
 * select(posts.c.id).where(match(posts.c.title, posts.c.body, { against: "+cats -dogs" }).inBooleanMode())
 * // WHERE MATCH (posts.title, posts.body) AGAINST (? IN BOOLEAN MODE)
 * ```
 */
export function match(
  ...given: readonly [...columns: Expression<string | null>[], options: { readonly against: string | Expression<string> }]
): FullTextCondition {
  const columns = given.slice(0, -1).map((each) => expressionOnly(each, "match()"));
  const { against } = given.at(-1) as { readonly against: unknown };
  if (columns.length === 0 || against === undefined || against === null)
    throw new ArgumentError('match() takes columns, and what to look for: match(posts.c.title, { against: "cats" })');
  const left = argumentList(columns) as unknown as Any;
  return new FullTextMatch(left, argument(against, "param", "match()")) as unknown as FullTextCondition;
}
