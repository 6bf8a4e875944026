/** Expressions: operators, functions, values. A dialect overrides the method of what it writes in another way. */

import { CompileError } from "../errors.js";
import type { BinaryExpression } from "../expression/binary.js";
import type { BooleanList } from "../expression/boolean-list.js";
import type { Case } from "../expression/case.js";
import type { Cast, TypeCoerce } from "../expression/cast.js";
import type { Collation } from "../expression/collation.js";
import type { Column } from "../expression/column.js";
import type { BooleanConstant, NullElement } from "../expression/constants.js";
import { type ClauseElement, ColumnElement } from "../expression/element.js";
import type { Extract } from "../expression/extract.js";
import type { AnyColumn } from "../expression/from.js";
import type { ClauseList, Grouping } from "../expression/grouping.js";
import type { KeyMembership } from "../expression/key-membership.js";
import { Label } from "../expression/label.js";
import * as op from "../expression/operators.js";
import type { LabelReference } from "../expression/order-by.js";
import type { SqlTemplate, TextClause } from "../expression/text.js";
import type { Tuple } from "../expression/tuple.js";
import type { AsBoolean, Modifier, UnaryExpression } from "../expression/unary.js";
import type { NextValue } from "../schema/next-value.js";
import type { TypeEngine } from "../types/engine.js";
import { NUMERIC } from "../types/t.js";
import { CompilerBase } from "./compiler-base.js";

type BinaryVisitor = (this: ExpressionCompiler, binary: BinaryExpression) => string;

export abstract class ExpressionCompiler extends CompilerBase {
  visitColumn(column: AnyColumn): string {
    if (column.isLiteral) return column.name;
    const { table, anonymous } = column;
    const own = (column as { quote?: boolean | null }).quote ?? null;
    const bare =
      own === null || anonymous !== null ? this.quote(this.nameOf(column)) : this.identifiers.quote({ text: column.name, quote: own });
    if (table === null || !this.includeTable) return bare;
    const prefix = this.columnPrefix(column);
    return prefix === null ? bare : `${prefix}.${bare}`;
  }
  /** The name of a column in SQL. That of a subquery's may have been put together (`users_id`), and is then cut as it was where it was made. */
  protected nameOf(column: AnyColumn): string {
    const { name, anonymous } = column;
    if (anonymous !== null) return this.name(anonymous);
    if (column.proxyOf === null || name.length < 20) return name;
    let source: AnyColumn | null = column.proxyOf;
    while (source !== null && source.name === name) source = source.proxyOf;
    return source !== null && source.qualifiedName === name ? this.shortened(name, "column") : name;
  }
  /** What stands before a column: the name of its FROM element. */
  protected abstract columnPrefix(column: Column<string, unknown, unknown>): string | null;

  /** Where it is not defined, a label is what it labels. */
  visitLabel(label: Label<string, unknown, unknown>): string {
    return this.labelAsName === label ? this.labelName(label) : this.process(label.element);
  }
  protected labelName(label: Label<string, unknown, unknown>): string {
    return this.quote(label.isAnonymous ? this.anonymousName(label, label.anonymousBase ?? "anon") : label.key);
  }
  visitLabelReference(reference: LabelReference): string {
    const found = this.stack.at(-1)?.labels?.find(reference.name) ?? null;
    if (found === null)
      throw new CompileError(
        `"${reference.name}" in ORDER BY or GROUP BY is the name of no column that is selected, and of none in FROM. SQL text has to be named so: text(${JSON.stringify(reference.name)})`,
      );
    return this.asOrderElement(found);
  }
  /** An element of ORDER BY: a label of the list of columns by its name. */
  protected asOrderElement(element: ClauseElement): string {
    let inner: ClauseElement = element;
    while (inner.kind === "modifier" || inner.kind === "grouping") inner = (inner as Modifier | Grouping).element;
    if (!(inner instanceof Label) || !this.dialect.capabilities.orderByLabel || this.stack.at(-1)?.labels?.label(inner) !== true)
      return this.process(element);
    const before = this.labelAsName;
    this.labelAsName = inner;
    const text = this.process(element);
    this.labelAsName = before;
    return text;
  }

