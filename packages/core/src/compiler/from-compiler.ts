/** What stands in FROM: tables, aliases, joins, subqueries, CTEs. */
import { CompileError } from "../errors.js";
import type { Column } from "../expression/column.js";
import type { Cte } from "../expression/cte.js";
import type { ClauseElement } from "../expression/element.js";
import type { Affix, Hint } from "../expression/executable-statement.js";
import { type Alias, AliasedFrom, type FromClause, Join, TableClause } from "../expression/from.js";
import { Label } from "../expression/label.js";
import { SelectBase } from "../expression/select-base.js";
import { nameColumns } from "../expression/select-columns.js";
import type { Exists, ScalarSelect, Subquery } from "../expression/subquery.js";
import type { TableSample } from "../expression/table-sample.js";
import type { Values } from "../expression/values.js";
import type { Sequence } from "../schema/defaults.js";
import type { TypeEngine } from "../types/engine.js";
import { FunctionCompiler } from "./function-compiler.js";

/** Where a CTE is written, and as what. */
interface WrittenCte {
  readonly cte: Cte<unknown, string>;
  readonly level: number;
  text: string;
}

export abstract class FromCompiler extends FunctionCompiler {
  #ctes: WrittenCte[] = [];

  /** The hints for tables of the SELECT that is being written. */
  protected fromHints: readonly Hint[] = [];
  /** Whether a table takes hints behind it. */
  protected get hasTableHints(): boolean {
    return false;
  }
  private hinted(text: string, from: FromClause): string {
    if (this.fromHints.length === 0 || !this.hasTableHints) return text;
    return this.fromHints.reduce(
      (written, hint) =>
        hint.on === from && (hint.dialect === null || hint.dialect === this.dialect.name) ? `${written} ${hint.text}` : written,
      text,
    );
  }

  /** A statement inside another, or the outermost: `asFrom` where it stands in FROM. */
  protected abstract statement(statement: ClauseElement, asFrom: boolean, lateral?: boolean): string;

  protected columnPrefix(column: Column<string, unknown, unknown>): string | null {
    const table = column.table as FromClause;
    return table instanceof TableClause ? this.tableName(table) : table instanceof AliasedFrom ? this.aliasName(table) : null;
  }
  /** A table with its schema, as schemas are to be called. */
  protected tableName(table: TableClause): string {
    const { quote = null, quoteSchema = null } = table as { quote?: boolean | null; quoteSchema?: boolean | null };
    const name = quote === null ? this.quote(table.tableName) : this.identifiers.quote({ text: table.tableName, quote });
    const schema = this.schemaOf(table);
    return schema === null
      ? name
      : `${quoteSchema === null ? this.identifiers.quoteSchema(schema) : this.identifiers.quote({ text: schema, quote: quoteSchema })}.${name}`;
  }
  protected schemaOf(table: TableClause): string | null {
    return table.isLight ? table.schema : this.translatedSchema(table.schema);
  }
  /** A schema as schemaTranslateMap has it. */
  protected translatedSchema(schema: string | null): string | null {
    const map = this.schemaTranslateMap;
    if (map === undefined) return schema;
    const key = schema ?? "";
    if (!Object.hasOwn(map, key)) return schema;
    const target = map[key] ?? null;
    if (target !== null) return target;
    const { defaultSchema } = this.dialect.capabilities;
    if (defaultSchema === null)
      throw new CompileError(
        `schemaTranslateMap turns the schema ${JSON.stringify(key)} into null, and the ${this.dialect.name} dialect has no default schema: name one`,
      );
    return schema === null ? null : defaultSchema;
  }
  /** A sequence with its schema. */
  protected sequenceName({ name, quote, schema: own }: Sequence): string {
    const schema = this.translatedSchema(own);
    const text = this.identifiers.quote({ text: name, quote });
    return schema === null ? text : `${this.identifiers.quoteSchema(schema)}.${text}`;
  }
  protected aliasName(from: AliasedFrom): string {
    return this.quote(from.name ?? this.anonymousName(from.nameIdentity, from.anonymousBase, "alias"));
  }
  protected withAlias(text: string, from: AliasedFrom): string {
    return `${text} AS ${this.aliasName(from)}`;
  }

  visitTable(table: TableClause): string {
    return this.hinted(this.tableName(table), table);
  }
  visitAlias(alias: Alias): string {
    const { element } = alias;
    const inner = this.process(element);
    return this.hinted(this.withAlias(element instanceof Join ? `(${inner})` : inner, alias), alias);
  }
  visitJoin(join: Join): string {
    const word = join.joinKind === "inner" ? this.innerJoinWord : join.joinKind === "left" ? " LEFT OUTER JOIN " : this.fullJoinWord;
    const left = this.process(join.left);
    const right = this.process(join.right);
    return `${left}${word}${join.right instanceof Join ? `(${right})` : right} ON ${this.condition(join.on)}`;
  }
  protected get innerJoinWord(): string {
    return " JOIN ";
  }
  protected get fullJoinWord(): string {
    return " FULL OUTER JOIN ";
  }
  visitSubquery(subquery: Subquery<unknown, string>): string {
    if (subquery.isLateral && !this.dialect.capabilities.lateral) this.unsupported("LATERAL");
    return this.withAlias(
      `${subquery.isLateral ? this.lateralWord : ""}(${this.statement(subquery.element, true, subquery.isLateral)})`,
      subquery,
    );
  }
  visitScalarSelect(scalar: ScalarSelect): string {
    return `(${this.statement(scalar.element, false)})`;
  }
  visitExists(exists: Exists): string {
    return `EXISTS (${this.statement(exists.element, false)})`;
  }
  visitValues(values: Values<Readonly<Record<string, TypeEngine<unknown>>>, string>): string {
    const rows = this.valuesRows(values);
    return `${values.isLateral ? this.lateralWord : ""}(${rows})${this.valuesAlias(values)}`;
  }
  protected valuesAlias(values: Values<Readonly<Record<string, TypeEngine<unknown>>>, string>): string {
    return ` AS ${this.aliasName(values)} (${values.columns.map((column) => this.quote(column.name)).join(", ")})`;
  }
  protected valuesRows(values: Values<Readonly<Record<string, TypeEngine<unknown>>>, string>): string {
    if (values.rows.length === 0) throw new CompileError("values() has no rows: give them with .data([…])");
    return `VALUES ${values.rows.map((row) => `${this.rowWord}(${this.list(row)})`).join(", ")}`;
  }
  /** What stands before a row of VALUES in FROM. */
  protected get rowWord(): string {
    return "";
  }
  /** VALUES as the whole of a CTE. */
  protected cteValues(values: Values<Readonly<Record<string, TypeEngine<unknown>>>, string>): string {
    return this.valuesRows(values);
  }
  visitTableSample(sample: TableSample): string {
    const table = this.withAlias(this.process(sample.element), sample);
    const text = `${table} TABLESAMPLE ${this.process(sample.sampling)}`;
    return sample.seed === null ? text : `${text} REPEATABLE (${this.process(sample.seed)})`;
  }

