import { ArgumentError, didYouMean } from "./errors.js";

/**
 * What a call was told beside its arguments, by name: an option that does not exist would otherwise do nothing, in silence.
 *
 * @param call what is called, as the program writes it: `withForUpdate()`
 * @throws ArgumentError for an option that does not exist, naming those that do, and for what is no object of options
 */
export function checkOptions(call: string, options: object | undefined, known: readonly string[]): void {
  if (options === undefined) return;
  if (typeof options !== "object" || options === null)
    throw new ArgumentError(
      `${call} takes an object of options, { ${known.join(", ")} }, not ${JSON.stringify(options) ?? typeof options}.`,
    );
  for (const name of Object.keys(options)) if (!known.includes(name)) throw unknownOption(call, name, known);
}

/** The refusal of an option that does not exist. */
export function unknownOption(call: string, name: string, known: readonly string[]): ArgumentError {
  return new ArgumentError(
    `${call} has no option ${JSON.stringify(name)}.${didYouMean(name, known)} ${known.length === 1 ? `The only one is ${known[0]}` : `The options are ${known.join(", ")}`}.`,
  );
}
