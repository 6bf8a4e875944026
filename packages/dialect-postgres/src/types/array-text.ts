/**
 * Arrays as PostgreSQL writes them: `{1,NULL,"two words",{3}}`. See "Array Input and Output Syntax" in its manual. Pure functions.
 */
import { bytesText } from "./bytes-text.js";

/** What stands in an array, once its type has made it what a driver takes. */
export type ArrayItem = string | number | bigint | boolean | Uint8Array | null | readonly ArrayItem[];

/** The text of an array. Every string is quoted, so that none can be taken for NULL, a brace or a comma. */
export function formatArray(items: readonly ArrayItem[]): string {
  return `{${items.map(formatItem).join(",")}}`;
}

function formatItem(item: ArrayItem): string {
  if (item === null) return "NULL";
  if (Array.isArray(item)) return formatArray(item as readonly ArrayItem[]);
  if (item instanceof Uint8Array) return quoted(bytesText(item));
  if (typeof item === "boolean") return item ? "t" : "f";
  return typeof item === "string" ? quoted(item) : String(item);
}

function quoted(text: string): string {
  return `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
}

/** The items of an array's text, each as text; null where it is NULL. */
export type ParsedArray = (string | null | ParsedArray)[];

/** Reads the text of an array, also one whose lower bounds are written before it (`[2:3]={1,2}`). Null: the text is no array. */
export function parseArray(text: string): ParsedArray | null {
  let at = text.startsWith("[") ? text.indexOf("=") + 1 : 0;
  if (text[at] !== "{") return null;

  function list(): ParsedArray | null {
    const items: ParsedArray = [];
    at++;
    if (text[at] === "}") {
      at++;
      return items;
    }
    for (;;) {
      const item = text[at] === "{" ? list() : text[at] === '"' ? quotedItem() : plainItem();
      if (item === undefined) return null;
      items.push(item);
      const next = text[at++];
      if (next === "}") return items;
      if (next !== ",") return null;
    }
  }
  function quotedItem(): string | undefined {
    let item = "";
    for (at++; at < text.length; at++) {
      const char = text[at] as string;
      if (char === '"') {
        at++;
        return item;
      }
      item += char === "\\" ? (text[++at] ?? "") : char;
    }
    return undefined;
  }
  function plainItem(): string | null | undefined {
    let item = "";
    for (; at < text.length && text[at] !== "," && text[at] !== "}"; at++) item += text[at] === "\\" ? (text[++at] ?? "") : text[at];
    return item === "" ? undefined : item.toUpperCase() === "NULL" ? null : item;
  }

  const items = list();
  return at === text.length ? items : null;
}
