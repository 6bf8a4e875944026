import { CompileError } from "@cupel/core";
import { describe, expect, it } from "vitest";
import { mssql } from "../src/index.js";

const { identifiers } = mssql();

describe("names", () => {
  it.each([
    ["plain", "plain"],
    ["a$b", "a$b"],
    ["_x1", "_x1"],
    ["Mixed", "[Mixed]"],
    ["has space", "[has space]"],
    ["1st", "[1st]"],
    ["order", "[order]"],
    ["identity", "[identity]"],
    ["limit", "limit"],
    ["#temp", "[#temp]"],
    ["a]b", "[a]]b]"],
    ["größe", "[größe]"],
  ])("%s is written %s", (name, written) => expect(identifiers.quote(name)).toBe(written));

  it.each([
    ["dbo", "dbo"],
    ["db.dbo", "db.dbo"],
    ["My.Own", "[My].[Own]"],
    ["[my.db].owner", "[my.db].owner"],
    ["[foo.dbo]", "[foo.dbo]"],
    ["abc.def.efg.hij", "[abc.def.efg].hij"],
    ["[abc].[def].[efg].[hij]", "[abc].[def].[efg].hij"],
    ["[a]]b].c", "[a]]b].c"],
  ])("the schema %s is written %s", (schema, written) => expect(identifiers.quoteSchema(schema)).toBe(written));

  it.each(["", ".", "db.", "[open"])("%j is no schema", (schema) => expect(() => identifiers.quoteSchema(schema)).toThrow(CompileError));
  it("no name holds NUL", () => expect(() => identifiers.quote("a\0b")).toThrow(CompileError));
});