  visitNull(_element: NullElement): string {
    return "NULL";
  }
  visitBooleanConstant(element: BooleanConstant): string {
    return this.dialect.capabilities.nativeBoolean ? (element.value ? "true" : "false") : element.value ? "1" : "0";
  }
  visitAsBoolean(element: AsBoolean): string {
    const text = this.process(element.element);
    if (this.dialect.capabilities.nativeBoolean) return element.isTrue ? text : `NOT ${text}`;
    return element.isTrue ? `${text} = 1` : `${text} = 0`;
  }
  visitGrouping(grouping: Grouping): string {
    return `(${this.process(grouping.element)})`;
  }
  visitList(list: ClauseList): string {
    return this.list(list.elements, list.separator.symbol);
  }
  visitBooleanList(list: BooleanList): string {
    return this.conditionList(list.elements, list.operator.symbol);
  }
  /** Hook: an expression in a place where a condition stands. */
  protected condition(element: ClauseElement): string {
    return this.process(element);
  }
  /** A condition for DDL: values inline, columns without their table. */
  renderConditionForDdl(element: ClauseElement): string {
    this.includeTable = false;
    return this.condition(element);
  }
  protected conditionList(elements: readonly ClauseElement[], separator: string): string {
    let text = "";
    for (const element of elements) {
      const part = this.condition(element);
      if (part !== "") text = text === "" ? part : text + separator + part;
    }
    return text;
  }
  visitTuple(tuple: Tuple): string {
    return `(${this.list(tuple.elements)})`;
  }
  visitCollation(collation: Collation): string {
    return this.identifiers.formatCollation(collation.name);
  }

  visitUnary(unary: UnaryExpression): string {
    if (unary.operator === op.BITWISE_NOT) return `~${this.process(unary.element)}`;
    if (unary.operator === op.NOT) return `NOT ${this.condition(unary.element)}`;
    const text = this.process(unary.element);
    // Two signs in a row would begin a comment: a negative number may be written into the text.
    return unary.operator === op.NEG && text.startsWith("-") ? `-(${text})` : unary.operator.symbol + text;
  }
  visitModifier(modifier: Modifier): string {
    let inner = modifier.element;
    while (inner.kind === "modifier") inner = (inner as Modifier).element;
    return this.process(modifier.element) + modifier.operator.symbol;
  }

  /** Only where `arrayParameter` says that a list can be bound as one value. */
  visitKeyMembership(membership: KeyMembership): string {
    return `${this.process(membership.element)} = ANY (${this.process(membership.keys)})`;
  }
  visitBinary(binary: BinaryExpression): string {
    const special = specialOperators.get(binary.operator);
    return special === undefined ? this.plainBinary(binary) : special.call(this, binary);
  }
  protected plainBinary(binary: BinaryExpression, symbol: string = binary.operator.symbol): string {
    return this.process(binary.left) + symbol + this.process(binary.right);
  }
  /** `/` that does not drop the fraction. */
  visitTrueDivision(binary: BinaryExpression): string {
    if (!this.dialect.capabilities.integerDivision) return this.plainBinary(binary);
    return `${this.process(binary.left)} / CAST(${this.process(binary.right)} AS ${this.typeName(NUMERIC)})`;
  }
  visitFloorDivision(binary: BinaryExpression): string {
    const text = this.plainBinary(binary);
    return this.dialect.capabilities.integerDivision && binary.right.type.affinity === "integer" && binary.left.type.affinity === "integer"
      ? text
      : `FLOOR(${text})`;
  }
  visitModulo(binary: BinaryExpression): string {
    return this.plainBinary(binary);
  }
  visitConcat(binary: BinaryExpression): string {
    return this.plainBinary(binary);
  }
  /** Hook: what is put together with a pattern, where that binds more tightly than in the standard. */
  protected concatOperand(element: ClauseElement): string {
    return this.process(element);
  }
  visitBitwiseXor(binary: BinaryExpression): string {
    return this.plainBinary(binary);
  }
  visitIsDistinctFrom(binary: BinaryExpression): string {
    return this.plainBinary(binary);
  }
  visitIsNotDistinctFrom(binary: BinaryExpression): string {
    return this.plainBinary(binary);
  }
  visitMatch(binary: BinaryExpression): string {
    return this.plainBinary(binary);
  }
  visitRegexpMatch(_binary: BinaryExpression): string {
    return this.unsupported("regular expressions");
  }
  visitRegexpReplace(_binary: BinaryExpression): string {
    return this.unsupported("regular expression replacements");
  }
  visitJsonItem(_binary: BinaryExpression): string {
    return this.unsupported("reaching into JSON (at)");
  }
  visitJsonPath(_binary: BinaryExpression): string {
    return this.unsupported("reaching into JSON (path)");
  }
  visitIn(binary: BinaryExpression): string {
    return this.plainBinary(binary);
  }
  visitNotIn(binary: BinaryExpression): string {
    const before = this.expandingNegated;
    this.expandingNegated = true;
    const text = `(${this.plainBinary(binary)})`;
    this.expandingNegated = before;
    return text;
  }
  visitBetween(binary: BinaryExpression): string {
    return this.plainBinary(binary, binary.modifiers?.symmetric === true ? `${binary.operator.symbol}SYMMETRIC ` : binary.operator.symbol);
  }

