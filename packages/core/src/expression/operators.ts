/**
 * The operators of SQL as data: how they are spelt, how tightly they bind, what they turn into when negated. The precedences are those of
 * SQLAlchemy's `operators` module; equal numbers mean that neither may stand inside the other without parentheses.
 */
export interface Operator {
  /** Unique in one process; what a cache key says of the operator. */
  readonly id: number;
  readonly name: string;
  /** The text between the operands (or before, or after the one operand), with its blanks. */
  readonly symbol: string;
  readonly precedence: number;
  /** `a + (b + c)` needs no parentheses. */
  readonly associative: boolean;
  readonly commutative: boolean;
  readonly isComparison: boolean;
  /** What NOT turns it into, where there is such an operator. */
  negation: Operator | null;
}

interface Traits {
  associative?: boolean;
  commutative?: boolean;
  comparison?: boolean;
}

/** Below every operator: what it surrounds is always put in parentheses. */
const SMALLEST = -100;
const LARGEST = 100;
let lastId = 0;

function operator(name: string, symbol: string, precedence: number, traits: Traits = {}): Operator {
  return {
    id: ++lastId,
    name,
    symbol,
    precedence,
    associative: traits.associative === true,
    commutative: traits.commutative === true,
    isComparison: traits.comparison === true,
    negation: null,
  };
}
const comparison = (name: string, symbol: string, precedence = 5, commutative = false): Operator =>
  operator(name, symbol, precedence, { comparison: true, commutative });
function opposites(one: Operator, other: Operator): void {
  one.negation = other;
  other.negation = one;
}

export const ADD = operator("add", " + ", 7, { associative: true, commutative: true });
export const SUB = operator("sub", " - ", 7);
export const MUL = operator("mul", " * ", 8, { associative: true, commutative: true });
export const DIV = operator("div", " / ", 8);
export const FLOOR_DIV = operator("floorDiv", " / ", 8);
export const MOD = operator("mod", " % ", 8);
export const NEG = operator("neg", "-", 8);
export const CONCAT = operator("concat", " || ", 5, { associative: true });
export const BITWISE_AND = operator("bitwiseAnd", " & ", 7);
export const BITWISE_OR = operator("bitwiseOr", " | ", 7);
export const BITWISE_XOR = operator("bitwiseXor", " ^ ", 7);
export const BITWISE_NOT = operator("bitwiseNot", "~", 8);
export const BITWISE_LEFT_SHIFT = operator("bitwiseLeftShift", " << ", 7);
export const BITWISE_RIGHT_SHIFT = operator("bitwiseRightShift", " >> ", 7);

export const EQ = comparison("eq", " = ", 5, true);
export const NE = comparison("ne", " != ", 5, true);
export const LT = comparison("lt", " < ");
export const LTE = comparison("lte", " <= ");
export const GT = comparison("gt", " > ");
export const GTE = comparison("gte", " >= ");
export const IS = comparison("is", " IS ");
export const IS_NOT = comparison("isNot", " IS NOT ");
export const IS_DISTINCT_FROM = comparison("isDistinctFrom", " IS DISTINCT FROM ");
export const IS_NOT_DISTINCT_FROM = comparison("isNotDistinctFrom", " IS NOT DISTINCT FROM ");
export const IN = comparison("in", " IN ");
export const NOT_IN = comparison("notIn", " NOT IN ");
export const LIKE = comparison("like", " LIKE ");
export const NOT_LIKE = comparison("notLike", " NOT LIKE ");
export const ILIKE = comparison("ilike", " ILIKE ");
export const NOT_ILIKE = comparison("notIlike", " NOT ILIKE ");
export const STARTS_WITH = comparison("startsWith", " LIKE ", SMALLEST);
export const NOT_STARTS_WITH = comparison("notStartsWith", " NOT LIKE ", SMALLEST);
export const ENDS_WITH = comparison("endsWith", " LIKE ", SMALLEST);
export const NOT_ENDS_WITH = comparison("notEndsWith", " NOT LIKE ", SMALLEST);
export const CONTAINS = comparison("contains", " LIKE ", SMALLEST);
export const NOT_CONTAINS = comparison("notContains", " NOT LIKE ", SMALLEST);
export const ISTARTS_WITH = comparison("istartsWith", " ILIKE ", SMALLEST);
export const NOT_ISTARTS_WITH = comparison("notIstartsWith", " NOT ILIKE ", SMALLEST);
export const IENDS_WITH = comparison("iendsWith", " ILIKE ", SMALLEST);
export const NOT_IENDS_WITH = comparison("notIendsWith", " NOT ILIKE ", SMALLEST);
export const ICONTAINS = comparison("icontains", " ILIKE ", SMALLEST);
export const NOT_ICONTAINS = comparison("notIcontains", " NOT ILIKE ", SMALLEST);
export const BETWEEN = comparison("between", " BETWEEN ");
export const NOT_BETWEEN = comparison("notBetween", " NOT BETWEEN ");
export const MATCH = comparison("match", " MATCH ");
export const NOT_MATCH = comparison("notMatch", " NOT MATCH ");
export const REGEXP_MATCH = comparison("regexpMatch", " REGEXP ");
export const NOT_REGEXP_MATCH = comparison("notRegexpMatch", " NOT REGEXP ");
export const REGEXP_REPLACE = operator("regexpReplace", " REGEXP_REPLACE ", 5);