  // CTEs

  /** The CTE's name, where it is used; what it is stands before the statement. */
  visitCte(cte: Cte<unknown, string>): string {
    const base = cte.aliasOf ?? cte;
    this.writeCte(base);
    return cte.aliasOf === null ? this.aliasName(cte) : `${this.aliasName(base)} AS ${this.aliasName(cte)}`;
  }

  protected writeCte(cte: Cte<unknown, string>, nesting = cte.isNesting): void {
    const name = cte.name ?? this.anonymousName(cte.nameIdentity, cte.anonymousBase, "alias");
    const level = nesting ? Math.max(this.stack.length, 1) : 1;
    const known =
      this.#ctes.find((each) => each.cte === cte) ??
      this.#ctes.find(
        (each) =>
          each.level === level && (each.cte.name ?? this.anonymousName(each.cte.nameIdentity, each.cte.anonymousBase, "alias")) === name,
      );
    if (known !== undefined) {
      if (known.cte === cte || restates(known.cte, cte)) return;
      if (!restates(cte, known.cte)) throw new CompileError(`Two different CTEs have the name "${name}"`);
      // The one that says more takes the place of that which it says anew.
      this.#ctes = this.#ctes.filter((each) => each !== known);
    }
    const written: WrittenCte = { cte, level, text: "" };
    this.#ctes.push(written);
    const isValues = cte.element.kind === "values";
    let text = this.quote(name);
    if (cte.isRecursive || isValues) text += `(${this.cteColumns(cte).join(", ")})`;
    const prefixes = this.affixes(cte.prefixes);
    const inner = isValues
      ? this.cteValues(cte.element as unknown as Values<Readonly<Record<string, TypeEngine<unknown>>>, string>)
      : this.statement(cte.element, true);
    const suffixes = this.affixes(cte.suffixes);
    written.text = `${text} AS ${prefixes === "" ? "" : `${prefixes} `}\n(${inner})${suffixes === "" ? "" : ` ${suffixes}`}`;
    // A CTE that another uses stands before it: it was finished first.
    const index = this.#ctes.indexOf(written);
    if (index >= 0) {
      this.#ctes.splice(index, 1);
      this.#ctes.push(written);
    }
  }
  private cteColumns(cte: Cte<unknown, string>): string[] {
    const { element } = cte;
    if (!(element instanceof SelectBase))
      return cte.columns.map((column) => this.quote(column.anonymous === null ? column.name : this.name(column.anonymous)));
    return nameColumns(element.columnElements, element.labelStyle, true)
      .filter((column) => !column.repeated)
      .map((column) =>
        this.quote(
          column.required === column.fallback && !(column.element instanceof Label)
            ? this.requiredName(column.fallback ?? "")
            : this.name(column.fallback ?? ""),
        ),
      );
  }

  /** The WITH clause of what has been written; `level` 1 is the outermost statement, which takes all that is left. */
  protected cteClause(level: number): string {
    const mine = level <= 1 ? this.#ctes : this.#ctes.filter((each) => each.level === level);
    if (mine.length === 0) return "";
    this.#ctes = level <= 1 ? [] : this.#ctes.filter((each) => each.level !== level);
    if (!this.dialect.capabilities.ctes) this.unsupported("common table expressions (WITH)");
    return `${this.ctePreamble(mine.some((each) => each.cte.isRecursive))} ${mine.map((each) => each.text).join(", \n")}\n `;
  }
  protected ctePreamble(isRecursive: boolean): string {
    return isRecursive ? "WITH RECURSIVE" : "WITH";
  }

  /** Words of the user's for this dialect. */
  protected affixes(affixes: readonly Affix[]): string {
    let text = "";
    for (const affix of affixes) {
      if (affix.dialect !== null && affix.dialect !== this.dialect.name) continue;
      text += `${text === "" ? "" : " "}${typeof affix.text === "string" ? affix.text : this.process(affix.text)}`;
    }
    return text;
  }
}

/** Whether a CTE says another anew, with more in it. */
function restates(later: Cte<unknown, string>, earlier: Cte<unknown, string>): boolean {
  for (let cte: Cte<unknown, string> | null = later.restates; cte !== null; cte = cte.restates) if (cte === earlier) return true;
  return false;
}
