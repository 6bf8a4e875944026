/** The CHECK that a type asks for: that a text is one of the values of an enum, or a number is 0 or 1. */
import { BindParameter } from "../expression/bind.js";
import { operations } from "../expression/hooks.js";
import { IN } from "../expression/operators.js";
import { BooleanType } from "../types/boolean.js";
import { DecoratedType } from "../types/decorator.js";
import type { TypeEngine } from "../types/engine.js";
import { EnumType } from "../types/enum.js";
import { INTEGER } from "../types/t.js";
import type { SchemaColumn } from "./column.js";
import { CheckConstraint } from "./constraints.js";

export function typeConstraint(column: SchemaColumn): CheckConstraint | null {
  let type: TypeEngine<unknown> = column.type;
  while (type instanceof DecoratedType) type = type.impl;
  if (!(type instanceof EnumType || type instanceof BooleanType) || !type.createConstraint) return null;
  const values: readonly unknown[] =
    type instanceof EnumType ? type.values : [0, 1].map((value) => new BindParameter("param", value, INTEGER, true));
  const guarded = type;
  const check = new CheckConstraint(operations.contained(column, IN, values), guarded.name === null ? {} : { name: guarded.name });
  check.implicit = "type";
  check.ddlIf({
    when: ({ dialect }) =>
      guarded instanceof EnumType ? !(guarded.nativeEnum && dialect.capabilities.nativeEnum) : !dialect.capabilities.nativeBoolean,
  });
  return check;
}
