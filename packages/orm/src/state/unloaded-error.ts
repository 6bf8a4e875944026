import { DetachedInstanceError, type InvalidRequestError, UnloadedAttributeError } from "@cupel/core";
import type { ColumnAttribute } from "../mapping/column-attribute.js";
import type { RelationshipProperty } from "../mapping/relationship.js";
import type { InstanceState } from "./instance-state.js";

/** What a loader may keep with an object to forbid an attribute (`raiseLoad`). */
interface RaisingContext {
  raises?(attribute: RelationshipProperty | ColumnAttribute): boolean | string;
}

/** Whether what is not loaded must not be had at all: not even a reference whose target the session has. */
export function isForbidden(state: InstanceState, attribute: ColumnAttribute | RelationshipProperty): boolean {
  const context = state.loadContext as RaisingContext | null;
  if (context?.raises !== undefined) return context.raises(attribute) === true;
  return attribute.kind === "relationship" && attribute.lazy === "raise";
}

/** What to throw where reading would need the database. */
export function unloadedError(state: InstanceState, attribute: ColumnAttribute | RelationshipProperty, why?: string): InvalidRequestError {
  const { mapper } = state;
  const name = `${mapper.name}.${attribute.key}`;
  const variable = mapper.name.charAt(0).toLowerCase() + mapper.name.slice(1);
  const path = `${mapper.name}.c.${attribute.key}`;
  const reason = why === undefined ? "" : `; ${why}`;
  const object = state.describe();
  const option = attribute.kind === "relationship" ? `selectInLoad(${path})` : `undefer(${path})`;
  const eager =
    attribute.kind === "relationship"
      ? `.options(${option})`
      : attribute.deferred
        ? `.options(${option})`
        : `.options(loadOnly(…, ${path})), or leave loadOnly out`;
  const again =
    attribute.kind === "relationship"
      ? `await session.load(${variable}, ${option})`
      : `await session.refresh(${variable}, ["${attribute.key}"])`;
  if (state.session === null) {
    return new DetachedInstanceError(
      `${name} of ${object} is not loaded, and the object belongs to no session that could load it${reason}. Load it while the session is open: in the query, by ${eager}, or before the session closes, by \`await ${variable}.awaitableAttrs.${attribute.key}\`; or put the object into a session first, by session.add(${variable}), and then \`${again}\`.`,
    );
  }
  const forbidden = isForbidden(state, attribute) ? ` (raiseLoad forbids it here)` : "";
  return new UnloadedAttributeError(
    `${name} of ${object} is not loaded${forbidden}${reason}, and reading an attribute never sends a statement. Load it in the query, by ${eager}; or here, by \`await ${variable}.awaitableAttrs.${attribute.key}\`; or for objects in hand, by \`${again}\`.`,
  );
}
