import type { Connection } from "@cupel/core";
import type { Capabilities } from "@cupel/core/internal";

/** What the database at the other end can do. */
export function capabilitiesOf(connection: Connection): Capabilities {
  return connection.dialect.capabilities;
}