  /** LIKE and its kin: `left` and `right` are text already. */
  protected like(left: string, negated: boolean, right: string, escape: string | undefined): string {
    return `${left} ${negated ? "NOT " : ""}LIKE ${right}${escape === undefined ? "" : ` ESCAPE ${this.stringLiteral(escape)}`}`;
  }
  /** The same without regard to case. */
  protected ilike(left: string, negated: boolean, right: string, escape: string | undefined): string {
    return this.like(left, negated, right, escape);
  }
  /** An operand of a comparison without regard to case, where the database has no such comparison. */
  protected foldCase(text: string): string {
    return `lower(${text})`;
  }
  protected stringLiteral(text: string): string {
    return this.dialect.stringLiteral(text);
  }
  /** Pieces of a pattern put together. */
  protected concatPatterns(parts: readonly string[]): string {
    return parts.join(" || ");
  }

  visitLike(binary: BinaryExpression): string {
    return this.like(this.process(binary.left), binary.operator === op.NOT_LIKE, this.process(binary.right), binary.modifiers?.escape);
  }
  visitIlike(binary: BinaryExpression): string {
    const left = this.foldCase(this.process(binary.left));
    return this.ilike(left, binary.operator === op.NOT_ILIKE, this.foldCase(this.process(binary.right)), binary.modifiers?.escape);
  }
  /** `startsWith`, `endsWith` and `contains`: the value with % before or behind it. */
  visitPattern(binary: BinaryExpression): string {
    const { before, behind, negated, folded } = patternOperators.get(binary.operator) as PatternTraits;
    const left = this.process(binary.left);
    const value = folded ? this.process(binary.right) : this.concatOperand(binary.right);
    const parts = [...(before ? ["'%'"] : []), folded ? this.foldCase(value) : value, ...(behind ? ["'%'"] : [])];
    const pattern = this.concatPatterns(parts);
    const { escape } = binary.modifiers ?? {};
    return folded ? this.ilike(this.foldCase(left), negated, pattern, escape) : this.like(left, negated, pattern, escape);
  }

  visitCase(element: Case<unknown>): string {
    let text = "CASE ";
    if (element.value !== null) text += `${this.process(element.value)} `;
    for (const { condition, result } of element.whens)
      text += `WHEN ${element.value === null ? this.condition(condition) : this.process(condition)} THEN ${this.process(result)} `;
    if (element.otherwise !== null) text += `ELSE ${this.process(element.otherwise)} `;
    return `${text}END`;
  }
  visitCast(cast: Cast): string {
    if (cast.isTry) return this.tryCast(cast);
    return `CAST(${this.process(cast.element)} AS ${this.castTypeName(cast.type)})`;
  }
  protected tryCast(_cast: Cast): string {
    return this.unsupported("TRY_CAST");
  }
  visitTypeCoerce(coerce: TypeCoerce): string {
    return this.process(coerce.element);
  }
  /** A type by its name in DDL. */
  protected typeName(type: TypeEngine<unknown>): string {
    const Compiler = this.dialect.typeCompiler();
    return new Compiler(this.dialect).process(type);
  }
  /** A type as CAST wants it, which not every database calls by its name. */
  protected castTypeName(type: TypeEngine<unknown>): string {
    return this.typeName(type);
  }
  visitExtract(extract: Extract): string {
    return `EXTRACT(${extract.field} FROM ${this.process(extract.element)})`;
  }
  visitNextValue(_next: NextValue): string {
    return this.unsupported("sequences");
  }

  visitText(text: TextClause<unknown>): string {
    const isStatement = this.stack.length === 0 && this.statementDepth === 0;
    let sql = text.pieces[0] as string;
    text.names.forEach((name, i) => {
      const parameter = text.parameters.get(name);
      sql += (parameter === undefined ? `:${name}` : this.expandable(parameter)) + (text.pieces[i + 1] as string);
    });
    if (isStatement) {
      this.statementKind = "text";
      this.returnsRows = text.columnTypes !== null;
      for (const column of text.columnTypes ?? []) this.addResultColumn(column.name, column.key, column.type, column);
    }
    return sql;
  }
  /** A list in text stands in parentheses: `IN :ids`. */
  private expandable(parameter: NonNullable<ReturnType<TextClause<unknown>["parameters"]["get"]>>): string {
    return parameter.expanding === "none" ? this.visitBind(parameter) : `(${this.visitBind(parameter)})`;
  }
  /** How deep in statements this is. */
  protected statementDepth = 0;

