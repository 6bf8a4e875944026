/**
 * What a compilation keeps while it runs: parameters and where they stand, invented names, the statements that enclose the one being
 * written. The text is made by returning strings; a parameter leaves a mark in it, so that placeholders are numbered in the order of the text
 * and not in that of the visits.
 */
import type { Dialect } from "../engine/dialect.js";
import { CompileError } from "../errors.js";
import { BindParameter } from "../expression/bind.js";
import type { AnonymousName } from "../expression/column.js";
import type { ClauseElement, ColumnElement } from "../expression/element.js";
import type { FromClause } from "../expression/from.js";
import type { Label } from "../expression/label.js";
import type { NameRef } from "../expression/select-columns.js";
import type { TypeEngine } from "../types/engine.js";
import { TupleType } from "../types/null.js";
import { INTEGER } from "../types/t.js";
import type { ChangePlan, InsertPlan } from "./compiled.js";
import {
  type BindSlot,
  type BindSource,
  Compiled,
  type CompileRequest,
  type ExpansionPlan,
  type ParameterStyle,
  type ResultColumn,
  type StatementKind,
} from "./compiled.js";
import { cartesianProduct } from "./from-linter.js";
import type { IdentifierPreparer } from "./identifiers.js";
import type { SqlCompiler } from "./sql-compiler.js";

/**
 * Before the number of a slot in text that is being made. Nobody who gives a name, a text or a literal can know it, so that none can hold it.
 * The number follows as three characters, so that the text is cut by one `split`.
 */
const MARK = `\u0001${crypto.randomUUID().slice(0, 13)}:`;
const marks: string[] = [];
function markOf(number: number): string {
  const known = marks[number];
  if (known !== undefined) return known;
  const mark = MARK + String.fromCharCode(number & 127, (number >> 7) & 127, number >> 14);
  // A text with so many parameters is rare: its marks are made when they are needed.
  if (number === marks.length && number < 1000) marks.push(mark);
  return mark;
}
const slotIn = (piece: string): number => piece.charCodeAt(0) | (piece.charCodeAt(1) << 7) | (piece.charCodeAt(2) << 14);

/** `base_1`, `base_2`: made once, since the same few are asked for in every statement. */
const numbered = new Map<string, string[]>();
function numberedName(base: string, count: number): string {
  let names = numbered.get(base);
  if (names === undefined) {
    if (numbered.size >= 5000) numbered.clear();
    numbered.set(base, (names = [base]));
  }
  if (count < names.length) return names[count] as string;
  const name = `${base}_${count}`;
  if (count === names.length && count < 100) names.push(name);
  return name;
}
/** The name of a parameter from that of what it is compared with. */
const parameterBases = new Map<string, string>();
function parameterBase(key: string): string {
  let base = parameterBases.get(key);
  if (base === undefined) {
    base = key.replace(/[%() $]+/g, "_").replace(/^_+|_+$/g, "");
    if (parameterBases.size >= 5000) parameterBases.clear();
    parameterBases.set(key, base);
  }
  return base;
}
let lastCompilation = 0;
/** The invented names of one object: it may have several, a table its alias' and its columns' prefix. */
interface InventedName {
  readonly base: string;
  readonly name: string;
  next: InventedName | null;
}

/** What a name that nobody gave is for: each kind is counted by itself where names have to be cut. */
export type NameKind = "column" | "alias" | "parameter";

/** A statement that encloses the one being written. */
export interface StackEntry {
  /** FROM elements that a statement inside may refer to, if it says so. */
  readonly correlateFroms: ReadonlySet<FromClause>;
  /** FROM elements that it refers to by itself. */
  readonly asFromFroms: ReadonlySet<FromClause>;
  /** What names in ORDER BY and GROUP BY mean. */
  readonly labels: LabelScope | null;
}
/** The labels and columns that can be named where rows are put in order. */
export interface LabelScope {
  label(label: Label<string, unknown, unknown>): boolean;
  find(name: string): ColumnElement<unknown, unknown> | null;
}

