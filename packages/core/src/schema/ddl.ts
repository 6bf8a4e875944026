/** Statements that define: CREATE, ALTER, DROP, COMMENT. Each can be executed, compiled and printed as any statement. */

import type { KeyWriter } from "../compiler/cache.js";
import { compileDdl } from "../compiler/ddl.js";
import { keyTag } from "../compiler/key-tags.js";
import type { SqlCompiler } from "../compiler/sql-compiler.js";
import type { Dialect } from "../engine/dialect.js";
import { ArgumentError } from "../errors.js";
import { listenTo } from "../events.js";
import { ClauseElement } from "../expression/element.js";
import type { Executable } from "../expression/executable.js";
import { type EXTRAS, KEY, type NAMES, type TUPLE } from "../symbols.js";
import type { SchemaColumn } from "./column.js";
import type { Constraint, ForeignKeyConstraint } from "./constraints.js";
import { DdlCondition, type DdlConditionOptions } from "./ddl-condition.js";
import type { Sequence } from "./defaults.js";
import type { Index } from "./index-definition.js";
import type { MetaData } from "./metadata.js";
import type { AnyTable } from "./table.js";

const TAG = keyTag();

/** A statement that defines something. */
export abstract class DdlElement extends ClauseElement implements Executable<unknown, unknown> {
  declare readonly [TUPLE]: unknown;
  declare readonly [NAMES]: unknown;
  declare readonly [EXTRAS]: {};
  /** @internal */
  declare readonly isDdl: true;
  private condition: DdlCondition | null = null;

  accept(compiler: SqlCompiler): string {
    return compileDdl(this, compiler.dialect, compiler.schemaTranslateMap);
  }
  [KEY](key: KeyWriter): void {
    key.write(TAG);
    key.object(this);
  }
  override collectFroms(): void {}
  /** What it is about, as conditions are told. */
  get target(): unknown {
    return null;
  }

  /** Executes it only where the condition holds, when it is part of `createAll`, `dropAll` or an event. */
  executeIf(condition: DdlConditionOptions): this {
    this.condition = new DdlCondition(condition);
    return this;
  }
  appliesTo(dialect: Dialect): boolean {
    return this.condition === null || this.condition.matches(dialect, this.target);
  }
}
Object.defineProperty(DdlElement.prototype, "isDdl", { value: true });

export interface IfNotExists {
  ifNotExists?: boolean;
}
export interface IfExists {
  ifExists?: boolean;
}
export interface Cascade {
  cascade?: boolean;
}

