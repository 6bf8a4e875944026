/** Operators that only PostgreSQL has. */
import { CompileError, type TypeEngine } from "@cupel/core";
import {
  BinaryExpression,
  BindParameter as Bind,
  type ClauseElement,
  type ColumnElement,
  DefaultDialect,
  type Operator,
  operand,
  operators,
  type SqlCompiler,
} from "@cupel/core/internal";

export type Any = ColumnElement<unknown, unknown>;
const COMPARISON = 5;
const ACCESS = 15;
const comparison = (symbol: string): Operator => operators.customOperator(symbol, COMPARISON, true);
const access = (symbol: string): Operator => operators.customOperator(symbol, ACCESS, false);

export const CONTAINS = comparison("@>");
export const CONTAINED_BY = comparison("<@");
export const OVERLAPS = comparison("&&");
export const HAS_KEY = comparison("?");
export const HAS_ALL = comparison("?&");
export const HAS_ANY = comparison("?|");
export const PATH_EXISTS = comparison("@?");
export const PATH_MATCH = comparison("@@");
export const DELETE_PATH = access("#-");
export const STRICTLY_LEFT_OF = comparison("<<");
export const STRICTLY_RIGHT_OF = comparison(">>");
export const NOT_EXTEND_RIGHT_OF = comparison("&<");
export const NOT_EXTEND_LEFT_OF = comparison("&>");
export const ADJACENT_TO = comparison("-|-");

/** `left operator right` of PostgreSQL alone. Within another operator it stands in parentheses. */
export class PostgresBinary extends BinaryExpression {
  override accept(compiler: SqlCompiler): string {
    // Who has it writes it; generic SQL, which is only read, has every operator.
    if (!("visitArraySlice" in compiler) && !(compiler.dialect instanceof DefaultDialect))
      throw new CompileError(
        `The ${compiler.dialect.name} dialect does not support the operator "${this.operator.symbol.trim()}", which PostgreSQL has`,
      );
    return compiler.visitBinary(this);
  }
  override mapChildren(map: (child: ClauseElement) => ClauseElement): this {
    const left = map(this.left) as Any;
    const right = map(this.right) as Any;
    return left === this.left && right === this.right
      ? this
      : (new PostgresBinary(left, right, this.operator, this.type, this.modifiers) as this);
  }
}

export function isEager(binary: BinaryExpression): boolean {
  return binary instanceof PostgresBinary;
}

/** An operator between an expression and a value or expression; `type` is that of a plain value, where it is not the left side's. */
export function binary(
  left: unknown,
  operator: Operator,
  right: unknown,
  result: TypeEngine<unknown>,
  type: TypeEngine<unknown> | null = null,
): Any {
  const element = left as Any;
  const other = valueBeside(element, operator, right, type);
  return new PostgresBinary(element.selfGroup(operator), other.selfGroup(operator), operator, result);
}
function valueBeside(left: Any, operator: Operator, right: unknown, type: TypeEngine<unknown> | null): Any {
  const made = operand(right, left, operator);
  return type === null || made === right || !(made instanceof Bind) ? made : new Bind(made.key, made.value, type, made.unique);
}
