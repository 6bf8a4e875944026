/** Functions that T-SQL calls otherwise. */
import type { FunctionSpelling } from "@cupel/core/internal";

export const functionSpellings: Readonly<Record<string, FunctionSpelling>> = {
  now: () => "CURRENT_TIMESTAMP",
  current_date: () => "CAST(GETDATE() AS DATE)",
  current_time: () => "CAST(GETDATE() AS TIME)",
  length: (_element, args) => `LEN(${args()})`,
  char_length: (_element, args) => `LEN(${args()})`,
};

/** The fields of EXTRACT that DATEPART knows by another name. */
export const dateParts: Readonly<Record<string, string>> = {
  doy: "dayofyear",
  dow: "weekday",
  milliseconds: "millisecond",
  microseconds: "microsecond",
  isoweek: "iso_week",
};
