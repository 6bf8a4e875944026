export * from "@cupel/core";