export abstract class CompilerBase {
  readonly dialect: Dialect;
  readonly identifiers: IdentifierPreparer;
  readonly request: CompileRequest;
  readonly schemaTranslateMap: Readonly<Record<string, string | null>> | undefined;
  protected readonly literalBinds: boolean;
  protected readonly slots: BindSlot[] = [];
  protected readonly resultColumns: ResultColumn[] = [];
  protected readonly stack: StackEntry[] = [];
  protected statementKind: StatementKind = "select";
  protected returnsRows = false;
  protected insertPlan: InsertPlan | null = null;
  protected changePlan: ChangePlan | null = null;
  /** What the plug-in made of the statement, for the execution. */
  plan: unknown = null;
  /** Whether columns are written with their table before them. */
  protected includeTable = true;
  /** The label that is written as a name, where rows are put in order. */
  protected labelAsName: Label<string, unknown, unknown> | null = null;
  #parameters: readonly BindParameter[] | null = null;
  #names: Map<object, InventedName> | null = null;
  #counters = new Map<string, number>();
  /** The parameters by name, and names that are taken (null); made when the first comes whose name the user chose. */
  #binds: Map<string, BindParameter | null> | null = null;
  /** The parameters whose names were invented. */
  readonly #invented: BindParameter[] = [];
  readonly #compilation = ++lastCompilation;
  readonly #longestName: number;
  #cutNames: { readonly names: Map<string, string>; readonly counts: Record<NameKind, number> } | null = null;

  constructor(dialect: Dialect, request: CompileRequest = {}) {
    this.dialect = dialect;
    this.identifiers = dialect.identifiers;
    this.request = request;
    this.schemaTranslateMap = request.schemaTranslateMap;
    this.literalBinds = request.literalBinds === true;
    const { maxLabelLength, maxIdentifierLength } = dialect.capabilities;
    this.#longestName = (maxLabelLength ?? maxIdentifierLength) - 6;
  }

  /** How this database's driver writes placeholders. */
  get parameterStyle(): ParameterStyle {
    return "qmark";
  }
  /** This as what elements take: the whole of the chain of classes. */
  protected get whole(): SqlCompiler {
    return this as unknown as SqlCompiler;
  }

  process(element: ClauseElement): string {
    return element.accept(this.whole);
  }
  protected list(elements: readonly ClauseElement[], separator = ", "): string {
    let text = "";
    for (const element of elements) {
      const part = this.process(element);
      if (part !== "") text = text === "" ? part : text + separator + part;
    }
    return text;
  }

  /** @param parameters what the statement's key collected: their values are found by number; those of others are kept */
  compileStatement(statement: ClauseElement, parameters: readonly BindParameter[]): Compiled {
    this.#parameters = parameters;
    const text = this.process(statement);
    return this.finish(text);
  }
  /** An expression for DDL: values inline, columns without their table. */
  renderForDdl(element: ClauseElement): string {
    this.includeTable = false;
    return this.process(element);
  }

  protected finish(text: string): Compiled {
    const pieces = text.split(MARK);
    const count = pieces.length - 1;
    const slots: BindSlot[] = new Array<BindSlot>(count);
    const places: number[] = [];
    for (let i = 0; i < count; i++) {
      const piece = pieces[i + 1] as string;
      const number = slotIn(piece);
      pieces[i + 1] = piece.slice(3);
      places[number] = i;
      slots[i] = this.slots[number] as BindSlot;
    }
    return new Compiled({
      pieces,
      slots,
      style: this.request.named === true ? "named" : this.parameterStyle,
      kind: this.statementKind,
      returnsRows: this.returnsRows,
      columns: this.resultColumns,
      plan: this.plan,
      change: this.changePlan,
      insert: this.insertPlan === null ? null : placed(this.insertPlan, places),
    });
  }

  // Names

