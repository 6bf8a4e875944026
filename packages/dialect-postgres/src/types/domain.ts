/** Domains: a type with a name, a default and conditions of its own. */

import type { Affinity, Processor } from "@cupel/core";
import { ArgumentError, type Expression, TypeEngine } from "@cupel/core";
import type { Dialect, OperatorLike } from "@cupel/core/internal";
import { PostgresDdl } from "./own-ddl.js";

export interface DomainOptions {
  readonly schema?: string;
  readonly collation?: string;
  /** The default: a literal string, or an expression. */
  readonly default?: string | Expression<unknown>;
  readonly notNull?: boolean;
  /** The name of the NOT NULL or CHECK. */
  readonly constraintName?: string;
  /** What VALUE must fulfil: a condition, or its SQL text. */
  readonly check?: string | Expression<boolean | null>;
  /** False: `createAll` and `dropAll` leave the domain alone. */
  readonly createType?: boolean;
}

export class DomainType<out V> extends TypeEngine<V> {
  readonly kind = "DOMAIN";
  readonly name: string;
  readonly baseType: TypeEngine<V>;
  readonly options: DomainOptions;
  constructor(name: string, baseType: TypeEngine<V>, options: DomainOptions) {
    super();
    if (typeof name !== "string" || name === "") throw new ArgumentError("domain() needs a name");
    if (!(baseType instanceof TypeEngine)) throw new ArgumentError(`domain("${name}") needs the type that it restricts`);
    this.name = name;
    this.baseType = baseType;
    this.options = options;
  }
  get schema(): string | null {
    return this.options.schema ?? null;
  }
  get createType(): boolean {
    return this.options.createType ?? true;
  }
  get affinity(): Affinity {
    return this.baseType.affinity;
  }
  override get isMutable(): boolean {
    return this.baseType.isMutable;
  }
  override get isWideInteger(): boolean {
    return this.baseType.isWideInteger;
  }
  protected override createBind(dialect: Dialect): Processor | null {
    return this.baseType.bindProcessor(dialect);
  }
  protected override createResult(dialect: Dialect): Processor | null {
    return this.baseType.resultProcessor(dialect);
  }
  protected override createLiteral(value: unknown, dialect: Dialect): string {
    return this.baseType.literal(value, dialect);
  }
  override resultOf(operator: OperatorLike, other: TypeEngine<unknown>): TypeEngine<unknown> {
    return this.baseType.resultOf(operator, other);
  }
  override coerce(operator: OperatorLike, value: unknown): TypeEngine<unknown> {
    return this.baseType.coerce(operator, value);
  }
  override equals(value: unknown, kept: unknown): boolean {
    return this.baseType.equals(value, kept);
  }
  override copy(value: unknown): unknown {
    return this.baseType.copy(value);
  }
  override restore(kept: unknown): unknown {
    return this.baseType.restore(kept);
  }
  protected override signature(): string {
    return `${this.schema ?? ""}.${this.name},${this.baseType.cacheIdentity}`;
  }
  override describe(): string {
    return this.name;
  }
}

/**
 * A domain.
 * @example `domain("posint", t.integer(), { notNull: true, check: "VALUE > 0" })`
 */
export function domain<V>(name: string, baseType: TypeEngine<V>, options: DomainOptions = {}): TypeEngine<V> {
  return new DomainType<V>(name, baseType, options);
}

function domainOf(type: TypeEngine<unknown>, doing: string): DomainType<unknown> {
  if (!(type instanceof DomainType)) throw new ArgumentError(`${doing} takes a domain, made by domain()`);
  return type as DomainType<unknown>;
}
/** CREATE DOMAIN. */
export class CreateDomainType extends PostgresDdl {
  readonly kind = "createDomainType";
  readonly type: DomainType<unknown>;
  constructor(type: TypeEngine<unknown>) {
    super();
    this.type = domainOf(type, "new CreateDomainType()");
  }
  override get target(): unknown {
    return this.type;
  }
}
/** DROP DOMAIN. */
export class DropDomainType extends PostgresDdl {
  readonly kind = "dropDomainType";
  readonly type: DomainType<unknown>;
  readonly ifExists: boolean;
  constructor(type: TypeEngine<unknown>, options: { readonly ifExists?: boolean } = {}) {
    super();
    this.type = domainOf(type, "new DropDomainType()");
    this.ifExists = options.ifExists ?? false;
  }
  override get target(): unknown {
    return this.type;
  }
}
