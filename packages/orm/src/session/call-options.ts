import { ArgumentError } from "@cupel/core";
import { didYouMean } from "@cupel/core/internal";

/**
 * What a call was told beside its arguments, by name: an option that does not exist would otherwise do nothing, in silence.
 *
 * @throws ArgumentError for one that does not exist, and for what is no object of options
 */
export function checkCallOptions(call: string, options: object, names: readonly string[]): void {
  if (typeof options !== "object" || options === null)
    throw new ArgumentError(`${call} takes an object of options last, { ${names.join(", ")} }, not ${JSON.stringify(options) ?? typeof options}.`);
  for (const name of Object.keys(options)) {
    if (!names.includes(name))
      throw new ArgumentError(
        `${call} has no option ${JSON.stringify(name)}.${didYouMean(name, names)} ${names.length === 1 ? `The only one is ${names[0]}` : `The options are ${names.join(", ")}`}.`,
      );
  }
}
