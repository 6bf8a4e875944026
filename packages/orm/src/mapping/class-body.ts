/** What the body of a class may not do, found before its first object is made. */
import { ArgumentError } from "@cupel/core";
import { instanceMembers } from "./class-source.js";
import type { EntityClass, Mapper } from "./mapper.js";

/** Whether loading an object runs the constructors of its class; `"auto"` where they take no arguments. */
export type Construct = "auto" | "always" | "never";

/** @throws ArgumentError if a field of the body would hide an attribute, or a column would hide what the body has */
export function checkClassBody(constructor: EntityClass, mapper: Mapper): void {
  for (const { key } of mapper.columns) {
    if (key === "constructor" || !Object.hasOwn(constructor.prototype as object, key)) continue;
    throw new ArgumentError(
      `"${key}" in the body of class ${constructor.name} would never be seen: it is a column too, whose value every object has as a property of its own. Call it otherwise; to change what is assigned, use validates(${constructor.name}, "${key}", …).`,
    );
  }
  for (const field of instanceMembers(constructor).fields) {
    if (!mapper.attributes.has(field)) continue;
    throw new ArgumentError(
      `The field "${field}" in the body of class ${constructor.name} hides ${constructor.name}.${field}: it is initialised last, and wipes what was loaded or given. Leave it out (the property is there without it), or write \`declare ${field}: …\`.`,
    );
  }
}

/**
 * Whether loading runs `new User()`. A constructor that wants arguments is not run, and then nothing could initialise the fields and private
 * members of the class.
 *
 * @throws ArgumentError if there are such members
 */
export function runsConstructors(constructor: EntityClass, construct: Construct): boolean {
  if (construct === "always" || (construct === "auto" && constructor.length === 0)) return true;
  const { fields, privates } = instanceMembers(constructor);
  const [first] = [...privates, ...fields];
  if (first === undefined) return false;
  const why =
    construct === "never"
      ? `{ construct: "never" } keeps the constructor of ${constructor.name} from running`
      : `The constructor of ${constructor.name} takes arguments, so it is not run`;
  throw new ArgumentError(
    `${why} when an object is loaded, but "${first}" in the body of the class is initialised by it alone. Let the constructor take no arguments and make new objects in a static method, take "${first}" out of the body, or say { construct: "always" } if the constructor can do without its arguments.`,
  );
}
