/** How a transaction begins. */

export interface TransactionModes {
  readonly isolationLevel: string | null;
  readonly readOnly: boolean | undefined;
  readonly deferrable: boolean | undefined;
}

export function beginText({ isolationLevel, readOnly, deferrable }: TransactionModes): string {
  const level = isolationLevel === null || isolationLevel === "AUTOCOMMIT" ? "" : ` ISOLATION LEVEL ${isolationLevel}`;
  const access = readOnly === undefined ? "" : readOnly ? " READ ONLY" : " READ WRITE";
  const wait = deferrable === undefined ? "" : deferrable ? " DEFERRABLE" : " NOT DEFERRABLE";
  return `BEGIN${level}${access}${wait}`;
}
