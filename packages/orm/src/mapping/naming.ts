/** How a property's name becomes that of its column. */
import { ArgumentError } from "@cupel/core";

export type ColumnNaming = "snake_case" | "camelCase" | ((property: string) => string);

/** `createdAt` → `created_at`, `userID` → `user_id`, `HTMLBody` → `html_body`. */
export function snakeCase(property: string): string {
  return property
    .replace(/(\p{Lu}+)(\p{Lu}\p{Ll})/gu, "$1_$2")
    .replace(/([\p{Ll}\d])(\p{Lu})/gu, "$1_$2")
    .toLowerCase();
}

/** @throws ArgumentError for a word that is no way of naming */
export function columnNamer(naming: ColumnNaming): (property: string) => string {
  if (typeof naming === "function") return naming;
  if (naming === "snake_case") return snakeCase;
  if (naming === "camelCase") return (property) => property;
  throw new ArgumentError(
    `declarativeBase(): columnNaming ${JSON.stringify(naming)} is none; give "snake_case", "camelCase" or a function of the property's name.`,
  );
}
