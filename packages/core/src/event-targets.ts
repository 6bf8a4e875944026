/**
 * Targets of events that other packages add, by declaration merging: each gives, under a name of its own, the events that a target of type
 * `T` has, or `never`. Re-exported by `export *`, because only then can `declare module "@cupel/core"` reach it.
 */
// biome-ignore lint/suspicious/noEmptyInterface: it is there to be merged with
// biome-ignore lint/correctness/noUnusedVariables: every merged declaration must name the same parameter
export interface EventTargets<T> {}
