/**
 * How values travel to PostgreSQL and back. Whatever is no number, boolean or bytes goes as the text that the server reads (ISO dates in UTC,
 * `{…}` for arrays, JSON), because that form is the same for every driver and keeps what the database knows. What comes back may be text, or
 * what a driver has made of it.
 */
import type { Processor, TypeEngine } from "@cupel/core";
import {
  ArrayType,
  BooleanType,
  DateTimeType,
  type Dialect,
  FloatType,
  IntegerType,
  IntervalType,
  JsonPathType,
  JsonType,
  LargeBinaryType,
  NullType,
  refuse,
  StringType,
  TimeType,
  UuidType,
} from "@cupel/core/internal";
import { PostgresArray } from "./array.js";
import { Bytea } from "./binary.js";
import { PostgresJson, PostgresJsonPath } from "./json.js";
import { checkedText, typedLiteral } from "./own.js";
import { PostgresInterval, PostgresTime, PostgresTimestamp } from "./temporal.js";
import { PostgresUuid } from "./uuid.js";

/**
 * Text is what a number within an array comes as, and one that is wider than its type here: a count is BIGINT. The fields of EXTRACT are
 * NUMERIC: the seconds of a moment have a fraction.
 */
class PostgresInteger extends IntegerType {
  protected override createResult(dialect: Dialect): Processor | null {
    const check = super.createResult(dialect) as Processor;
    const fromText = (text: string): unknown =>
      /^-?\d+$/.test(text) ? check(BigInt(text)) : /^-?\d+\.\d+$/.test(text) ? Number(text) : text;
    return (value) => (typeof value === "string" ? fromText(value) : check(value));
  }
}

class PostgresFloat extends FloatType {
  protected override createBind(dialect: Dialect): Processor | null {
    const check = super.createBind(dialect) as Processor;
    // NaN is a number to PostgreSQL, equal to itself.
    return (value) => (Number.isNaN(value) ? value : check(value));
  }
  protected override createLiteral(value: unknown, dialect: Dialect): string {
    return typeof value === "number" && !Number.isFinite(value) ? `'${value}'::FLOAT8` : super.createLiteral(value, dialect);
  }
}

class PostgresBoolean extends BooleanType {
  protected override createResult(_dialect: Dialect): Processor | null {
    return (value) => (typeof value === "boolean" ? value : value === "t" || value === "true" || value === 1);
  }
}

class PostgresString extends StringType {
  protected override createBind(_dialect: Dialect): Processor | null {
    return (value) => checkedText(this, value);
  }
}

/** A value of no known type: the server finds out which it has; here only what no server could read is refused. */
class PostgresUntyped extends NullType {
  protected override createBind(dialect: Dialect): Processor | null {
    const moment = new PostgresTimestamp(true, null, "TIMESTAMP").bindProcessor(dialect) as Processor;
    return (value) => {
      switch (typeof value) {
        case "number":
        case "boolean":
        case "bigint":
          return value;
        case "string":
          return checkedText(this, value);
        case "object":
          if (value instanceof Uint8Array) return value;
          if (value instanceof Date) return moment(value);
          break;
        default:
      }
      return refuse(this, value, "its type is not known to SQL; say which it has: bindParam(name, t.json()), or text(…).bindParams(…)");
    };
  }
  protected override createLiteral(value: unknown, dialect: Dialect): string {
    if (value instanceof Date)
      return typedLiteral(this.createBind(dialect)?.(value) as string, new PostgresTimestamp(true, null, "TIMESTAMP"), dialect);
    if (value instanceof Uint8Array) return new Bytea(null, "BYTEA").literal(value, dialect);
    return super.createLiteral(value, dialect);
  }
  override describe(): string {
    return "value that PostgreSQL takes";
  }
}

/** PostgreSQL's own form of a general type. */
export function adaptPostgresType(type: TypeEngine<unknown>): TypeEngine<unknown> {
  switch (type.constructor) {
    case IntegerType:
      return new PostgresInteger(type.kind);
    case FloatType:
      return new PostgresFloat((type as FloatType).precision, type.kind);
    case BooleanType:
      return new PostgresBoolean({}, type.kind);
    case StringType: {
      const { length, collation } = type as StringType;
      return new PostgresString(length, collation, type.kind);
    }
    case DateTimeType: {
      const { timezone, as } = type as DateTimeType<unknown>;
      return new PostgresTimestamp(timezone, as, type.kind);
    }
    case TimeType: {
      const { timezone, as } = type as TimeType<unknown>;
      return new PostgresTime(timezone, as, type.kind);
    }
    case IntervalType:
      return new PostgresInterval((type as IntervalType<unknown>).as, type.kind);
    case LargeBinaryType:
      return type.kind === "largeBinary" ? new Bytea((type as LargeBinaryType).length) : type;
    case JsonType:
      return new PostgresJson((type as JsonType).schema, type.kind);
    case JsonPathType:
      return new PostgresJsonPath();
    case UuidType: {
      const { nativeUuid, as, kind } = type as UuidType<unknown>;
      return new PostgresUuid({ nativeUuid }, as, kind);
    }
    case ArrayType: {
      const { item, dimensions } = type as ArrayType<unknown>;
      return new PostgresArray(item, dimensions);
    }
    case NullType:
      return new PostgresUntyped();
    default:
      return type;
  }
}
