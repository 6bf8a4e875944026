/**
 * The workloads by the names of the targets. One call of a workload is one sample; `prepare` puts the database back before each, untimed.
 * A workload returns a number that depends on everything it read, so that nothing is skipped and contenders can be compared.
 */
export const WORKLOADS = {
  W1: "2,000 × one row by key, the statement built anew",
  W1p: "2,000 × one row by key, one statement",
  W1e: "2,000 × one entity by key in a fresh session",
  W2: "10,000 typed rows",
  W3: "10,000 entities",
  W4: "insert 10,000 rows",
  W5: "a new graph of 4,000 objects, one flush",
  W6a: "1,000 parents with 3 children each, two selects",
  W6b: "the same by a join",
  W7: "change 1,000 loaded entities, one flush",
  W8: "500 × build and compile, no cache",
  W8c: "500 × the same through the statement cache",
  noop: "a flush with nothing changed, 100,000 entities",
} as const;
export type Workload = keyof typeof WORKLOADS;

export interface Bench {
  readonly run: Partial<Record<Workload, () => number | Promise<number>>>;
  readonly prepare?: Partial<Record<Workload, () => void | Promise<void>>>;
  close(): void | Promise<void>;
}
/** `file` is a SQLite database that holds the schema, the rows of `bench`, the parents and their children. */
export type Contender = (file: string) => Bench | Promise<Bench>;
