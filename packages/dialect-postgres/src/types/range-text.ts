/** Ranges and multiranges as PostgreSQL writes them: `[1,5)`, `("a b",)`, `empty`, `{[1,2),[4,5)}`. Pure functions. */
import { Range, type RangeBounds } from "./range.js";

/** The text of a range; `point` makes the text of an end. */
export function formatRange(range: Range<unknown>, point: (value: unknown) => string): string {
  if (range.isEmpty) return "empty";
  const end = (value: unknown): string => (value === null ? "" : `"${point(value).replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`);
  return `${range.bounds[0]}${end(range.lower)},${end(range.upper)}${range.bounds[1]}`;
}

interface Place {
  readonly text: string;
  at: number;
}

/** One end: null where there is none, undefined where the text is no range. */
function endAt(place: Place): string | null | undefined {
  const { text } = place;
  let end: string | null = null;
  let quoted = false;
  for (; place.at < text.length; place.at++) {
    const char = text[place.at] as string;
    if (char === "\\") end = (end ?? "") + (text[++place.at] ?? "");
    else if (char === '"') {
      // A doubled quote within quotes is a quote.
      if (quoted && text[place.at + 1] === '"') {
        end = `${end ?? ""}"`;
        place.at++;
      } else {
        quoted = !quoted;
        end ??= "";
      }
    } else if (!quoted && (char === "," || char === ")" || char === "]")) return end;
    else end = (end ?? "") + char;
  }
  return undefined;
}

function rangeAt(place: Place, point: (text: string) => unknown): Range<unknown> | null {
  const open = place.text[place.at++];
  if (open !== "[" && open !== "(") return null;
  const lower = endAt(place);
  if (lower === undefined || place.text[place.at++] !== ",") return null;
  const upper = endAt(place);
  const close = place.text[place.at++];
  if (upper === undefined || (close !== "]" && close !== ")")) return null;
  return new Range(lower === null ? null : point(lower), upper === null ? null : point(upper), `${open}${close}` as RangeBounds);
}

/** The range that a text names. Null: the text is none. */
export function parseRange(text: string, point: (text: string) => unknown): Range<unknown> | null {
  if (text === "empty") return Range.empty();
  const place = { text, at: 0 };
  const range = rangeAt(place, point);
  return place.at === text.length ? range : null;
}

export function formatMultirange(ranges: readonly Range<unknown>[], point: (value: unknown) => string): string {
  return `{${ranges.map((range) => formatRange(range, point)).join(",")}}`;
}
export function parseMultirange(text: string, point: (text: string) => unknown): Range<unknown>[] | null {
  if (!text.startsWith("{") || !text.endsWith("}")) return null;
  const ranges: Range<unknown>[] = [];
  const place = { text, at: 1 };
  while (place.at < text.length - 1) {
    const range = rangeAt(place, point);
    if (range === null) return null;
    ranges.push(range);
    if (text[place.at] === ",") place.at++;
  }
  return ranges;
}
