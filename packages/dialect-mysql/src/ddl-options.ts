/**
 * What definitions can say to MySQL and MariaDB alone: options whose names begin with `mysql` are for the one, those that begin with
 * `mariadb` for the other.
 */
interface TableOptionsOf {
  Engine: string;
  Charset: string;
  DefaultCharset: string;
  CharacterSet: string;
  DefaultCharacterSet: string;
  Collate: string;
  DefaultCollate: string;
  AutoIncrement: number;
  AvgRowLength: number;
  Checksum: boolean;
  Compression: string;
  Connection: string;
  DataDirectory: string;
  DelayKeyWrite: boolean;
  Encryption: string;
  IndexDirectory: string;
  InsertMethod: string;
  KeyBlockSize: number;
  MaxRows: number;
  MinRows: number;
  PackKeys: boolean | "DEFAULT";
  Password: string;
  RowFormat: string;
  StatsAutoRecalc: boolean | "DEFAULT";
  StatsPersistent: boolean | "DEFAULT";
  StatsSamplePages: number | "DEFAULT";
  Tablespace: string;
  Union: string;
  PartitionBy: string;
  Partitions: number;
  SubpartitionBy: string;
  Subpartitions: number;
}
interface IndexOptionsOf {
  /** How many characters of a text are indexed: of all columns, or by their names. */
  Length: number | Readonly<Record<string, number>>;
  /** A word before INDEX: `"FULLTEXT"`, `"SPATIAL"`. */
  Prefix: "FULLTEXT" | "SPATIAL";
  /** How the index is kept: `"btree"`, `"hash"`. */
  Using: string;
  /** What divides a text into words. */
  WithParser: string;
}
interface ConstraintOptionsOf {
  Using: string;
}
type For<Dialect extends string, Options> = { [K in keyof Options & string as `${Dialect}${K}`]?: Options[K] };

type MysqlTableOptions = For<"mysql" | "mariadb", TableOptionsOf>;
type MysqlIndexOptions = For<"mysql" | "mariadb", IndexOptionsOf>;
type MysqlConstraintOptions = For<"mysql" | "mariadb", ConstraintOptionsOf>;

declare module "@cupel/core" {
  interface TableDialectOptions extends MysqlTableOptions {}
  interface IndexDialectOptions extends MysqlIndexOptions {}
  interface ConstraintDialectOptions extends MysqlConstraintOptions {}
}
