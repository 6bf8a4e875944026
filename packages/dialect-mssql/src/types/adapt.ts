/** SQL Server's own forms of the general types. */
import type { TypeEngine } from "@cupel/core";
import { DateTimeType, FloatType, IntervalType, JsonIndexType, JsonPathType, StringType, TimeType } from "@cupel/core/internal";
import { MssqlJsonIndex, MssqlJsonPath } from "./json.js";
import { MssqlDateTimeType, MssqlIntervalType, MssqlTimeType } from "./moments.js";
import { MssqlFloatType } from "./numbers.js";
import { NationalStringType } from "./strings.js";

const nationalKinds: ReadonlySet<string> = new Set(["unicode", "unicodeText", "NVARCHAR", "NCHAR"]);

/** The form that a general type has here; a type that is SQL Server's own already is that. */
export function adaptMssqlType(type: TypeEngine<unknown>): TypeEngine<unknown> {
  switch (type.constructor) {
    case StringType: {
      const { length, collation, kind } = type as StringType;
      return nationalKinds.has(kind) ? new NationalStringType(length, collation, kind) : type;
    }
    case FloatType: {
      const { precision, kind } = type as FloatType;
      return new MssqlFloatType(precision, kind);
    }
    case DateTimeType: {
      const { timezone, as, kind } = type as DateTimeType<unknown>;
      return new MssqlDateTimeType(kind, timezone, as);
    }
    case TimeType: {
      const { timezone, as, kind } = type as TimeType<unknown>;
      return new MssqlTimeType(timezone, as, kind);
    }
    case IntervalType: {
      const { as, kind } = type as IntervalType<unknown>;
      return new MssqlIntervalType(as, kind);
    }
    case JsonIndexType:
      return new MssqlJsonIndex();
    case JsonPathType:
      return new MssqlJsonPath();
    default:
      return type;
  }
}