  /** The invented name of an object: the same at each call. */
  anonymousName(of: object, base: string, kind: NameKind = "column"): string {
    this.#names ??= new Map();
    const first = this.#names.get(of);
    for (let known = first; known != null; known = known.next ?? undefined) if (known.base === base) return known.name;
    const name = this.shortened(this.#countName(base), kind);
    this.#names.set(of, { base, name, next: first ?? null });
    return name;
  }
  #countName(base: string): string {
    const count = this.#counters.get(base) ?? 1;
    this.#counters.set(base, count + 1);
    return numberedName(base, count);
  }
  /**
   * A name that nobody gave, cut where it is too long for the database; the same name always in the same way. The rule is SQLAlchemy's:
   * the first characters, so that six are left, and a hexadecimal number that is counted for each kind of name.
   */
  protected shortened(name: string, kind: NameKind): string {
    const longest = this.#longestName;
    // A character has three bytes at most for each of its code units, where bytes are counted.
    if (name.length * 3 <= longest || this.identifiers.lengthOf(name) <= longest) return name;
    const cut = (this.#cutNames ??= { names: new Map(), counts: { column: 0, alias: 0, parameter: 0 } });
    const key = `${kind} ${name}`;
    let short = cut.names.get(key);
    if (short === undefined) {
      const beginning = [...name].slice(0, longest);
      while (this.identifiers.lengthOf(beginning.join("")) > longest) beginning.pop();
      cut.names.set(key, (short = `${beginning.join("")}_${(++cut.counts[kind]).toString(16)}`));
    }
    return short;
  }
  /** A name, or the one that is invented. */
  name(ref: NameRef): string {
    return typeof ref === "string" ? ref : this.invented(ref);
  }
  /** The name that a column must be given: one that was put together of the names of its table and its own may be too long. */
  protected requiredName(ref: NameRef): string {
    return typeof ref === "string" ? this.shortened(ref, "column") : this.invented(ref);
  }
  private invented(ref: AnonymousName): string {
    return this.anonymousName(ref.of, ref.base);
  }
  protected quote(name: string): string {
    return this.identifiers.quote(name);
  }

  // Parameters

  visitBind(parameter: BindParameter): string {
    if (this.literalBinds) return this.literalValue(parameter);
    if (this.isInline(parameter)) return this.mark(this.parameterSlot(parameter, this.bindName(parameter)));
    const name = this.bindName(parameter);
    return this.bindText(parameter.type, this.mark(this.parameterSlot(parameter, name)));
  }
  /** Set while parameters are written that the database takes only as literals; their values are put into the text at execution. */
  #inline = false;
  private isInline(parameter: BindParameter): boolean {
    return parameter.literalExecute || this.#inline;
  }
  /** Writes an element whose parameters the database takes only as literals. */
  protected inline(element: ClauseElement): string {
    const before = this.#inline;
    this.#inline = true;
    const text = this.process(element);
    this.#inline = before;
    return text;
  }
  /** Hook: what is written around a placeholder, such as the cast that some drivers need. */
  protected bindText(_type: TypeEngine<unknown>, placeholder: string): string {
    return placeholder;
  }

  protected bindName(parameter: BindParameter): string {
    if (parameter.unique) {
      if (parameter.writtenBy === this.#compilation) return parameter.writtenName;
      const name = this.shortened(this.#countName(parameterBase(parameter.key)), "parameter");
      parameter.writtenBy = this.#compilation;
      parameter.writtenName = name;
      this.#invented.push(parameter);
      // Invented names are never equal: only one that the user chose can be the same.
      if (this.#binds !== null) this.takeName(name, parameter);
      return name;
    }
    this.takeName(parameter.key, parameter);
    return parameter.key;
  }
  private takeName(name: string, parameter: BindParameter): void {
    const binds = this.namesTaken();
    const before = binds.get(name);
    if (before === undefined) binds.set(name, parameter);
    else if (before === null)
      throw new CompileError(
        `The name "${name}" of a parameter is taken by a value of VALUES or SET: give the parameter another name, such as "b_${name}"`,
      );
    else if (before !== parameter && (before.unique || parameter.unique))
      throw new CompileError(`The parameter "${name}" has the name that was invented for another: give it another name`);
  }
  private namesTaken(): Map<string, BindParameter | null> {
    if (this.#binds === null) {
      this.#binds = new Map();
      for (const parameter of this.#invented) this.#binds.set(parameter.writtenName, parameter);
    }
    return this.#binds;
  }
  /** Keeps a name for a value of VALUES or SET. */
  protected reserveName(name: string): void {
    const binds = this.namesTaken();
    if (binds.get(name) != null)
      throw new CompileError(
        `The name "${name}" of a parameter is taken by a value of VALUES or SET: give the parameter another name, such as "b_${name}"`,
      );
    binds.set(name, null);
  }

  private parameterSlot(parameter: BindParameter, name: string): BindSlot {
    return this.slotFor(name, this.sourceOf(parameter), parameter.type, name, parameter);
  }
  protected sourceOf(parameter: BindParameter): BindSource {
    const index = this.#indexOf(parameter);
    if (!parameter.unique)
      return {
        kind: "named",
        key: parameter.key,
        index,
        required: parameter.required,
        constant: index < 0 && !parameter.required ? parameter : null,
      };
    return index < 0 ? { kind: "constant", parameter } : { kind: "extracted", index };
  }
  #indexOf(parameter: BindParameter): number {
    const list = this.#parameters;
    if (list === null) return -1;
    return list[parameter.keyIndex] === parameter ? parameter.keyIndex : list.indexOf(parameter);
  }
  /** A slot of any value. */
  protected slotFor(
    name: string,
    source: BindSource,
    type: TypeEngine<unknown>,
    purpose: string | null,
    parameter: BindParameter | null = null,
  ): BindSlot {
    const expanding = parameter === null ? "none" : parameter.expanding;
    return {
      name,
      source,
      type,
      purpose,
      expanding,
      processor: expanding === "tuples" ? null : type.bindProcessor(this.dialect),
      expansion: parameter !== null && (expanding !== "none" || this.isInline(parameter)) ? this.expansionPlan(parameter) : null,
    };
  }
  protected mark(slot: BindSlot): string {
    return markOf(this.slots.push(slot) - 1);
  }
  /** The operator before a list that is being written: what an empty one stands for depends on it. */
  protected expandingNegated = false;
  private expansionPlan(parameter: BindParameter): ExpansionPlan {
    const members = parameter.type instanceof TupleType ? parameter.type.types : [];
    const { type } = parameter;
    return {
      empty: this.emptyList(members.length, this.expandingNegated),
      prefix: parameter.expanding === "tuples" ? this.tupleListPrefix : "",
      members: members.map((member) => member.bindProcessor(this.dialect)),
      literal: this.isInline(parameter) ? (value) => type.literal(value, this.dialect) : null,
    };
  }
  /** What stands between the parentheses of an IN without values. */
  protected emptyList(members: number, negated: boolean): string {
    const nulls = members > 1 ? `(${new Array(members).fill("NULL").join(", ")})` : "NULL";
    return negated ? `${nulls}) OR (1 = 1` : `${nulls}) AND (1 != 1`;
  }
  /** What stands before the tuples of IN. */
  protected get tupleListPrefix(): string {
    return "";
  }

  private literalValue(parameter: BindParameter): string {
    if (parameter.required) throw new CompileError(`The parameter "${parameter.key}" has no value that could be written into the text`);
    const value = parameter.currentValue;
    if (parameter.expanding === "none") return this.literal(value, parameter.type);
    const list = value as readonly unknown[];
    if (list.length === 0)
      return this.emptyList(parameter.type instanceof TupleType ? parameter.type.types.length : 1, this.expandingNegated);
    const { type } = parameter;
    if (type instanceof TupleType)
      return (
        this.tupleListPrefix +
        list
          .map((row) => `(${(row as readonly unknown[]).map((each, i) => this.literal(each, type.types[i] ?? type)).join(", ")})`)
          .join(", ")
      );
    return list.map((each) => this.literal(each, type)).join(", ");
  }
  protected literal(value: unknown, type: TypeEngine<unknown>): string {
    return value === null || value === undefined ? "NULL" : type.literal(value, this.dialect);
  }

  /** A number that a dialect needs in a place where the statement has none. */
  protected constantNumber(value: number): string {
    return this.process(new BindParameter("param", value, INTEGER, true));
  }
  /** Warns of FROM elements that nothing connects. */
  protected lint(statement: string, froms: readonly FromClause[], criteria: readonly ClauseElement[]): void {
    if (this.request.lint !== true || froms.length < 2) return;
    const warning = cartesianProduct(statement, froms, criteria);
    if (warning !== null) process.emitWarning(warning, { type: "CupelWarning", code: "CUPEL_CARTESIAN_PRODUCT" });
  }
  /** @throws CompileError that names the dialect and what it lacks */
  protected unsupported(what: string, remedy = ""): never {
    throw new CompileError(`The ${this.dialect.name} dialect does not support ${what}${remedy === "" ? "" : `. ${remedy}`}`);
  }
  protected addResultColumn(name: string, key: string, type: TypeEngine<unknown>, element: ClauseElement): void {
    this.resultColumns.push({ name, key, type, processor: type.resultProcessor(this.dialect), element });
  }
}

/** The plan of an INSERT, whose numbers of slots are those of the visits, with the places in the text. */
function placed(plan: InsertPlan, places: readonly number[]): InsertPlan {
  const primaryKey = plan.primaryKey.map((source) =>
    source.from === "slot" ? { ...source, slot: places[source.slot] ?? source.slot } : source,
  );
  return { ...plan, primaryKey };
}
