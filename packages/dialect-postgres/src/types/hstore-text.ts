/** HSTORE as its extension writes it: `"a"=>"1", "b"=>NULL`. Pure functions. */
export type HstoreValue = Readonly<Record<string, string | null>>;

const quoted = (text: string): string => `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
export function formatHstore(value: HstoreValue): string {
  return Object.entries(value)
    .map(([key, item]) => `${quoted(key)}=>${item === null ? "NULL" : quoted(item)}`)
    .join(",");
}

const pair = /\s*"((?:[^"\\]|\\.)*)"\s*=>\s*(?:"((?:[^"\\]|\\.)*)"|(NULL))\s*(?:,|$)/gsy;
const plain = (text: string): string => text.replace(/\\(.)/gs, "$1");
/** Null: the text is no hstore. */
export function parseHstore(text: string): Record<string, string | null> | null {
  const value: Record<string, string | null> = {};
  pair.lastIndex = 0;
  let end = 0;
  for (let match = pair.exec(text); match !== null; match = pair.exec(text)) {
    end = pair.lastIndex;
    const key = plain(match[1] as string);
    const item = match[3] === undefined ? plain(match[2] as string) : null;
    // A key like `__proto__` is a key like any other.
    Object.defineProperty(value, key, { value: item, enumerable: true, writable: true, configurable: true });
  }
  return end === text.length || text.slice(end).trim() === "" ? value : null;
}
