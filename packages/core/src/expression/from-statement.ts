/** `select(User).fromStatement(text("…"))`: the rows of one statement, read as what another selects. */
import type { KeyWriter } from "../compiler/cache.js";
import { keyTag } from "../compiler/key-tags.js";
import type { SqlCompiler } from "../compiler/sql-compiler.js";
import { KEY } from "../symbols.js";
import type { ClauseElement } from "./element.js";
import { isStatement, Statement } from "./executable-statement.js";
import type { SelectBase } from "./select-base.js";

const TAG = keyTag();

export class SelectFromStatement extends Statement {
  declare readonly kind: "fromStatement";
  /** What is to be read. */
  select: SelectBase;
  /** What is executed. */
  statement: ClauseElement;
  constructor(select: SelectBase, statement: ClauseElement) {
    super();
    this.select = select;
    this.statement = statement;
    this.plugin = select.plugin ?? (isStatement(statement) ? statement.plugin : null);
    this.loaderOptions = select.loaderOptions;
    this.executionOptionValues = select.executionOptionValues;
  }
  protected clone(): this {
    const copy = new SelectFromStatement(this.select, this.statement);
    copy.copyStatement(this);
    return copy as this;
  }
  options(...options: unknown[]): this {
    return this.with({ loaderOptions: [...this.loaderOptions, ...options] });
  }
  executionOptions(options: Readonly<Record<string, unknown>>): this {
    return this.with({ executionOptionValues: { ...this.executionOptionValues, ...options } });
  }
  accept(compiler: SqlCompiler): string {
    return compiler.visitFromStatement(this);
  }
  [KEY](key: KeyWriter): void {
    key.write(TAG);
    this.select[KEY](key);
    this.statement[KEY](key);
    this.writeStatement(key);
  }
  override eachChild(visit: (child: ClauseElement) => void): void {
    visit(this.select);
    visit(this.statement);
  }
  override mapChildren(map: (child: ClauseElement) => ClauseElement): this {
    const select = map(this.select) as SelectBase;
    const statement = map(this.statement);
    return select === this.select && statement === this.statement ? this : this.with({ select, statement });
  }
}
Object.defineProperty(SelectFromStatement.prototype, "kind", { value: "fromStatement" });
