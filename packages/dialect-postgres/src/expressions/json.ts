/** Operators of JSON and JSONB, beside those of core (`at`, `path`, `asString` …). */
import { ArgumentError, type Condition, type Expression, t } from "@cupel/core";
import { BinaryExpression, BOOLEAN, type ColumnElement, expressionOnly, operators } from "@cupel/core/internal";
import { array } from "../types/array.js";
import { jsonpath } from "../types/text-types.js";
import { binary, DELETE_PATH, HAS_ALL, HAS_ANY, HAS_KEY, PATH_EXISTS, PATH_MATCH } from "./operator.js";

const TEXT = t.text();
const TEXTS = array(TEXT);
const JSONPATH = jsonpath();

/** The value at a place of a JSON document as text, by `->>` or `#>>`: `asText(docs.c.data.at("name"))`. */
export function asText<S>(place: Expression<unknown, S>): ColumnElement<string | null, S> {
  const element = expressionOnly(place, "asText()");
  if (
    !(element instanceof BinaryExpression) ||
    (element.operator !== operators.JSON_ITEM && element.operator !== operators.JSON_PATH) ||
    element.left.type.affinity !== "json"
  )
    throw new ArgumentError('asText() takes a place in a JSON document, named by at() or path(): asText(c.data.at("name"))');
  return new BinaryExpression(element.left, element.right, element.operator, TEXT, { jsonForm: "text" }) as unknown as ColumnElement<
    string | null,
    S
  >;
}

type Texts = readonly string[] | Expression<unknown>;

/** `?`: whether a JSONB object or hstore has a key, or a JSONB array a string. */
export function hasKey(document: Expression<unknown>, key: string | Expression<string>): Condition {
  return binary(document, HAS_KEY, key, BOOLEAN, TEXT) as Condition;
}
/** `?&`: whether it has all of the keys. */
export function hasAllKeys(document: Expression<unknown>, keys: Texts): Condition {
  return binary(document, HAS_ALL, keys, BOOLEAN, TEXTS) as Condition;
}
/** `?|`: whether it has any of the keys. */
export function hasAnyKey(document: Expression<unknown>, keys: Texts): Condition {
  return binary(document, HAS_ANY, keys, BOOLEAN, TEXTS) as Condition;
}
/** `@?`: whether a JSON path finds anything. */
export function pathExists(document: Expression<unknown>, path: string | Expression<string>): Condition {
  return binary(document, PATH_EXISTS, path, BOOLEAN, JSONPATH) as Condition;
}
/** `@@`: what the condition that is a JSON path says. */
export function pathMatch(document: Expression<unknown>, path: string | Expression<string>): Condition {
  return binary(document, PATH_MATCH, path, BOOLEAN, JSONPATH) as Condition;
}
/** `#-`: the JSONB document without what lies at a path. */
export function deletePath<V, S>(document: Expression<V, S>, path: Texts): ColumnElement<V, S> {
  return binary(document, DELETE_PATH, path, (document as ColumnElement<V, S>).type, TEXTS) as unknown as ColumnElement<V, S>;
}
