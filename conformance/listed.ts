/**
 * The differences that are meant, read from the document that explains them. A row of a table is taken when the table's heading begins with
 * "cases": case ids in backticks, the dialects they are meant for ("all" or names), and the reason. A row of more than five cases must link to a
 * heading of the document, under which a paragraph says more.
 */
export interface Listing {
  readonly ids: readonly string[];
  readonly dialects: readonly string[];
  readonly reason: string;
}

const anchor = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s-]/gu, "")
    .trim()
    .replace(/\s/g, "-");

/** @throws Error when a row is not as it should be */
export const parseListings = (markdown: string): Listing[] => {
  const lines = markdown.split("\n");
  const explained = new Map<string, string>();
  let current: string | undefined;
  for (const line of lines) {
    const heading = /^#{2,6}\s+(.*)$/.exec(line);
    if (heading?.[1] !== undefined) explained.set((current = anchor(heading[1])), "");
    else if (current !== undefined && line.trim() !== "" && !line.startsWith("|"))
      explained.set(current, `${explained.get(current)}${line} `);
  }
  const listings: Listing[] = [];
  let inside = false;
  for (const [index, line] of lines.entries()) {
    if (!line.startsWith("|")) {
      inside = false;
      continue;
    }
    const cells = line
      .replace(/^\||\|\s*$/g, "")
      .split(/(?<!\\)\|/)
      .map((cell) => cell.trim());
    if (!inside) {
      inside = cells[0]?.toLowerCase().startsWith("cases") ?? false;
      if (!inside) continue;
      continue;
    }
    if (cells.every((cell) => /^:?-+:?$/.test(cell))) continue;
    const [names = "", where = "", ...reasons] = cells;
    const ids = [...names.matchAll(/`([^`]+)`/g)].map(([, id]) => id!);
    const reason = reasons.join(" ").trim();
    const at = `line ${index + 1}`;
    if (ids.length === 0) throw new Error(`${at}: a row of differences names no case in backticks`);
    if (where === "") throw new Error(`${at}: the row of ${ids[0]} names no dialect ("all", or names)`);
    if (reason.length < 20) throw new Error(`${at}: the row of ${ids[0]} gives no reason`);
    if (ids.length > 5) {
      const target = /\]\(#([^)]+)\)/.exec(reason)?.[1];
      if (target === undefined || (explained.get(target)?.length ?? 0) < 80) {
        throw new Error(
          `${at}: a row of ${ids.length} cases must link to a heading of the document with a paragraph that explains them: [why](#heading)`,
        );
      }
    }
    listings.push({ ids, dialects: where.split(/[\s,]+/), reason });
  }
  return listings;
};

export const findListing = (listings: readonly Listing[], id: string, dialect: string): Listing | undefined =>
  listings.find((each) => each.ids.includes(id) && (each.dialects.includes("all") || each.dialects.includes(dialect)));
