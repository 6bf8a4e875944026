/** Which parameters are sent with a cast. */
import type { TypeEngine } from "@cupel/core";
import { ArrayType, type Dialect, EnumType, JSON_POSITION, JsonIndexType } from "@cupel/core/internal";
import { castsParameter, hasOwnName, nameOf } from "./types/own.js";

/**
 * The type that a parameter of an expression must be said to have; null where the server finds out by itself, or it is text, which is what
 * the server takes it for. Numbers are cast to what they are without a length: a value is compared with a NUMERIC(10, 2), not rounded to it.
 */
export function castNeeded(type: TypeEngine<unknown>, dialect: Dialect): string | null {
  const impl = type.dialectImpl(dialect);
  if (castsParameter(impl)) return null;
  if (impl instanceof JsonIndexType) return type === JSON_POSITION ? "INTEGER" : null;
  switch (impl.affinity) {
    case "integer":
    case "date":
    case "uuid":
    case "binary":
    case "boolean":
    case "array":
      return nameOf(impl, dialect);
    case "dateTime":
      return `TIMESTAMP ${(impl as { timezone?: boolean }).timezone === true ? "WITH" : "WITHOUT"} TIME ZONE`;
    case "time":
      return `TIME ${(impl as { timezone?: boolean }).timezone === true ? "WITH" : "WITHOUT"} TIME ZONE`;
    case "interval":
      return "INTERVAL";
    case "float":
      return "FLOAT8";
    case "numeric":
      return "NUMERIC";
    case "string":
      return impl instanceof EnumType && impl.nativeEnum && impl.name !== null ? nameOf(impl, dialect) : null;
    default:
      return hasOwnName(impl) && !(impl instanceof ArrayType) ? nameOf(impl, dialect) : null;
  }
}
