/** Full text search: documents, queries, and whether the one is found by the other. */

import type { TypeEngine } from "@cupel/core";
import { ArgumentError, type Expression } from "@cupel/core";
import {
  argument,
  BindParameter,
  BOOLEAN,
  type ClauseElement,
  ColumnElement,
  expressionOnly,
  type FunctionElement,
  KEY,
  type KeyWriter,
  keyTag,
  makeFunction,
  operand,
  operators,
  type SqlCompiler,
} from "@cupel/core/internal";
import { regconfig, tsquery, tsvector } from "../types/text-types.js";
import type { Any } from "./operator.js";
import { visitOwn } from "./own-element.js";

const TAG = keyTag();
const REGCONFIG = regconfig();
const TSVECTOR = tsvector();
const TSQUERY = tsquery();

/** By which function the text of a query is read. */
export type QueryParser = "plainto_tsquery" | "to_tsquery" | "phraseto_tsquery" | "websearch_to_tsquery";

/** `document @@ plainto_tsquery('english', query)`. */
export class TextMatch extends ColumnElement<boolean> {
  declare readonly kind: "textMatch";
  readonly document: Any;
  readonly query: Any;
  readonly regconfig: string | null;
  readonly parser: QueryParser;
  constructor(document: Any, query: Any, config: string | null, parser: QueryParser) {
    super();
    this.document = document;
    this.query = query;
    this.regconfig = config;
    this.parser = parser;
  }
  get type(): TypeEngine<unknown> {
    return BOOLEAN;
  }
  accept(compiler: SqlCompiler): string {
    return visitOwn(compiler, "visitTextMatch", this, "full text search by a configuration");
  }
  [KEY](key: KeyWriter): void {
    key.write(TAG);
    key.string(this.regconfig ?? "");
    key.string(this.parser);
    this.document[KEY](key);
    this.query[KEY](key);
  }
  override eachChild(visit: (child: ClauseElement) => void): void {
    visit(this.document);
    visit(this.query);
  }
  override mapChildren(map: (child: ClauseElement) => ClauseElement): this {
    const [document, query] = [map(this.document) as Any, map(this.query) as Any];
    return document === this.document && query === this.query
      ? this
      : (new TextMatch(document, query, this.regconfig, this.parser) as this);
  }
}
Object.defineProperty(TextMatch.prototype, "kind", { value: "textMatch" });

export interface MatchOptions {
  /** The configuration: `"english"`. */
  readonly regconfig?: string;
  /** How the query is read; as plain words by default. */
  readonly parser?: QueryParser;
}
/**
 * Whether full text search finds a document, with more to say than `match()`.
 * @example `matches(docs.c.tsv, "cats", { regconfig: "english" })`
 */
export function matches(
  document: Expression<string | null>,
  query: string | Expression<string>,
  options: MatchOptions = {},
): ColumnElement<boolean> {
  const element = expressionOnly(document, "matches()");
  if (query === null) throw new ArgumentError("matches() cannot look for NULL");
  const given = operand(query, element, operators.MATCH);
  return new TextMatch(
    element.selfGroup(operators.MATCH),
    given.selfGroup(operators.MATCH),
    options.regconfig ?? null,
    options.parser ?? "plainto_tsquery",
  );
}

type Text = string | Expression<string | null>;
/** A function whose first argument, if there are two, is a configuration. */
function searchFunction(name: string, given: readonly unknown[], type: TypeEngine<unknown>): FunctionElement<string> {
  const args = given.map((value, index) =>
    index === 0 && given.length > 1 && typeof value === "string"
      ? new BindParameter(name, value, REGCONFIG, true)
      : argument(value, name, `${name}()`),
  );
  return makeFunction(name, args).returning(type) as FunctionElement<string>;
}
/** `to_tsvector(config, document)`: a document as search sees it. */
export const toTsvector = (...given: readonly [document: Text] | readonly [config: Text, document: Text]): FunctionElement<string> =>
  searchFunction("to_tsvector", given, TSVECTOR);
/** `to_tsquery(config, query)`: words with `&`, `|`, `!` and `<->` between them. */
export const toTsquery = (...given: readonly [query: Text] | readonly [config: Text, query: Text]): FunctionElement<string> =>
  searchFunction("to_tsquery", given, TSQUERY);
/** `plainto_tsquery(config, query)`: all of the words. */
export const plaintoTsquery = (...given: readonly [query: Text] | readonly [config: Text, query: Text]): FunctionElement<string> =>
  searchFunction("plainto_tsquery", given, TSQUERY);
/** `phraseto_tsquery(config, query)`: the words one after another. */
export const phrasetoTsquery = (...given: readonly [query: Text] | readonly [config: Text, query: Text]): FunctionElement<string> =>
  searchFunction("phraseto_tsquery", given, TSQUERY);
/** `websearch_to_tsquery(config, query)`: as search engines read it. */
export const websearchToTsquery = (...given: readonly [query: Text] | readonly [config: Text, query: Text]): FunctionElement<string> =>
  searchFunction("websearch_to_tsquery", given, TSQUERY);
