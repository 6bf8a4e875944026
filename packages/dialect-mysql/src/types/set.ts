/** SET: some of a list of texts, as an array of them. */
import { ArgumentError, TypeEngine } from "@cupel/core";
import { type Affinity, type Dialect, nameList, type Processor, quoteString, refuse } from "@cupel/core/internal";
import { optionText, type TextTypeOptions } from "./strings.js";

export class SetType extends TypeEngine<string[]> {
  readonly kind = "SET";
  readonly affinity: Affinity = "string";
  readonly members: readonly string[];
  readonly textOptions: TextTypeOptions;
  readonly collation: string | null;
  constructor(members: readonly string[], options: TextTypeOptions) {
    super();
    this.members = [...new Set(members)];
    if (this.members.length === 0 || this.members.length > 64) throw new ArgumentError("set() takes 1 to 64 values");
    const wrong = this.members.find((member) => member === "" || member.includes(","));
    if (wrong !== undefined)
      throw new ArgumentError(
        `set() cannot hold ${JSON.stringify(wrong)}: its values are kept with commas between them, and none of them is empty`,
      );
    this.textOptions = options;
    this.collation = options.collation ?? null;
  }
  override get isMutable(): boolean {
    return true;
  }
  /** The members in the order of the definition, which is that in which the database gives them. */
  private text(value: unknown): string {
    if (!Array.isArray(value)) return refuse(this, value, "give an array of its values");
    const wrong = value.find((member) => !this.members.includes(member as string));
    if (wrong !== undefined) return refuse(this, value, `${JSON.stringify(wrong)} is none of ${nameList(this.members, "and")}`);
    return this.members.filter((member) => value.includes(member)).join(",");
  }
  protected override createBind(_dialect: Dialect): Processor | null {
    return (value) => this.text(value);
  }
  protected override createResult(_dialect: Dialect): Processor | null {
    return (value) => (typeof value === "string" ? (value === "" ? [] : value.split(",")) : value);
  }
  protected override createLiteral(value: unknown, dialect: Dialect): string {
    return quoteString(this.text(value), dialect);
  }
  /** Their order means nothing. */
  override equals(value: unknown, kept: unknown): boolean {
    if (!Array.isArray(value) || !Array.isArray(kept)) return value === kept;
    return value.every((member) => kept.includes(member)) && kept.every((member) => value.includes(member));
  }
  override copy(value: unknown): unknown {
    return Array.isArray(value) ? [...value] : value;
  }
  override restore(kept: unknown): unknown {
    return this.copy(kept);
  }
  protected override signature(): string | null {
    return `${JSON.stringify(this.members)},${optionText(this.textOptions)}`;
  }
  override describe(): string {
    return `SET (${nameList(this.members, "and")})`;
  }
}

/**
 * SET: some of a list of texts, in the order of the list.
 * @example `column(set(["a", "b"]))` is `SET('a','b')`, with values such as `["b"]` and `[]`
 */
export function set<const V extends string>(members: readonly V[], options: TextTypeOptions = {}): TypeEngine<V[]> {
  return new SetType(members, options) as TypeEngine<unknown> as TypeEngine<V[]>;
}
