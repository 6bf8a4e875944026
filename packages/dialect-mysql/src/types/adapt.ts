/** MySQL's own forms of the general types. */
import type { TypeEngine } from "@cupel/core";
import { CompileError } from "@cupel/core";
import {
  ArrayType,
  DateTimeType,
  type Dialect,
  FloatType,
  JsonIndexType,
  JsonPathType,
  NullType,
  type Processor,
  refuse,
  TimeType,
} from "@cupel/core/internal";
import { MysqlJsonIndex, MysqlJsonPath } from "./json.js";
import { MysqlTime } from "./moments.js";
import { MysqlFloat } from "./numbers.js";

/** A value of no known type, as its own type in JavaScript has it. */
class MysqlUntyped extends NullType {
  protected override createBind(dialect: Dialect): Processor | null {
    const moment = new DateTimeType().bindProcessor(dialect) as Processor;
    return (value) => {
      switch (typeof value) {
        case "number":
          return Number.isFinite(value) ? value : refuse(this, value, "give a finite number");
        case "boolean":
          return value ? 1 : 0;
        case "string":
        case "bigint":
          return value;
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
    return super.createLiteral(typeof value === "boolean" ? value : (this.createBind(dialect) as Processor)(value), dialect);
  }
  override describe(): string {
    return "value that MySQL takes";
  }
}

class MysqlArray extends ArrayType<unknown> {
  protected override createBind(dialect: Dialect): Processor | null {
    throw new CompileError(
      `${dialect.name} has no arrays (${this.describe()}): use t.json<V[]>(), or t.array(…).withVariant(t.json(), "${dialect.name}")`,
    );
  }
}

/** The form that a general type has here; a type that is MySQL's own already is that. */
export function adaptMysqlType(type: TypeEngine<unknown>): TypeEngine<unknown> {
  switch (type.constructor) {
    case FloatType: {
      const { precision, kind } = type as FloatType;
      return new MysqlFloat(precision, kind);
    }
    case TimeType: {
      const { timezone, as, kind } = type as TimeType<unknown>;
      return new MysqlTime(kind, undefined, timezone, as);
    }
    case JsonIndexType:
      return new MysqlJsonIndex();
    case JsonPathType:
      return new MysqlJsonPath();
    case ArrayType: {
      const { item, dimensions } = type as ArrayType<unknown>;
      return new MysqlArray(item, dimensions);
    }
    case NullType:
      return new MysqlUntyped();
    default:
      return type;
  }
}
