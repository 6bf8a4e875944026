/**
 * Options that mean something to one dialect alone. Their names begin with the dialect's (`sqliteWhere`, `postgresqlUsing`), so that one
 * definition can serve several databases; a dialect adds its own to these interfaces by declaration merging.
 */
export interface ColumnDialectOptions {}
export interface TableDialectOptions {}
export interface ConstraintDialectOptions {}
export interface IndexDialectOptions {}
