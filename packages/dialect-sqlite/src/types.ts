/**
 * How values travel to and from SQLite, which knows five storage classes and no dates, booleans or decimals.
 *
 * - Whole numbers go as `bigint`: better-sqlite3 sends a `number` as REAL, so that `5 / 2` would be 2.5.
 * - Exact decimals go as INTEGER or REAL, as the NUMERIC affinity of their column would have it, so that SQL can calculate with them. What
 *   REAL cannot hold exactly (more than about 15 digits with a fraction) is refused rather than rounded.
 * - Dates and times are text in the form that SQLAlchemy writes: `2024-02-29`, `2024-02-29 12:30:00.000000` (UTC), `12:30:00.000000`.
 * - JSON is text; a number that is the whole document goes as a number, which the NUMERIC affinity of a JSON column would make of it anyway.
 */

import type { TypeEngine } from "@cupel/core";
import { CompileError } from "@cupel/core";
import {
  ArrayType,
  BooleanType,
  canonicalDecimal,
  canonicalTime,
  type Dialect,
  decimalText,
  formatDateTime,
  IntegerType,
  JsonIndexType,
  JsonPathType,
  JsonType,
  jsonPathText,
  NullType,
  NumericType,
  type Processor,
  refuse,
  TimeType,
  TypeCompiler,
} from "@cupel/core/internal";

class SqliteInteger extends IntegerType {
  protected override createBind(dialect: Dialect): Processor | null {
    const check = super.createBind(dialect) as Processor;
    return (value) => BigInt(check(value) as number);
  }
}

class SqliteBoolean extends BooleanType {
  protected override createBind(_dialect: Dialect): Processor | null {
    return (value) => (value === true ? 1n : value === false ? 0n : refuse(this, value, "give true or false"));
  }
}

const largest = 2n ** 63n;
/** With a fraction that is not zero, so that it is no whole number. */
const plainFraction = /^-?(?:0|[1-9]\d*)\.\d*[1-9]0*$/;

class SqliteNumeric extends NumericType<unknown> {
  protected override bindWire(_dialect: Dialect): Processor {
    return (value) => {
      // A short decimal as it is usually written: it has nothing that a number would lose.
      if (typeof value === "string" && value.length <= 15 && plainFraction.test(value)) return Number(value);
      const text = decimalText(value);
      const canonical = text === null ? null : canonicalDecimal(text);
      if (canonical === null) return refuse(this, value, 'give a decimal number as text, such as "10.50"');
      if (!canonical.includes(".")) {
        const whole = BigInt(canonical);
        if (whole < largest && whole >= -largest) return whole;
      }
      const real = Number(canonical);
      if (canonicalDecimal(String(real)) === canonical) return real;
      return refuse(
        this,
        value,
        `SQLite keeps about 15 digits of it; keep it as text: ${this.precision === null ? "t.numeric()" : `t.numeric(${this.precision}, ${this.scale})`}.withVariant(t.string(), "sqlite")`,
      );
    };
  }
}

class SqliteTime extends TimeType<unknown> {
  protected override bindWire(dialect: Dialect): Processor {
    const check = super.bindWire(dialect);
    return (value) =>
      (check(value) as string).replace(
        /^(\d\d:\d\d:\d\d)(?:\.(\d+))?/,
        (_match, time: string, fraction = "") => `${time}.${(fraction as string).padEnd(6, "0")}`,
      );
  }
  protected override resultWire(_dialect: Dialect): Processor | null {
    return (value) => (typeof value === "string" ? (canonicalTime(value) ?? value) : value);
  }
}

class SqliteJson extends JsonType<unknown> {
  protected override createBind(_dialect: Dialect): Processor | null {
    return (value) => {
      const text = this.stringify(value);
      return typeof value === "number" && Number.isFinite(value) ? (Number.isSafeInteger(value) ? BigInt(value) : value) : text;
    };
  }
  protected override createResult(_dialect: Dialect): Processor | null {
    return (value) => this.parse(typeof value === "bigint" ? Number(value) : value);
  }
}

class SqliteJsonIndex extends JsonIndexType {
  protected override createBind(_dialect: Dialect): Processor | null {
    return (value) => jsonPathText([value]);
  }
}
class SqliteJsonPath extends JsonPathType {
  protected override createBind(_dialect: Dialect): Processor | null {
    return (value) => jsonPathText(value as readonly unknown[]);
  }
}

class SqliteArray extends ArrayType<unknown> {
  protected override createBind(_dialect: Dialect): Processor | null {
    throw new CompileError(`SQLite has no arrays (${this.describe()}): use t.json<V[]>(), or t.array(…).withVariant(t.json(), "sqlite")`);
  }
}

/** A value of no known type, as its own type in JavaScript has it. */
class SqliteUntyped extends NullType {
  protected override createBind(_dialect: Dialect): Processor | null {
    return (value) => {
      switch (typeof value) {
        case "number":
          return Number.isSafeInteger(value)
            ? BigInt(value)
            : Number.isNaN(value)
              ? refuse(this, value, "NaN would be stored as NULL")
              : value;
        case "boolean":
          return value ? 1n : 0n;
        case "string":
        case "bigint":
          return value;
        case "object":
          if (value instanceof Uint8Array) return value;
          if (value instanceof Date) return formatDateTime(value) ?? refuse(this, value, "it is no date between the years 0 and 9999");
          break;
        default:
      }
      return refuse(this, value, "its type is not known to SQL; say which it has: bindParam(name, t.json()), or text(…).bindParams(…)");
    };
  }
  override describe(): string {
    return "value that SQLite takes";
  }
}

/** SQLite's own form of a general type. */
export function adaptSqliteType(type: TypeEngine<unknown>): TypeEngine<unknown> {
  switch (type.constructor) {
    case IntegerType:
      return new SqliteInteger(type.kind);
    case BooleanType: {
      const { name, createConstraint } = type as BooleanType;
      return new SqliteBoolean({ createConstraint, ...(name === null ? {} : { name }) }, type.kind);
    }
    case NumericType: {
      const { precision, scale, as } = type as NumericType<unknown>;
      return new SqliteNumeric(precision, scale, as, type.kind);
    }
    case TimeType: {
      const { timezone, as } = type as TimeType<unknown>;
      return new SqliteTime({ timezone }, as, type.kind);
    }
    case JsonType:
      return new SqliteJson((type as JsonType).schema, type.kind);
    case JsonIndexType:
      return new SqliteJsonIndex();
    case JsonPathType:
      return new SqliteJsonPath();
    case ArrayType: {
      const { item, dimensions } = type as ArrayType<unknown>;
      return new SqliteArray(item, dimensions);
    }
    case NullType:
      return new SqliteUntyped();
    default:
      return type;
  }
}

/** SQLite takes any word for a type; the general names serve. */
export class SqliteTypeCompiler extends TypeCompiler {}
