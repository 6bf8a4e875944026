/** What `sslmode` and the files of a URL mean to `node:tls`. */
import { readFileSync } from "node:fs";
import { ArgumentError } from "@cupel/core";
import type { CheckedOptions, SslFiles } from "./options.js";

/** Options of `node:tls`, or false for a connection in plain text. The modes `allow` and `prefer` begin encrypted or plain, and may go on otherwise. */
export function tlsOptions({ ssl, sslFiles }: Pick<CheckedOptions, "ssl" | "sslFiles">): false | Record<string, unknown> {
  if (typeof ssl === "object") return { ...ssl };
  if (ssl === "disable" || ssl === "allow") return false;
  const files = {
    ...read("ca", "sslrootcert", sslFiles),
    ...read("cert", "sslcert", sslFiles),
    ...read("key", "sslkey", sslFiles),
  };
  if (ssl === "verify-full") return files;
  // A certificate of authority that is given is meant to be looked at.
  if (ssl === "verify-ca" || (ssl === "require" && "ca" in files)) return { ...files, checkServerIdentity: () => undefined };
  return { ...files, rejectUnauthorized: false };
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
