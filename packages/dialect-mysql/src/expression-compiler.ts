/** Expressions as MySQL writes them: concat(), `<=>`, REGEXP, MATCH … AGAINST, JSON_EXTRACT, and CAST to the few types that it knows. */
import type { TypeEngine } from "@cupel/core";
import {
  BinaryExpression,
  type BooleanConstant,
  type Cast,
  type ColumnElement,
  type Extract,
  type Frame,
  type FunctionElement,
  type FunctionFilter,
  type FunctionSpelling,
  type Modifier,
  type NumericType,
  operators as op,
  type ScalarFunctionColumn,
  SqlCompiler,
  type TableValuedAlias,
  type UnaryExpression,
  type WithinGroup,
} from "@cupel/core/internal";
import { castName } from "./cast-types.js";
import type { FullTextMatch } from "./match.js";

const functions: Readonly<Record<string, FunctionSpelling>> = {
  random: (_element, args) => `rand(${args()})`,
  sysdate: () => "SYSDATE()",
  // Without parentheses these two would be columns.
  session_user: () => "SESSION_USER()",
  user: () => "USER()",
  rollup: (_element, args) => `${args()} WITH ROLLUP`,
};

/** The units of EXTRACT, "Temporal Intervals". */
const units: ReadonlySet<string> = new Set(
  (
    "microsecond second minute hour day week month quarter year second_microsecond minute_microsecond minute_second hour_microsecond " +
    "hour_second hour_minute day_microsecond day_second day_minute day_hour year_month"
  ).split(" "),
);
/** Parts of a date that a function gives, for the message. */
const partFunctions: Readonly<Record<string, string>> = { dow: "dayofweek", doy: "dayofyear", epoch: "unix_timestamp", isodow: "weekday" };

export abstract class MysqlExpressionCompiler extends SqlCompiler {
  // Values and operators

  override visitBooleanConstant(element: BooleanConstant): string {
    return element.value ? "true" : "false";
  }
  override visitConcat(binary: BinaryExpression): string {
    return `concat(${this.process(binary.left)}, ${this.process(binary.right)})`;
  }
  protected override concatPatterns(parts: readonly string[]): string {
    return `concat(${parts.join(", ")})`;
  }
  override visitIsDistinctFrom(binary: BinaryExpression): string {
    return `NOT (${this.visitIsNotDistinctFrom(binary)})`;
  }
  override visitIsNotDistinctFrom(binary: BinaryExpression): string {
    return this.plainBinary(binary, " <=> ");
  }
  /** `^` binds more tightly than `*`, as nowhere else. */
  override visitBitwiseXor(binary: BinaryExpression): string {
    const [left, right] = [binary.left, binary.right].map((each) =>
      each instanceof BinaryExpression ? `(${this.process(each)})` : this.process(each),
    );
    return `${left} ^ ${right}`;
  }
  override visitBetween(binary: BinaryExpression): string {
    if (binary.modifiers?.symmetric === true) this.unsupported("BETWEEN SYMMETRIC", "Put the ends in order");
    return super.visitBetween(binary);
  }
  override visitUnary(unary: UnaryExpression): string {
    if ((unary.operator === op.ANY || unary.operator === op.ALL) && unary.element.kind !== "scalarSelect")
      this.unsupported("ANY and ALL of an array", "Use in(), or a select()");
    return super.visitUnary(unary);
  }
  override visitModifier(modifier: Modifier): string {
    if (modifier.operator === op.NULLS_FIRST || modifier.operator === op.NULLS_LAST)
      this.unsupported("NULLS FIRST and NULLS LAST", "Put before it in ORDER BY: column.isNull()");
    return super.visitModifier(modifier);
  }

  // Texts

  override visitRegexpMatch(binary: BinaryExpression): string {
    const isNegated = binary.operator === op.NOT_REGEXP_MATCH;
    const flags = binary.modifiers?.flags;
    if (flags === undefined) return this.plainBinary(binary, isNegated ? " NOT REGEXP " : " REGEXP ");
    return this.regexpWithFlags(this.process(binary.left), isNegated, this.process(binary.right), flags);
  }
  protected regexpWithFlags(text: string, isNegated: boolean, pattern: string, flags: string): string {
    return `${isNegated ? "NOT " : ""}REGEXP_LIKE(${text}, ${pattern}, ${this.stringLiteral(flags)})`;
  }
  override visitRegexpReplace(binary: BinaryExpression): string {
    const { flags, replacement } = binary.modifiers ?? {};
    const [text, pattern, by] = [binary.left, binary.right, replacement as ColumnElement<unknown, unknown>].map((each) =>
      this.process(each),
    );
    return this.regexpReplace(text as string, pattern as string, by as string, flags);
  }
  /** MySQL has two numbers between the replacement and the flags: where to begin, and which occurrence (0: all). */
  protected regexpReplace(text: string, pattern: string, by: string, flags: string | undefined): string {
    return `REGEXP_REPLACE(${text}, ${pattern}, ${by}${flags === undefined ? "" : `, 1, 0, ${this.stringLiteral(flags)}`})`;
  }
  override visitMatch(binary: BinaryExpression): string {
    return this.against(binary, " IN BOOLEAN MODE");
  }
  visitFullTextMatch(match: FullTextMatch): string {
    return this.against(match, match.modeText);
  }
  private against(binary: BinaryExpression, mode: string): string {
    const text = `MATCH (${this.process(binary.left)}) AGAINST (${this.process(binary.right)}${mode})`;
    return binary.operator === op.NOT_MATCH ? `NOT ${text}` : text;
  }