export const AND = operator("and", " AND ", 3, { associative: true });
export const OR = operator("or", " OR ", 2, { associative: true });
export const NOT = operator("not", "NOT ", 5);
export const IS_TRUE = operator("isTrue", "", 5);
export const IS_FALSE = operator("isFalse", "", 5);
export const EXISTS = operator("exists", "EXISTS ", 0);
export const DISTINCT = operator("distinct", "DISTINCT ", 5);
export const ANY = operator("any", "ANY ", 15);
export const ALL = operator("all", "ALL ", 15);
export const COLLATE = operator("collate", " COLLATE ", 4);
export const ASC = operator("asc", " ASC", 3);
export const DESC = operator("desc", " DESC", 3);
export const NULLS_FIRST = operator("nullsFirst", " NULLS FIRST", 3);
export const NULLS_LAST = operator("nullsLast", " NULLS LAST", 3);
export const FILTER = operator("filter", " FILTER ", 6);
export const COMMA = operator("comma", ", ", -1);
export const JSON_ITEM = operator("jsonItem", " -> ", 15, { associative: true });
export const JSON_PATH = operator("jsonPath", " #> ", 15, { associative: true });
/** Not an operator: the place where a condition stands, so that a boolean column can become a condition. */
export const AS_CONDITION = operator("asCondition", "", -10);

/** Not an operator: what stands beside one of which nobody knows how tightly it binds. */
export const UNKNOWN = operator("unknown", "", LARGEST);

opposites(EQ, NE);
opposites(LT, GTE);
opposites(GT, LTE);
opposites(IS, IS_NOT);
opposites(IS_DISTINCT_FROM, IS_NOT_DISTINCT_FROM);
opposites(IN, NOT_IN);
opposites(LIKE, NOT_LIKE);
opposites(ILIKE, NOT_ILIKE);
opposites(STARTS_WITH, NOT_STARTS_WITH);
opposites(ENDS_WITH, NOT_ENDS_WITH);
opposites(CONTAINS, NOT_CONTAINS);
opposites(ISTARTS_WITH, NOT_ISTARTS_WITH);
opposites(IENDS_WITH, NOT_IENDS_WITH);
opposites(ICONTAINS, NOT_ICONTAINS);
opposites(BETWEEN, NOT_BETWEEN);
opposites(MATCH, NOT_MATCH);
opposites(REGEXP_MATCH, NOT_REGEXP_MATCH);
opposites(IS_TRUE, IS_FALSE);

const customOperators = new Map<string, Operator>();

/** An operator of the user's: one object for each spelling, precedence and kind, so that cache keys can name it by its number. */
export function customOperator(symbol: string, precedence: number, isComparison: boolean): Operator {
  const signature = `${symbol} ${precedence} ${isComparison}`;
  let known = customOperators.get(signature);
  if (known === undefined) {
    known = operator("custom", ` ${symbol} `, precedence, { comparison: isComparison });
    customOperators.set(signature, known);
  }
  return known;
}

/** Whether an expression of `inner` needs parentheses as an operand of `outer`; without `outer`, it stands where nothing is known. */
export function needsGrouping(inner: Operator, outer: Operator | undefined): boolean {
  if (inner === outer && inner.associative) return false;
  return inner.precedence <= (outer === undefined ? LARGEST : outer.precedence);
}
