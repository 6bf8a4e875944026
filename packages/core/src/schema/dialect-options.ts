/**
 * Options that mean something to one dialect alone. Their names begin with the dialect's (`sqliteWhere`, `postgresqlUsing`), so that one
 * definition can serve several databases; a dialect adds its own to these interfaces by declaration merging.
 */
// biome-ignore lint/suspicious/noEmptyInterface: it is there to be merged with
export interface ColumnDialectOptions {}
// biome-ignore lint/suspicious/noEmptyInterface: it is there to be merged with
export interface TableDialectOptions {}
// biome-ignore lint/suspicious/noEmptyInterface: it is there to be merged with
export interface ConstraintDialectOptions {}
// biome-ignore lint/suspicious/noEmptyInterface: it is there to be merged with
export interface IndexDialectOptions {}
