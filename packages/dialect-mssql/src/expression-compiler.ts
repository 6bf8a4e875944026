/**
 * Expressions in T-SQL, which has no booleans: `1 = 1` for true, `x = 1` for a column that is. A condition where a value is wanted becomes
 * `CASE WHEN (…) THEN 1 WHEN NOT (…) THEN 0 END`, so that what is unknown stays NULL.
 */
import {
  BinaryExpression,
  BindParameter,
  type BooleanConstant,
  type Cast,
  type ClauseElement,
  type Extract,
  type Frame,
  type FunctionElement,
  type FunctionFilter,
  type FunctionSpelling,
  type Modifier,
  type NextValue,
  type Over,
  operators as op,
  type ScalarFunctionColumn,
  SqlCompiler,
  type TableValuedAlias,
  type UnaryExpression,
  type WithinGroup,
} from "@cupel/core/internal";
import { dateParts, functionSpellings } from "./functions.js";
import { isBooleanValue, isPredicate, isTwoValued, within } from "./predicates.js";

export abstract class MssqlExpressionCompiler extends SqlCompiler {
  /** What stands before the OVER that is being written. */
  #windowed: ClauseElement | null = null;

  // Conditions and values

  override process(element: ClauseElement): string {
    return isPredicate(element) ? this.conditionAsValue(element) : super.process(element);
  }
  private conditionAsValue(element: ClauseElement): string {
    let inner = element;
    while (inner.kind === "grouping" || inner.kind === "typeCoerce") inner = within(inner);
    const text = this.condition(inner);
    return `CASE WHEN (${text}) THEN 1 ${isTwoValued(inner) ? "ELSE 0" : `WHEN NOT (${text}) THEN 0`} END`;
  }
  protected override condition(element: ClauseElement): string {
    switch (element.kind) {
      case "grouping":
        return `(${this.condition(within(element))})`;
      case "typeCoerce":
        if (isPredicate(element)) return this.condition(within(element));
        break;
      case "booleanConstant":
        return (element as BooleanConstant).value ? "1 = 1" : "0 = 1";
      default:
        if (isPredicate(element)) return super.process(element);
    }
    const text = this.process(element);
    return isBooleanValue(element) ? `${text} = 1` : text;
  }
  /** A condition in a template is written as one: whoever writes T-SQL puts it where conditions stand. */
  protected override templateExpression(hole: ClauseElement): string {
    return isPredicate(hole) ? this.condition(hole) : this.process(hole);
  }

  // Operators

  override visitBinary(binary: BinaryExpression): string {
    const { left, right, operator, type, modifiers } = binary;
    if (operator.isComparison && (left.kind === "tuple" || right.kind === "tuple"))
      this.unsupported("comparisons of tuples", "Compare their members one by one, and join them with and()");
    if ((operator === op.IS || operator === op.IS_NOT) && right.kind === "booleanConstant")
      return operator === op.IS ? this.visitIsNotDistinctFrom(binary) : this.visitIsDistinctFrom(binary);
    // SQL Server finds an index for `column = @value` where it may miss it for `@value = column`.
    if (operator === op.EQ && left instanceof BindParameter && !(right instanceof BindParameter))
      return super.visitBinary(new BinaryExpression(right, left, operator, type, modifiers));
    return super.visitBinary(binary);
  }
  /**
   * Only whole numbers drop the fraction. NUMERIC alone is NUMERIC(18, 0) here, which would round a divisor that is none; so that a floating one
   * is cast to FLOAT, and an exact one is left as it is.
   */
  override visitTrueDivision(binary: BinaryExpression): string {
    const { affinity } = binary.right.type;
    if (affinity === "numeric") return this.plainBinary(binary);
    if (affinity === "float") return `${this.process(binary.left)} / CAST(${this.process(binary.right)} AS FLOAT)`;
    return super.visitTrueDivision(binary);
  }
  override visitConcat(binary: BinaryExpression): string {
    return this.plainBinary(binary, " + ");
  }
  protected override concatPatterns(parts: readonly string[]): string {
    return parts.join(" + ");
  }
  override visitIsDistinctFrom(binary: BinaryExpression): string {
    return `NOT ${this.visitIsNotDistinctFrom(binary)}`;
  }
  /** INTERSECT takes two NULLs for the same. */
  override visitIsNotDistinctFrom(binary: BinaryExpression): string {
    return `EXISTS (SELECT ${this.process(binary.left)} INTERSECT SELECT ${this.process(binary.right)})`;
  }
  override visitMatch(binary: BinaryExpression): string {
    return `${binary.operator === op.NOT_MATCH ? "NOT " : ""}CONTAINS (${this.process(binary.left)}, ${this.process(binary.right)})`;
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
      this.unsupported("NULLS FIRST and NULLS LAST", "Put first in ORDER BY: caseWhen(column.isNull(), 1).else(0)");
    return super.visitModifier(modifier);
  }

