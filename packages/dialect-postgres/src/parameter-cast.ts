/** Which parameters are sent with a cast. */
import type { TypeEngine } from "@cupel/core";
import { ArrayType, DecoratedType, type Dialect, EnumType, JSON_POSITION, JsonIndexType } from "@cupel/core/internal";
import { DomainType } from "./types/domain.js";
import { castsParameter, hasOwnName, nameOf } from "./types/own.js";

/** The type whose values travel: what is within a decorator or a domain. */
function carrierOf(type: TypeEngine<unknown>, dialect: Dialect): TypeEngine<unknown> {
  const impl = type.dialectImpl(dialect);
  if (impl instanceof DomainType) return carrierOf(impl.baseType, dialect);
  return impl instanceof DecoratedType ? carrierOf(impl.wrapped(dialect), dialect) : impl;
}

/** The cast of a parameter wherever it stands: the server could not even store it without. Null: it needs none. */
export function castAlways(type: TypeEngine<unknown>, dialect: Dialect): string | null {
  const carrier = carrierOf(type, dialect);
  return castsParameter(carrier) ? nameOf(carrier, dialect) : null;
}

/**
 * The type that a parameter of an expression must be said to have; null where the server finds out by itself, or it is text, which is what
 * the server takes it for. None has a length or precision: a value is compared with a NUMERIC(10, 2), not rounded to it.
 */
export function castInExpression(type: TypeEngine<unknown>, dialect: Dialect): string | null {
  const carrier = carrierOf(type, dialect);
  if (carrier instanceof JsonIndexType) return type === JSON_POSITION ? "INTEGER" : null;
  if (carrier instanceof ArrayType) return castOfArray(carrier, dialect);
  const { timezone } = carrier as { timezone?: boolean };
  switch (carrier.affinity) {
    case "integer":
    case "date":
    case "boolean":
      return nameOf(carrier, dialect);
    // One that is kept as such has its cast always.
    case "uuid":
      return null;
    case "binary":
      return "BYTEA";
    case "dateTime":
      return `TIMESTAMP ${timezone === true ? "WITH" : "WITHOUT"} TIME ZONE`;
    case "time":
      return `TIME ${timezone === true ? "WITH" : "WITHOUT"} TIME ZONE`;
    case "interval":
      return "INTERVAL";
    case "float":
      return "FLOAT8";
    case "numeric":
      return "NUMERIC";
    case "string":
      return carrier instanceof EnumType ? castOfEnum(carrier, dialect) : null;
    default:
      // A cast to BIT(n) would cut or fill the bits.
      return hasOwnName(carrier) && carrier.kind !== "BIT" ? nameOf(carrier, dialect) : null;
  }
}
/** The schema that an enum takes from its table is not known in an expression. */
function castOfEnum(type: EnumType, dialect: Dialect): string | null {
  return type.nativeEnum && type.name !== null && !type.inheritSchema ? nameOf(type, dialect) : null;
}
function castOfArray(type: ArrayType<unknown>, dialect: Dialect): string | null {
  const item = castAlways(type.item, dialect) ?? castInExpression(type.item, dialect);
  const carrier = carrierOf(type.item, dialect);
  if (item === null && (carrier.affinity !== "string" || carrier instanceof EnumType)) return null;
  return `${item ?? "TEXT"}[]`;
}
