/** Which type an operator yields, by the types of its operands, and which type a plain value beside a column has. After SQLAlchemy's table of expression adaptations. */
import type { Affinity, OperatorLike, TypeEngine } from "./engine.js";

type Make = () => TypeEngine<unknown>;
const makers = new Map<Affinity, Make>();
/** Each family's plain type, filled in by `t.ts` so that the files of the types need not import each other in a ring. */
export function setPlainType(affinity: Affinity, make: Make): void {
  makers.set(affinity, make);
}
const plain = (affinity: Affinity, otherwise: TypeEngine<unknown>): TypeEngine<unknown> => makers.get(affinity)?.() ?? otherwise;

const numbers: readonly Affinity[] = ["integer", "float", "numeric"];

/** `number operator other`: the wider of two numbers; a number beside an interval or a date gives what SQL gives. */
export function resultOfArithmetic(type: TypeEngine<unknown>, operator: OperatorLike, other: TypeEngine<unknown>): TypeEngine<unknown> {
  const right = other.affinity;
  switch (operator.name) {
    case "div":
    case "truediv":
      if (type.affinity === "integer") return right === "float" || right === "numeric" ? other : plain("float", type);
      return type;
    case "mul":
      if (right === "interval") return other;
      break;
    case "add":
      if (right === "date" || right === "dateTime" || right === "interval") return other;
      break;
    default:
  }
  // Exact beside floating gives floating.
  if (type.affinity === "numeric" && right === "float") return other;
  if (type.affinity === "integer" && numbers.includes(right) && right !== "integer") return other;
  if (type.affinity === "integer" && right === "integer" && other.isWideInteger) return other;
  return type;
}

const dates: Readonly<Partial<Record<Affinity, Readonly<Record<string, Readonly<Partial<Record<Affinity, Affinity>>>>>>>> = {
  date: {
    add: { integer: "date", interval: "dateTime", time: "dateTime" },
    sub: { integer: "date", date: "integer", interval: "dateTime", dateTime: "interval" },
  },
  dateTime: { add: { interval: "dateTime" }, sub: { interval: "dateTime", dateTime: "interval" } },
  time: { add: { date: "dateTime", interval: "time" }, sub: { time: "interval", interval: "time" } },
  interval: {
    add: { date: "dateTime", interval: "interval", dateTime: "dateTime", time: "time" },
    sub: { interval: "interval" },
    mul: { numeric: "interval", integer: "interval", float: "interval" },
    div: { numeric: "interval", integer: "interval", float: "interval" },
  },
};

/** `date operator other`. */
export function resultOfTemporal(type: TypeEngine<unknown>, operator: OperatorLike, other: TypeEngine<unknown>): TypeEngine<unknown> {
  const name = operator.name === "truediv" ? "div" : operator.name;
  const affinity = dates[type.affinity]?.[name]?.[other.affinity];
  if (affinity === undefined || affinity === type.affinity) return type;
  return affinity === other.affinity ? other : plain(affinity, type);
}

/** The type of a plain value beside a number. In a comparison it is the column's own, so that a wrong value is refused when it is bound. */
export function typeOfNumber(type: TypeEngine<unknown>, operator: OperatorLike, value: unknown): TypeEngine<unknown> {
  if (typeof value === "number" && !Number.isInteger(value) && type.affinity === "integer") return plain("float", type);
  if (operator.isComparison === true) return type;
  if (typeof value === "string" && type.affinity !== "numeric") return plain("string", type);
  if (value instanceof Date) return plain("dateTime", type);
  return type;
}

/** The type of a plain value beside a date or time: a number is an interval, if something is calculated with it. */
export function typeOfTemporal(type: TypeEngine<unknown>, operator: OperatorLike, value: unknown): TypeEngine<unknown> {
  if (operator.isComparison === true) return type;
  if (typeof value === "number" && type.affinity !== "interval") return plain(type.affinity === "date" ? "integer" : "interval", type);
  return value instanceof Date ? plain("dateTime", type) : type;
}

export function typeOfString(type: TypeEngine<unknown>, operator: OperatorLike, value: unknown): TypeEngine<unknown> {
  if (operator.isComparison === true || typeof value === "string") return type;
  if (typeof value === "number") return plain(Number.isInteger(value) ? "integer" : "float", type);
  return type;
}
