/** Which copies of this package live in the process: where two do, their objects do not know each other, and a message can name both. */
const COPIES: unique symbol = Symbol.for("cupel.copies") as never;

function copies(): Set<string> {
  const host = globalThis as { [COPIES]?: Set<string> };
  host[COPIES] ??= new Set();
  return host[COPIES];
}
copies().add(import.meta.url);

/** The sentence for a message about an object of another copy. */
export function twoCopies(what: string): string {
  const places = [...copies()].map((url) => url.replace(/\/(?:dist|src)\/.*$/, ""));
  const named = [...new Set(places)].join(" and ");
  return (
    `There are two copies of @cupel/core in this process, and ${what.charAt(0).toLowerCase()}${what.slice(1)} was made by another than the one that met it. Loaded are ${named}. ` +
    'Let one remain: see "npm ls @cupel/core", run "npm dedupe", and have dialects and libraries name @cupel/core as a peer dependency.'
  );
}
