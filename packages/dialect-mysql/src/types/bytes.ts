/** Bytes of every size. */
import type { TypeEngine } from "@cupel/core";
import { LargeBinaryType } from "@cupel/core/internal";

const made = (kind: string): TypeEngine<Uint8Array> => new LargeBinaryType(null, kind);

/** TINYBLOB: up to 255 bytes. */
export function tinyblob(): TypeEngine<Uint8Array> {
  return made("TINYBLOB");
}
/** MEDIUMBLOB: up to 16 MiB. */
export function mediumblob(): TypeEngine<Uint8Array> {
  return made("MEDIUMBLOB");
}
/** LONGBLOB: up to 4 GiB. */
export function longblob(): TypeEngine<Uint8Array> {
  return made("LONGBLOB");
}
