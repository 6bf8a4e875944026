/** What a cases file holds; `README.md` says what the fields mean. */
export interface Case {
  readonly id: string;
  readonly kind: "sql" | "scenario";
  readonly area: string;
  readonly python: string;
  readonly sql?: Readonly<Record<string, ExpectedText | null>>;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly params_by_dialect?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly required?: readonly string[];
  readonly columns?: readonly (readonly [name: string, type: string])[];
  readonly error?: Readonly<Record<string, string>>;
  readonly literal_binds?: boolean;
  readonly unordered?: boolean;
  readonly value?: unknown;
}

/** One statement, several, or several with the parameters of each. */
export type ExpectedText = string | readonly (string | readonly [sql: string, params: Readonly<Record<string, unknown>>])[];

/** The dialect whose expectations serve where a case says nothing of its own about this one. */
const SAME_AS: Readonly<Record<string, string>> = { mariadb: "mysql" };

const of = <V>(record: Readonly<Record<string, V>> | undefined, dialect: string): V | undefined => {
  const own = record?.[dialect];
  const same = SAME_AS[dialect];
  return own ?? (same === undefined ? undefined : record?.[same]);
};

export const expectedText = (each: Case, dialect: string): ExpectedText | undefined =>
  of<ExpectedText | null>(each.sql, dialect) ?? undefined;

export const expectedParams = (each: Case, dialect: string): Readonly<Record<string, unknown>> | undefined =>
  of(each.params_by_dialect, dialect) ?? each.params;

/**
 * `construct` is an error while the expression is built, before any dialect is asked; `*` one of all dialects. The error of a dialect whose
 * expectations serve for this one is none where this one has a text of its own.
 */
export const expectedError = (each: Case, dialect: string): string | undefined => {
  const own = each.error?.[dialect];
  if (own !== undefined || (each.sql?.[dialect] ?? undefined) !== undefined) return own;
  return of(each.error, dialect) ?? (expectedText(each, dialect) === undefined ? (each.error?.["*"] ?? each.error?.construct) : undefined);
};

/** Whether a case says anything about a dialect. */
export const concerns = (each: Case, dialect: string): boolean =>
  each.kind === "sql" && (expectedText(each, dialect) !== undefined || expectedError(each, dialect) !== undefined || "value" in each);