  // JSON

  override visitJsonItem(binary: BinaryExpression): string {
    return this.jsonValue(binary);
  }
  override visitJsonPath(binary: BinaryExpression): string {
    return this.jsonValue(binary);
  }
  /** JSON within JSON by JSON_EXTRACT; a plain value as its type. The `null` of JSON is NULL then. */
  private jsonValue(binary: BinaryExpression): string {
    const extract = (): string => `JSON_EXTRACT(${this.process(binary.left)}, ${this.process(binary.right)})`;
    if (binary.type.affinity === "json") return extract();
    return `CASE ${extract()} WHEN 'null' THEN NULL ${this.jsonForm(binary.type, extract)} END`;
  }
  private jsonForm(type: TypeEngine<unknown>, extract: () => string): string {
    switch (type.affinity) {
      case "integer":
        return `ELSE CAST(${extract()} AS SIGNED INTEGER)`;
      case "numeric": {
        const { precision, scale } = type as NumericType;
        if (precision !== null && scale !== null) return `ELSE CAST(${extract()} AS DECIMAL(${precision}, ${scale}))`;
        return `ELSE ${extract()}+0.0000000000000000000000`;
      }
      case "float":
        return `ELSE ${extract()}+0.0000000000000000000000`;
      case "boolean":
        return "WHEN true THEN true ELSE false";
      case "string":
        return `ELSE JSON_UNQUOTE(${extract()})`;
      default:
        return `ELSE ${extract()}`;
    }
  }

  // Casts

  /** CAST knows few types. A cast to any other is left out: the value is what the expression makes of it. */
  override visitCast(cast: Cast): string {
    if (cast.isTry) return this.tryCast(cast);
    const name = this.castable(cast.type);
    return name === null ? this.process(cast.element.selfGroup()) : `CAST(${this.process(cast.element)} AS ${name})`;
  }
  protected castable(type: TypeEngine<unknown>): string | null {
    return castName(type, this.dialect);
  }

  override visitExtract(extract: Extract): string {
    const field = extract.field.toLowerCase();
    if (!units.has(field)) {
      const call = Object.hasOwn(partFunctions, field) ? `func.${partFunctions[field]}()` : "a function of the database";
      this.unsupported(`EXTRACT(${extract.field} FROM …)`, `Use ${call}`);
    }
    return super.visitExtract(extract);
  }

  // Functions

  protected override get functionSpellings(): Readonly<Record<string, FunctionSpelling>> {
    return functions;
  }
  override visitFunction(element: FunctionElement<unknown, unknown>): string {
    const name = element.packages.length > 0 ? "" : element.name.toLowerCase();
    if (name === "cube" || name === "grouping_sets")
      this.unsupported(name === "cube" ? "CUBE" : "GROUPING SETS", "Use rollup(), or unionAll() of several groupings");
    if (name === "aggregate_strings") return this.groupConcat(element);
    return super.visitFunction(element);
  }
  /** The separator must be a literal: its value is put into the text when the statement is executed. */
  private groupConcat(element: FunctionElement<unknown, unknown>): string {
    const [value, separator] = element.arguments;
    if (value === undefined || separator === undefined) return super.visitFunction(element);
    const order = element.orderedBy.length === 0 ? "" : ` ORDER BY ${this.list(element.orderedBy)}`;
    return `group_concat(${this.process(value)}${order} SEPARATOR ${this.inline(separator)})`;
  }
  override visitFunctionFilter(_filter: FunctionFilter): string {
    return this.unsupported(
      "FILTER behind an aggregate",
      "Give the aggregate caseWhen(condition, value), which is NULL for all other rows",
    );
  }
  override visitWithinGroup(_within: WithinGroup): string {
    return this.unsupported("WITHIN GROUP", "Use row_number() or rank() in a subquery");
  }
  protected override frame(frame: Frame): string {
    if (frame.unit === "GROUPS") this.unsupported("window frames in GROUPS", "Use rows or range");
    return super.frame(frame);
  }
  override visitTableValued(alias: TableValuedAlias<Record<string, unknown>>): string {
    if (alias.ordinality !== null) this.unsupported("WITH ORDINALITY", "Number the rows with row_number()");
    return super.visitTableValued(alias);
  }
  override visitScalarFunctionColumn(_column: ScalarFunctionColumn): string {
    return this.unsupported("columns of what a function gives", "Put the function into FROM");
  }
}