  visitTemplate(template: SqlTemplate<unknown>): string {
    if (this.stack.length === 0 && this.statementDepth === 0) this.statementKind = "text";
    this.statementDepth++;
    let sql = template.strings[0] as string;
    template.holes.forEach((hole, i) => {
      sql +=
        (hole instanceof ColumnElement || hole.kind === "raw" ? this.templateExpression(hole) : this.templateHole(hole)) +
        (template.strings[i + 1] as string);
    });
    this.statementDepth--;
    return sql;
  }
  /** An expression in a template, of which only its writer knows whether it stands where a condition does. */
  protected templateExpression(hole: ClauseElement): string {
    return this.process(hole);
  }
  /** A table or a statement in a template. */
  protected templateHole(hole: ClauseElement): string {
    return this.process(hole);
  }
}

interface PatternTraits {
  readonly before: boolean;
  readonly behind: boolean;
  readonly negated: boolean;
  readonly folded: boolean;
}
const patternOperators = new Map<op.Operator, PatternTraits>();
function pattern(plain: op.Operator, negated: op.Operator, before: boolean, behind: boolean, folded: boolean): void {
  patternOperators.set(plain, { before, behind, negated: false, folded });
  patternOperators.set(negated, { before, behind, negated: true, folded });
}
pattern(op.STARTS_WITH, op.NOT_STARTS_WITH, false, true, false);
pattern(op.ENDS_WITH, op.NOT_ENDS_WITH, true, false, false);
pattern(op.CONTAINS, op.NOT_CONTAINS, true, true, false);
pattern(op.ISTARTS_WITH, op.NOT_ISTARTS_WITH, false, true, true);
pattern(op.IENDS_WITH, op.NOT_IENDS_WITH, true, false, true);
pattern(op.ICONTAINS, op.NOT_ICONTAINS, true, true, true);

/** The operators that are more than their word between two operands. Each asks the compiler's own method, so that a dialect can override it. */
const specialOperators = new Map<op.Operator, BinaryVisitor>([
  [
    op.DIV,
    function (binary) {
      return this.visitTrueDivision(binary);
    },
  ],
  [
    op.FLOOR_DIV,
    function (binary) {
      return this.visitFloorDivision(binary);
    },
  ],
  [
    op.MOD,
    function (binary) {
      return this.visitModulo(binary);
    },
  ],
  [
    op.CONCAT,
    function (binary) {
      return this.visitConcat(binary);
    },
  ],
  [
    op.BITWISE_XOR,
    function (binary) {
      return this.visitBitwiseXor(binary);
    },
  ],
  [
    op.IS_DISTINCT_FROM,
    function (binary) {
      return this.visitIsDistinctFrom(binary);
    },
  ],
  [
    op.IS_NOT_DISTINCT_FROM,
    function (binary) {
      return this.visitIsNotDistinctFrom(binary);
    },
  ],
  [
    op.MATCH,
    function (binary) {
      return this.visitMatch(binary);
    },
  ],
  [
    op.NOT_MATCH,
    function (binary) {
      return this.visitMatch(binary);
    },
  ],
  [
    op.REGEXP_MATCH,
    function (binary) {
      return this.visitRegexpMatch(binary);
    },
  ],
  [
    op.NOT_REGEXP_MATCH,
    function (binary) {
      return this.visitRegexpMatch(binary);
    },
  ],
  [
    op.REGEXP_REPLACE,
    function (binary) {
      return this.visitRegexpReplace(binary);
    },
  ],
  [
    op.JSON_ITEM,
    function (binary) {
      return this.visitJsonItem(binary);
    },
  ],
  [
    op.JSON_PATH,
    function (binary) {
      return this.visitJsonPath(binary);
    },
  ],
  [
    op.IN,
    function (binary) {
      return this.visitIn(binary);
    },
  ],
  [
    op.NOT_IN,
    function (binary) {
      return this.visitNotIn(binary);
    },
  ],
  [
    op.BETWEEN,
    function (binary) {
      return this.visitBetween(binary);
    },
  ],
  [
    op.NOT_BETWEEN,
    function (binary) {
      return this.visitBetween(binary);
    },
  ],
  [
    op.LIKE,
    function (binary) {
      return this.visitLike(binary);
    },
  ],
  [
    op.NOT_LIKE,
    function (binary) {
      return this.visitLike(binary);
    },
  ],
  [
    op.ILIKE,
    function (binary) {
      return this.visitIlike(binary);
    },
  ],
  [
    op.NOT_ILIKE,
    function (binary) {
      return this.visitIlike(binary);
    },
  ],
  ...[...patternOperators.keys()].map((operator): [op.Operator, BinaryVisitor] => [
    operator,
    function (binary) {
      return this.visitPattern(binary);
    },
  ]),
]);
