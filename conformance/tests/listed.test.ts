import { describe, expect, test } from "vitest";
import { findListing, parseListings } from "../listed.js";

const table = (row: string, more = "") => `# D\n\n| cases | dialects | what and why |\n| --- | --- | --- |\n${row}\n\n${more}`;

describe("the table of differences", () => {
  test("a row lists cases for the dialects it names", () => {
    const listings = parseListings(table("| `a-1`, `a-2` | sqlite, mysql | the order is deterministic here |"));
    expect(findListing(listings, "a-2", "sqlite")?.reason).toBe("the order is deterministic here");
    expect(findListing(listings, "a-2", "mssql")).toBeUndefined();
    expect(findListing(listings, "a-3", "sqlite")).toBeUndefined();
  });
  test("other tables are left alone", () => {
    expect(parseListings("| there | here |\n| --- | --- |\n| `x` | `y` |\n")).toEqual([]);
  });
  test("a row without cases, dialect or reason is refused", () => {
    expect(() => parseListings(table("| a-1 | all | the order is deterministic here |"))).toThrow(/no case/);
    expect(() => parseListings(table("| `a-1` | | the order is deterministic here |"))).toThrow(/no dialect/);
    expect(() => parseListings(table("| `a-1` | all | because |"))).toThrow(/no reason/);
  });
  test("more than five cases need a paragraph", () => {
    const six = "`a-1` `a-2` `a-3` `a-4` `a-5` `a-6`";
    expect(() => parseListings(table(`| ${six} | all | the order is deterministic here |`))).toThrow(/paragraph/);
    expect(() => parseListings(table(`| ${six} | all | [deterministic order](#order) |`, "## Order\n\nShort."))).toThrow(/paragraph/);
    const paragraph = "Rows come in the order of their keys, since two runs of one program should send the same statements.";
    expect(parseListings(table(`| ${six} | all | [deterministic order](#order) |`, `## Order\n\n${paragraph}`))).toHaveLength(1);
  });
});
