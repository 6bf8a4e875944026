/**
 * How the columns of a SELECT are called. A column keeps its name until another of that name has come before it; what has no name gets one
 * that is numbered when the statement is compiled. The rules are those of SQLAlchemy's `_generate_columns_plus_names`.
 */
import { InvalidRequestError } from "../errors.js";
import { NULL_TYPE } from "../types/null.js";
import { Cast, TypeCoerce } from "./cast.js";
import { type AnonymousName, Column } from "./column.js";
import type { ClauseElement, ColumnElement } from "./element.js";
import type { AnyColumn, FromClause } from "./from.js";
import { FunctionElement } from "./function.js";
import { Label } from "./label.js";

/** A name, or how to invent it. */
export type NameRef = string | AnonymousName;
/** `tablenamePlusCol` gives `users_id`; `disambiguateOnly`, the default, changes only what would be there twice; `none` changes nothing. */
export type LabelStyle = "disambiguateOnly" | "tablenamePlusCol" | "none";

export interface NamedColumn {
  readonly element: ClauseElement;
  /** The name that it must be given. */
  readonly required: NameRef | null;
  /** The name that it gets where one is needed (in a subquery; for what has none). */
  readonly fallback: NameRef | null;
  /** Whether the same column has been there before, so that nothing refers to this one. */
  readonly repeated: boolean;
}

const keyOf = (name: NameRef): string | object => (typeof name === "string" ? name : name.of);

/** The name that an element has of itself. */
export function naturalName(element: ColumnElement<unknown, unknown>): NameRef | null {
  return element instanceof Column && element.anonymous !== null ? element.anonymous : element.columnName;
}

/** The name that is invented for an element; for a cast, the name of what is cast. */
export function inventedName(element: ColumnElement<unknown, unknown>): NameRef {
  if (element instanceof Cast || element instanceof TypeCoerce) return naturalName(element.element) ?? inventedName(element.element);
  if (element instanceof Column && element.anonymous !== null) return { of: element, base: "anon" };
  return { of: element, base: element.anonymousBase ?? "anon" };
}

/** The name of a column that is there again: `id__1`. */
function repeatedName(element: ColumnElement<unknown, unknown>, qualified: boolean): NameRef {
  if (!qualified && (element instanceof Cast || element instanceof TypeCoerce)) {
    const within = naturalName(element.element);
    if (typeof within === "string") return { of: element, base: `${within}_` };
  }
  const base = qualified
    ? element.qualifiedName
    : element instanceof Column
      ? element.name
      : (element.anonymousBase ?? element.qualifiedName);
  return { of: {}, base: `${base ?? "anon"}_` };
}

/**
 * @param repeats whether a second appearance of a column gets a name of its own (it does where columns are written, and does not where a subquery exports them)
 */
export function nameColumns(elements: readonly ClauseElement[], style: LabelStyle, repeats: boolean): NamedColumn[] {
  const names = new Map<string | object, ClauseElement>();
  const named: NamedColumn[] = [];
  for (const clause of elements) named.push(nameColumn(clause, style, repeats, names));
  return named;
}
function nameColumn(clause: ClauseElement, style: LabelStyle, repeats: boolean, names: Map<string | object, ClauseElement>): NamedColumn {
  const qualified = style === "tablenamePlusCol";
  if (!(clause as { isColumnElement?: true }).isColumnElement) return { element: clause, required: null, fallback: null, repeated: false };
  const element = clause as ColumnElement<unknown, unknown>;
  if (style === "none") return { element, required: null, fallback: naturalName(element) ?? inventedName(element), repeated: false };
  let required: NameRef | null = qualified ? element.qualifiedName : null;
  const effective = required ?? naturalName(element);
  if (effective === null) {
    const invented = inventedName(element);
    const repeated = names.has(keyOf(invented));
    names.set(keyOf(invented), element);
    return { element, required: null, fallback: repeated ? repeatedName(element, qualified) : invented, repeated };
  }
  let fallback: NameRef = effective;
  let repeated = false;
  const before = names.get(keyOf(effective));
  if (before === undefined) names.set(keyOf(effective), element);
  else if (before !== element) {
    required = fallback = qualified ? { of: element, base: element.qualifiedName ?? "anon" } : inventedName(element);
    if (repeats && names.has(keyOf(required))) {
      required = fallback = repeatedName(element, qualified);
      repeated = true;
    } else names.set(keyOf(required), element);
  } else if (repeats) {
    required = fallback = repeatedName(element, qualified);
    repeated = true;
  }
  return { element, required, fallback, repeated };
}

/** The property name that an element has in a row or at `.c`. */
export function propertyKey(element: ClauseElement): string | null {
  if (element instanceof Column) return element.anonymous === null ? element.key : null;
  if (element instanceof Label) return element.isAnonymous ? null : element.key;
  if (element instanceof FunctionElement) return element.name;
  if (element instanceof Cast || element instanceof TypeCoerce) return propertyKey(element.element);
  return (element as Partial<ColumnElement<unknown, unknown>>).columnName ?? null;
}

/** Columns of a subquery: each stands for what is selected. */
export function exportColumns(elements: readonly ClauseElement[], style: LabelStyle, owner: FromClause): AnyColumn[] {
  const keys = new Set<string>();
  const columns: AnyColumn[] = [];
  for (const { element: clause, required, fallback } of nameColumns(elements, style, false)) {
    if (!(clause as { isColumnElement?: true }).isColumnElement) continue;
    const element = clause as ColumnElement<unknown, unknown>;
    if (element instanceof Label && required !== null && typeof required !== "string") {
      throw new InvalidRequestError(
        `The label "${element.key}" is there twice in a subquery, so that neither could be named from outside: give each column a name of its own`,
      );
    }
    const name = required ?? naturalName(element) ?? fallback ?? inventedName(element);
    const qualifiedKey =
      style === "tablenamePlusCol" && element instanceof Column && element.table?.name != null
        ? `${element.table.name}_${element.key}`
        : null;
    const key = uniqueKey(qualifiedKey ?? propertyKey(element) ?? "anon_1", keys);
    keys.add(key);
    const source =
      element instanceof Column ? element : element instanceof Label && element.element instanceof Column ? element.element : null;
    columns.push(
      new Column(key, typeof name === "string" ? name : name.base, element.type ?? NULL_TYPE, owner, {
        primaryKey: source?.primaryKey ?? false,
        nullable: source?.nullable ?? true,
        proxyOf: source as AnyColumn | null,
        anonymous: typeof name === "string" ? null : name,
      }),
    );
  }
  return columns;
}

function uniqueKey(key: string, taken: ReadonlySet<string>): string {
  if (!taken.has(key)) return key;
  const base = key.replace(/^anon_1$/, "anon");
  let count = 1;
  while (taken.has(`${base}_${count}`)) count++;
  return `${base}_${count}`;
}
