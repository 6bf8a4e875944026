import { ArgumentError } from "@cupel/core";
import { didYouMean } from "@cupel/core/internal";

/** What is done to an object is also done to those a relationship leads to. */
export interface Cascade {
  readonly saveUpdate: boolean;
  readonly merge: boolean;
  readonly expunge: boolean;
  readonly delete: boolean;
  readonly deleteOrphan: boolean;
  readonly refreshExpire: boolean;
}

const NAMES: Readonly<Record<string, readonly (keyof Cascade)[]>> = {
  "save-update": ["saveUpdate"],
  merge: ["merge"],
  expunge: ["expunge"],
  delete: ["delete"],
  "delete-orphan": ["deleteOrphan"],
  "refresh-expire": ["refreshExpire"],
  all: ["saveUpdate", "merge", "expunge", "delete", "refreshExpire"],
  none: [],
};

/**
 * Reads `"all, delete-orphan"`. Without a word, `save-update, merge`, as SQLAlchemy; a view-only relationship cascades nothing.
 *
 * @param where names the relationship in the message
 * @throws ArgumentError for a word that is no cascade
 */
export function parseCascade(text: string | undefined, where: string): Cascade {
  const cascade: Record<keyof Cascade, boolean> = {
    saveUpdate: false,
    merge: false,
    expunge: false,
    delete: false,
    deleteOrphan: false,
    refreshExpire: false,
  };
  const words = (text ?? "save-update, merge")
    .split(",")
    .map((word) => word.trim())
    .filter((word) => word !== "");
  for (const word of words) {
    const flags = Object.hasOwn(NAMES, word) ? NAMES[word] : undefined;
    if (flags === undefined)
      throw new ArgumentError(
        `${where}: "${word}" is no cascade.${didYouMean(word, Object.keys(NAMES))} There are ${Object.keys(NAMES).join(", ")}.`,
      );
    for (const flag of flags) cascade[flag] = true;
  }
  return cascade;
}
