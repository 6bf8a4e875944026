/** The names that CAST knows types by. */
import type { TypeEngine } from "@cupel/core";
import { DecoratedType, type Dialect, EnumType, type StringType } from "@cupel/core/internal";
import { checkedWord } from "./identifiers.js";
import { isUnsigned } from "./types/numbers.js";
import { SetType } from "./types/set.js";
import { charsetOf } from "./types/strings.js";

/** @returns null for a type that CAST does not know */
export function castName(type: TypeEngine<unknown>, dialect: Dialect): string | null {
  const impl = type.dialectImpl(dialect);
  if (impl instanceof DecoratedType) return castName(impl.wrapped(dialect), dialect);
  const named = (): string => {
    const Compiler = dialect.typeCompiler();
    return new Compiler(dialect).process(impl);
  };
  switch (impl.affinity) {
    case "integer":
      return impl.kind === "YEAR" ? null : isUnsigned(impl) ? "UNSIGNED INTEGER" : "SIGNED INTEGER";
    case "numeric":
      return named()
        .replace("NUMERIC", "DECIMAL")
        .replace(/ UNSIGNED| ZEROFILL/g, "");
    case "float":
      // A scale is for columns.
      return named().replace(/ UNSIGNED| ZEROFILL|\(\d+, \d+\)/g, "");
    case "date":
    case "time":
      return named();
    case "dateTime":
    case "interval":
      return named().replace("TIMESTAMP", "DATETIME");
    case "binary":
      return "BINARY";
    case "json":
      return "JSON";
    case "string":
      return impl instanceof EnumType || impl instanceof SetType ? null : charName(impl as StringType);
    default:
      return null;
  }
}

/** Every text is cast as CHAR, whatever it is kept as; the character set goes with it, a collation cannot. */
function charName(type: StringType): string {
  const charset = charsetOf(type);
  return `CHAR${type.length === null ? "" : `(${type.length})`}${charset === null ? "" : ` CHARACTER SET ${checkedWord(charset, "a character set")}`}`;
}
