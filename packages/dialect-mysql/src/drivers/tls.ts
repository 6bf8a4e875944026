/** What `ssl-mode` and the files of a URL mean to the driver. */
import { readFileSync } from "node:fs";
import { ArgumentError } from "@cupel/core";
import type { CheckedOptions, SslFiles } from "./options.js";

/** Options of the driver's TLS, or null for a connection in plain text. A server that has no TLS is refused: nothing goes on in plain text. */
export function tlsOptions({ ssl, sslFiles }: Pick<CheckedOptions, "ssl" | "sslFiles">): Record<string, unknown> | null {
  // A connection of the driver changes the object that it is given.
  if (typeof ssl === "object") return { ...ssl };
  if (ssl === "disabled") return null;
  const files = { ...read("ca", "ssl-ca", sslFiles), ...read("cert", "ssl-cert", sslFiles), ...read("key", "ssl-key", sslFiles) };
  switch (ssl) {
    case "verify-identity":
      return { ...files, rejectUnauthorized: true, verifyIdentity: true };
    case "verify-ca":
      return { ...files, rejectUnauthorized: true };
    default:
      // A certificate of authority that is given is meant to be looked at.
      return { ...files, rejectUnauthorized: "ca" in files };
  }
}

function read(option: string, name: keyof SslFiles, files: SslFiles): Record<string, unknown> {
  const path = files[name];
  if (path === undefined) return {};
  try {
    return { [option]: readFileSync(path) };
  } catch (error) {
    throw new ArgumentError(`The file ${JSON.stringify(path)} of the argument "${name}" cannot be read: ${(error as Error).message}.`, {
      cause: error,
    });
  }
}
