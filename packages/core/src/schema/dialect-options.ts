/**
 * Options that mean something to one dialect alone. Their names begin with the dialect's (`sqliteWhere`, `postgresqlUsing`), so that one
 * definition can serve several databases; a dialect adds its own to these interfaces by declaration merging.
 */
export interface ColumnDialectOptions {}
export interface TableDialectOptions {}
export interface ConstraintDialectOptions {}
export interface IndexDialectOptions {}

/** What is left of options when those that Core knows are taken out. */
export type ExtraOptions = Readonly<Record<string, unknown>>;

/** Splits options into those that Core knows and those of dialects. */
export function extraOptions(options: object, known: readonly string[]): ExtraOptions {
  return Object.fromEntries(Object.entries(options).filter(([key, value]) => !known.includes(key) && value !== undefined));
}
