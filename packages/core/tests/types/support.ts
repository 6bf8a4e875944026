import { defaultCapabilities } from "../../src/engine/capabilities.js";
import type { Dialect } from "../../src/engine/dialect.js";
import type { TypeEngine } from "../../src/types/engine.js";

/** As much of a dialect as types ask for. */
export const plain = {
  name: "plain",
  capabilities: { ...defaultCapabilities, nativeBoolean: true },
  adaptType: (type: unknown) => type,
} as unknown as Dialect;
export const other = {
  name: "other",
  capabilities: { ...defaultCapabilities, nativeBoolean: false },
  adaptType: (type: unknown) => type,
} as unknown as Dialect;
export const bind = (type: TypeEngine<unknown>, value: unknown, dialect = plain): unknown => {
  const processor = type.bindProcessor(dialect);
  return processor === null ? value : processor(value);
};
export const result = (type: TypeEngine<unknown>, value: unknown, dialect = plain): unknown => {
  const processor = type.resultProcessor(dialect);
  return processor === null ? value : processor(value);
};
