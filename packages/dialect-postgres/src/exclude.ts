/** EXCLUDE: no two rows of which all the comparisons hold. */
import {
  type AnyTable,
  ArgumentError,
  Constraint,
  type ConstraintOptions,
  type Criterion,
  type Expression,
  type SchemaColumn,
} from "@cupel/core";
import { moveColumns } from "@cupel/core/internal";

/** What is compared (a column, its name, or an expression), and by which operator. */
export type ExcludeElement = readonly [what: string | Expression<unknown>, operator: string];

export interface ExcludeOptions extends ConstraintOptions {
  /** The method of its index; `"gist"` by default. */
  using?: string;
  /** Only the rows for which this holds: a condition, or its SQL text. */
  where?: string | Criterion;
  /** Operator classes, by the key or name of the column. */
  ops?: Readonly<Record<string, string>>;
}

type Clause = Parameters<typeof moveColumns>[0];
const OWN = ["name", "deferrable", "initially", "comment", "info", "using", "where", "ops"];

export class ExcludeConstraint extends Constraint {
  readonly kind = "exclude";
  readonly given: readonly ExcludeElement[];
  readonly using: string;
  readonly where: string | Clause | null;
  readonly ops: Readonly<Record<string, string>>;

  constructor(given: readonly ExcludeElement[], options: ExcludeOptions = {}) {
    super(options, OWN);
    if (given.length === 0 || !given.every((each) => Array.isArray(each) && each.length === 2))
      throw new ArgumentError(
        'excludeConstraint() takes pairs of a column and an operator: excludeConstraint([c.room, "="], [c.during, "&&"])',
      );
    this.given = given;
    this.using = options.using ?? "gist";
    this.where = (options.where as string | Clause | undefined) ?? null;
    this.ops = options.ops ?? {};
  }

  /** What is compared: columns where names were given. */
  get elements(): readonly { readonly what: Clause; readonly operator: string }[] {
    return this.given.map(([what, operator]) => ({
      what: typeof what === "string" ? this.columnNamed(what) : (what as unknown as Clause),
      operator,
    }));
  }
  private columnNamed(name: string): SchemaColumn {
    const { table } = this;
    if (table === null) throw new ArgumentError("excludeConstraint() belongs to no table yet; list it among the constraints of one");
    const column = table.column(name) ?? table.columnNamed(name);
    if (column === undefined)
      throw new ArgumentError(
        `excludeConstraint() of the table "${table.fullName}" names the column "${name}", which the table does not have`,
      );
    return column;
  }
  get columns(): readonly SchemaColumn[] {
    return this.elements.flatMap(({ what }) =>
      what.kind === "column" ? [(what as unknown as SchemaColumn).baseColumn as SchemaColumn] : [],
    );
  }
  copyTo(table: AnyTable): ExcludeConstraint {
    const where =
      this.where === null ? {} : { where: (typeof this.where === "string" ? this.where : moveColumns(this.where, table)) as string };
    const elements = this.elements.map(
      ({ what, operator }): ExcludeElement => [moveColumns(what, table) as unknown as Expression<unknown>, operator],
    );
    return new ExcludeConstraint(elements, { ...this.optionsForCopy(), ...where, using: this.using, ops: this.ops }).copyCondition(this);
  }
}

/**
 * EXCLUDE over several comparisons. Options come last.
 * @example `excludeConstraint([c.room, "="], [c.during, "&&"], { name: "no_overlap" })`
 */
export function excludeConstraint(...given: readonly (ExcludeElement | ExcludeOptions)[]): ExcludeConstraint {
  const last = given.at(-1);
  const hasOptions = last !== undefined && !Array.isArray(last);
  return new ExcludeConstraint((hasOptions ? given.slice(0, -1) : given) as ExcludeElement[], hasOptions ? (last as ExcludeOptions) : {});
}