  // JSON

  override visitJsonItem(binary: BinaryExpression): string {
    return this.jsonValue(binary);
  }
  override visitJsonPath(binary: BinaryExpression): string {
    return this.jsonValue(binary);
  }
  /** JSON within JSON by JSON_QUERY; a plain value, as its type, by JSON_VALUE. */
  private jsonValue(binary: BinaryExpression): string {
    const { type } = binary;
    const place = `(${this.process(binary.left)}, ${this.process(binary.right)})`;
    if (type.affinity === "json") return `JSON_QUERY${place}`;
    const value = `JSON_VALUE${place}`;
    return `CASE ${value} WHEN NULL THEN NULL ${this.jsonForm(binary, value)} END`;
  }
  private jsonForm({ type }: BinaryExpression, value: string): string {
    switch (type.affinity) {
      case "integer":
        return `ELSE CAST(${value} AS ${type.isWideInteger ? "BIGINT" : "INTEGER"})`;
      case "float":
        return `ELSE CAST(${value} AS FLOAT)`;
      case "numeric":
        return `ELSE CAST(${value} AS ${this.typeName(type)})`;
      case "boolean":
        return "WHEN 'true' THEN 1 WHEN 'false' THEN 0 ELSE NULL";
      default:
        return `ELSE ${value}`;
    }
  }

  // Casts, dates, sequences

  protected override tryCast(cast: Cast): string {
    return `TRY_CAST (${this.process(cast.element)} AS ${this.castTypeName(cast.type)})`;
  }
  override visitExtract(extract: Extract): string {
    const field = extract.field.toLowerCase();
    return `DATEPART(${Object.hasOwn(dateParts, field) ? dateParts[field] : extract.field}, ${this.process(extract.element)})`;
  }
  override visitNextValue({ sequence }: NextValue): string {
    return `NEXT VALUE FOR ${this.sequenceName(sequence)}`;
  }

  // Functions

  protected override get functionSpellings(): Readonly<Record<string, FunctionSpelling>> {
    return functionSpellings;
  }
  override visitFunction(element: FunctionElement<unknown, unknown>): string {
    if (element.packages.length > 0 || !/^(aggregate_strings|string_agg)$/i.test(element.name)) {
      if (element.orderedBy.length > 0) this.unsupported(`ORDER BY within ${element.name}()`, "Only string_agg() has an order");
      return super.visitFunction(element);
    }
    const [value, delimiter, ...others] = element.arguments;
    if (value === undefined || delimiter === undefined || others.length > 0) return super.visitFunction(element);
    const text = `string_agg(${this.process(value)}, ${this.inline(delimiter)})`;
    return element.orderedBy.length === 0 ? text : `${text} WITHIN GROUP (ORDER BY ${this.list(element.orderedBy)})`;
  }
  override visitFunctionFilter(_filter: FunctionFilter): string {
    return this.unsupported(
      "FILTER behind an aggregate",
      "Give the aggregate caseWhen(condition, value), which is NULL for all other rows",
    );
  }
  /** Percentiles are window functions here; other functions of an ordered set do not exist. */
  override visitOver(over: Over): string {
    const before = this.#windowed;
    this.#windowed = over.element;
    const text = super.visitOver(over);
    this.#windowed = before;
    return text;
  }
  override visitWithinGroup(within: WithinGroup): string {
    const name = within.element.kind === "function" ? (within.element as FunctionElement<unknown, unknown>).name : "this";
    if (/^percentile_(cont|disc)$/i.test(name)) {
      if (this.#windowed !== within)
        this.unsupported(
          `${name}() WITHIN GROUP without OVER`,
          "It is a window function here: add .over(), with { partitionBy } for groups",
        );
      return `${this.inline(within.element)} WITHIN GROUP (ORDER BY ${this.list(within.orderBy)})`;
    }
    if (!/^string_agg$/i.test(name)) this.unsupported(`${name}() WITHIN GROUP`, "Use row_number() or rank() in a subquery");
    return super.visitWithinGroup(within);
  }
  protected override frame(frame: Frame): string {
    if (frame.unit === "GROUPS") this.unsupported("window frames in GROUPS", "Use rows or range");
    return super.frame(frame);
  }
  protected override frameOffset(value: BindParameter): string {
    return this.inline(value);
  }
  override visitTableValued(alias: TableValuedAlias<Record<string, unknown>>): string {
    if (alias.ordinality !== null) this.unsupported("WITH ORDINALITY", "Number the rows with row_number()");
    if (alias.withTypes)
      this.unsupported("types of the columns of a function in FROM", "Name the columns alone, or write OPENJSON … WITH by sql.raw");
    return super.visitTableValued(alias);
  }
  override visitScalarFunctionColumn(_column: ScalarFunctionColumn): string {
    return this.unsupported("columns of what a function gives", "Put the function into FROM");
  }
}