export class CreateTable extends DdlElement {
  readonly kind = "createTable";
  readonly table: AnyTable;
  readonly ifNotExists: boolean;
  /** The foreign keys to write; null for all. */
  readonly foreignKeys: readonly ForeignKeyConstraint[] | null;
  constructor(table: AnyTable, options: IfNotExists & { includeForeignKeyConstraints?: readonly ForeignKeyConstraint[] } = {}) {
    super();
    this.table = table;
    this.ifNotExists = options.ifNotExists ?? false;
    this.foreignKeys = options.includeForeignKeyConstraints ?? null;
  }
  override get target(): unknown {
    return this.table;
  }
}
export class DropTable extends DdlElement {
  readonly kind = "dropTable";
  readonly table: AnyTable;
  readonly ifExists: boolean;
  constructor(table: AnyTable, options: IfExists = {}) {
    super();
    this.table = table;
    this.ifExists = options.ifExists ?? false;
  }
  override get target(): unknown {
    return this.table;
  }
}
/** One column as CREATE TABLE writes it. */
export class CreateColumn extends DdlElement {
  readonly kind = "createColumn";
  readonly column: SchemaColumn;
  constructor(column: SchemaColumn) {
    super();
    this.column = column;
  }
  override get target(): unknown {
    return this.column;
  }
}
export class CreateIndex extends DdlElement {
  readonly kind = "createIndex";
  readonly index: Index;
  readonly ifNotExists: boolean;
  constructor(index: Index, options: IfNotExists = {}) {
    super();
    this.index = index;
    this.ifNotExists = options.ifNotExists ?? false;
  }
  override get target(): unknown {
    return this.index;
  }
}
export class DropIndex extends DdlElement {
  readonly kind = "dropIndex";
  readonly index: Index;
  readonly ifExists: boolean;
  constructor(index: Index, options: IfExists = {}) {
    super();
    this.index = index;
    this.ifExists = options.ifExists ?? false;
  }
  override get target(): unknown {
    return this.index;
  }
}
export class CreateSchema extends DdlElement {
  readonly kind = "createSchema";
  readonly name: string;
  readonly ifNotExists: boolean;
  constructor(name: string, options: IfNotExists = {}) {
    super();
    this.name = name;
    this.ifNotExists = options.ifNotExists ?? false;
  }
}
export class DropSchema extends DdlElement {
  readonly kind = "dropSchema";
  readonly name: string;
  readonly ifExists: boolean;
  readonly cascade: boolean;
  constructor(name: string, options: IfExists & Cascade = {}) {
    super();
    this.name = name;
    this.ifExists = options.ifExists ?? false;
    this.cascade = options.cascade ?? false;
  }
}
export class CreateSequence extends DdlElement {
  readonly kind = "createSequence";
  readonly sequence: Sequence;
  readonly ifNotExists: boolean;
  constructor(sequence: Sequence, options: IfNotExists = {}) {
    super();
    this.sequence = sequence;
    this.ifNotExists = options.ifNotExists ?? false;
  }
  override get target(): unknown {
    return this.sequence;
  }
}
export class DropSequence extends DdlElement {
  readonly kind = "dropSequence";
  readonly sequence: Sequence;
  readonly ifExists: boolean;
  constructor(sequence: Sequence, options: IfExists = {}) {
    super();
    this.sequence = sequence;
    this.ifExists = options.ifExists ?? false;
  }
  override get target(): unknown {
    return this.sequence;
  }
}
/** ALTER TABLE … ADD CONSTRAINT. The constraint is then left out of CREATE TABLE. */
export class AddConstraint extends DdlElement {
  readonly kind = "addConstraint";
  readonly constraint: Constraint;
  constructor(constraint: Constraint, options: { isolateFromTable?: boolean } = {}) {
    super();
    this.constraint = constraint;
    if (options.isolateFromTable !== false) constraint.addedLater = true;
  }
  override get target(): unknown {
    return this.constraint;
  }
}
export class DropConstraint extends DdlElement {
  readonly kind = "dropConstraint";
  readonly constraint: Constraint;
  readonly ifExists: boolean;
  readonly cascade: boolean;
  constructor(constraint: Constraint, options: IfExists & Cascade & { isolateFromTable?: boolean } = {}) {
    super();
    this.constraint = constraint;
    this.ifExists = options.ifExists ?? false;
    this.cascade = options.cascade ?? false;
    if (options.isolateFromTable !== false) constraint.addedLater = true;
  }
  override get target(): unknown {
    return this.constraint;
  }
}
export class SetTableComment extends DdlElement {
  readonly kind = "setTableComment";
  readonly table: AnyTable;
  constructor(table: AnyTable) {
    super();
    this.table = table;
  }
  override get target(): unknown {
    return this.table;
  }
}
export class DropTableComment extends DdlElement {
  readonly kind = "dropTableComment";
  readonly table: AnyTable;
  constructor(table: AnyTable) {
    super();
    this.table = table;
  }
  override get target(): unknown {
    return this.table;
  }
}
export class SetColumnComment extends DdlElement {
  readonly kind = "setColumnComment";
  readonly column: SchemaColumn;
  constructor(column: object) {
    super();
    this.column = column as SchemaColumn;
  }
  override get target(): unknown {
    return this.column;
  }
}
export class DropColumnComment extends DdlElement {
  readonly kind = "dropColumnComment";
  readonly column: SchemaColumn;
  constructor(column: object) {
    super();
    this.column = column as SchemaColumn;
  }
  override get target(): unknown {
    return this.column;
  }
}
export class SetConstraintComment extends DdlElement {
  readonly kind = "setConstraintComment";
  readonly constraint: Constraint;
  constructor(constraint: Constraint) {
    super();
    this.constraint = constraint;
  }
  override get target(): unknown {
    return this.constraint;
  }
}
export class DropConstraintComment extends DdlElement {
  readonly kind = "dropConstraintComment";
  readonly constraint: Constraint;
  constructor(constraint: Constraint) {
    super();
    this.constraint = constraint;
  }
  override get target(): unknown {
    return this.constraint;
  }
}

export type DdlEvent = "beforeCreate" | "afterCreate" | "beforeDrop" | "afterDrop";

/** DDL of one's own, as text. `%(table)s`, `%(fullname)s` and `%(schema)s` stand for the names of its table, other tokens for `context`; `%%` for `%`. */
export class Ddl extends DdlElement {
  readonly kind = "ddl";
  readonly text: string;
  readonly context: Readonly<Record<string, string>>;
  private readonly table: AnyTable | null;
  constructor(text: string, context: Readonly<Record<string, string>> = {}, table: AnyTable | null = null) {
    super();
    if (typeof text !== "string") throw new ArgumentError("ddl() takes a string");
    this.text = text;
    this.context = context;
    this.table = table;
  }
  override get target(): AnyTable | null {
    return this.table;
  }
  /** The same for a table, whose names its tokens then stand for. */
  against(table: AnyTable): Ddl {
    const copy = new Ddl(this.text, this.context, table);
    return Object.assign(copy, { condition: (this as unknown as { condition: unknown }).condition });
  }
  /** Executes it whenever a table, or the tables of a metadata, are created or dropped. Returns what stops that. */
  on(target: AnyTable | MetaData, event: DdlEvent): () => void {
    return listenTo(
      target,
      event,
      (payload: { readonly connection: { readonly dialect: Dialect; execute(statement: DdlElement): PromiseLike<unknown> } }): unknown => {
        const statement = "tableName" in target ? this.against(target) : this;
        return statement.appliesTo(payload.connection.dialect) ? Promise.resolve(payload.connection.execute(statement)) : undefined;
      },
    );
  }
}
/**
 * DDL of one's own.
 * @example `ddl("CREATE TRIGGER t_%(table)s …").executeIf({ dialect: "postgresql" }).on(users, "afterCreate")`
 */
export function ddl(text: string, options: { context?: Readonly<Record<string, string>> } = {}): Ddl {
  return new Ddl(text, options.context);
}
