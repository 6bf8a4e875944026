/** How SQL reaches into JSON by a path of text. */

/** The path of some steps, names and positions: `$."name"[0]`. A negative position counts from the end, as SQLite writes it: `[#-1]`. */
export function jsonPathText(steps: readonly unknown[]): string {
  return `$${steps.map((step) => (typeof step === "number" ? (step < 0 ? `[#${step}]` : `[${step}]`) : `.${JSON.stringify(String(step))}`)).join("")}`;
}
