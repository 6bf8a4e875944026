/** Bytes as PostgreSQL writes them: `\x00ff`. Pure functions. */
import { hexOf } from "@cupel/core/internal";

export function bytesText(bytes: Uint8Array): string {
  return `\\x${hexOf(bytes)}`;
}

/** Bytes from hexadecimal text, or from the older escape form (`\000` and `\\`). Null: the text is neither. */
export function parseBytes(text: string): Uint8Array | null {
  if (text.startsWith("\\x")) {
    const digits = text.slice(2);
    if (digits.length % 2 !== 0 || !/^[0-9a-fA-F]*$/.test(digits)) return null;
    return Uint8Array.from({ length: digits.length / 2 }, (_, index) => Number.parseInt(digits.slice(index * 2, index * 2 + 2), 16));
  }
  const bytes: number[] = [];
  for (const [token] of text.matchAll(/\\\\|\\[0-3][0-7]{2}|[^\\]|\\/g)) {
    if (token === "\\\\") bytes.push(0x5c);
    else if (token === "\\") return null;
    else if (token.startsWith("\\")) bytes.push(Number.parseInt(token.slice(1), 8));
    else bytes.push(token.charCodeAt(0));
  }
  return Uint8Array.from(bytes);
}
