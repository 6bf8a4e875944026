/** What is left of options when those that Core knows are taken out. */
export type ExtraOptions = Readonly<Record<string, unknown>>;

/** Splits options into those that Core knows and those of dialects. */
export function extraOptions(options: object, known: readonly string[]): ExtraOptions {
  return Object.fromEntries(Object.entries(options).filter(([key, value]) => !known.includes(key) && value !== undefined));
}
