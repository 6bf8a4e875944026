/**
 * Database URLs, after RFC 1738 and SQLAlchemy's reading of it: `scheme://user:password@host:port/database?argument=value`. The database of
 * an embedded engine is a path, so what stands behind the third slash is taken as it is.
 */
import { inspect } from "node:util";
import { ArgumentError } from "../errors.js";

/** The parts of a URL. */
export interface UrlParts {
  readonly drivername: string;
  readonly username?: string | null;
  readonly password?: string | null;
  readonly host?: string | null;
  readonly port?: number | null;
  readonly database?: string | null;
  readonly query?: Readonly<Record<string, string | readonly string[]>>;
}

/** Where a database is and how to reach it. Immutable; the password is shown only to who asks for it by name. */
export class URL {
  /** The whole scheme: `"postgresql+pg"`. */
  readonly drivername: string;
  readonly username: string | null;
  readonly host: string | null;
  readonly port: number | null;
  readonly database: string | null;
  /** The arguments; one that is given several times is a list. */
  readonly query: Readonly<Record<string, string | readonly string[]>>;
  readonly #password: string | null;

  private constructor(parts: UrlParts) {
    this.drivername = parts.drivername;
    this.username = parts.username ?? null;
    this.#password = parts.password ?? null;
    this.host = parts.host ?? null;
    this.port = parts.port ?? null;
    this.database = parts.database ?? null;
    this.query = Object.freeze({ ...parts.query });
    Object.freeze(this);
  }

  /** Makes a URL from its parts, none of them escaped. */
  static create(parts: UrlParts): URL {
    if (typeof parts.drivername !== "string" || !/^[a-zA-Z][a-zA-Z0-9+._-]*$/.test(parts.drivername)) {
      throw new ArgumentError(
        `A URL needs the name of a dialect as drivername, such as "sqlite", not ${JSON.stringify(parts.drivername)}.`,
      );
    }
    return new URL(parts);
  }

  get password(): string | null {
    return this.#password;
  }
  /** The part of the scheme before the plus: `"postgresql"`. */
  get dialectName(): string {
    return this.drivername.split("+", 1)[0] as string;
  }
  /** The part of the scheme behind the plus, if there is one. */
  get driverName(): string | null {
    const plus = this.drivername.indexOf("+");
    return plus === -1 ? null : this.drivername.slice(plus + 1);
  }

  /** A copy with other parts. */
  set(parts: Partial<UrlParts>): URL {
    return URL.create({ ...this.#parts(), ...parts });
  }
  /** A copy with arguments added or replaced. */
  updateQuery(query: Readonly<Record<string, string | readonly string[]>>): URL {
    return this.set({ query: { ...this.query, ...query } });
  }
  /** A copy without some of the arguments. */
  withoutQuery(...names: readonly string[]): URL {
    return this.set({ query: Object.fromEntries(Object.entries(this.query).filter(([name]) => !names.includes(name))) });
  }
  /** Whether two URLs say the same. */
  equals(other: URL): boolean {
    return this.render({ hidePassword: false }) === other.render({ hidePassword: false });
  }

  /**
   * The URL as text.
   *
   * @param options `hidePassword: false` shows the password; without it there are three stars.
   */
  render(options: { readonly hidePassword?: boolean } = {}): string {
    let text = `${this.drivername}://`;
    if (this.username !== null || this.#password !== null) {
      text += escape(this.username ?? "");
      if (this.#password !== null) text += `:${options.hidePassword === false ? escape(this.#password) : "***"}`;
      text += "@";
    }
    if (this.host !== null) text += this.host.includes(":") ? `[${this.host}]` : this.host;
    if (this.port !== null) text += `:${this.port}`;
    if (this.database !== null) text += `/${this.database.replace(/[?%#]/g, encodeURIComponent)}`;
    const query = Object.entries(this.query).flatMap(([name, value]) =>
      (typeof value === "string" ? [value] : value).map((one) => `${escape(name)}=${escape(one)}`),
    );
    return query.length > 0 ? `${text}?${query.join("&")}` : text;
  }
  /** The URL as text, without its password. */
  toString(): string {
    return this.render();
  }
  toJSON(): string {
    return this.render();
  }
  [inspect.custom](): string {
    return this.render();
  }

  #parts(): UrlParts {
    return {
      drivername: this.drivername,
      username: this.username,
      password: this.#password,
      host: this.host,
      port: this.port,
      database: this.database,
      query: this.query,
    };
  }
}

function escape(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}

const example = 'Write it as "sqlite:///file.db" or "postgresql://user:password@host/database".';

/**
 * Reads a URL; one that is a `URL` already is given back.
 *
 * @throws ArgumentError if it cannot be one. The message never shows a password.
 */
export function makeUrl(url: string | URL): URL {
  if (url instanceof URL) return url;
  if (typeof url !== "string")
    throw new ArgumentError(`A database URL must be a string or a URL, not ${url === null ? "null" : typeof url}. ${example}`);
  if (url.trim() === "") throw new ArgumentError(`The database URL is empty. ${example}`);
  const scheme = /^([a-zA-Z][a-zA-Z0-9+._-]*):\/\//.exec(url);
  if (scheme === null) {
    throw new ArgumentError(
      `${JSON.stringify(withoutPassword(url))} is no database URL: it does not begin with a dialect and "://". ${example}`,
    );
  }
  let rest = url.slice(scheme[0].length);
  const query: Record<string, string | string[]> = {};
  const question = rest.indexOf("?");
  if (question !== -1) {
    readQuery(rest.slice(question + 1), query, url);
    rest = rest.slice(0, question);
  }
  const slash = rest.indexOf("/");
  // A password may hold slashes: the last @ before the path ends the credentials.
  const at = credentialsEnd(rest, slash);
  let username: string | null = null;
  let password: string | null = null;
  if (at !== -1) {
    const credentials = rest.slice(0, at);
    const colon = credentials.indexOf(":");
    username = unescape(colon === -1 ? credentials : credentials.slice(0, colon), url);
    if (colon !== -1) password = unescape(credentials.slice(colon + 1), url);
    rest = rest.slice(at + 1);
  }
  const pathStart = rest.indexOf("/");
  const authority = pathStart === -1 ? rest : rest.slice(0, pathStart);
  const path = pathStart === -1 ? null : unescape(rest.slice(pathStart + 1), url);
  const place = /^(?:\[([^\]]*)\]|([^:]*))(?::(.*))?$/.exec(authority);
  if (place === null) throw malformed(url, `the host ${JSON.stringify(authority)} cannot be read; an IPv6 address stands in brackets`);
  const host = place[1] ?? place[2] ?? "";
  return URL.create({
    drivername: scheme[1] as string,
    username: username === "" ? null : username,
    password,
    host: host === "" ? null : unescape(host, url),
    port: place[3] === undefined || place[3] === "" ? null : readPort(place[3], url),
    database: path === null || path === "" ? null : path,
    query,
  });
}

function credentialsEnd(rest: string, slash: number): number {
  const at = rest.lastIndexOf("@");
  if (at === -1 || slash === -1 || at < slash) return at;
  const before = rest.slice(0, slash);
  // "sqlite:///me@home.db": an @ behind a slash belongs to the path, unless credentials have begun.
  return before.includes(":") && !before.includes("@") && !/^\[|^[^:]*:\d*$/.test(before) ? at : before.lastIndexOf("@");
}

function readQuery(text: string, query: Record<string, string | string[]>, url: string): void {
  for (const pair of text.split("&")) {
    if (pair === "") continue;
    const equals = pair.indexOf("=");
    const name = unescape((equals === -1 ? pair : pair.slice(0, equals)).replaceAll("+", " "), url);
    const value = equals === -1 ? "" : unescape(pair.slice(equals + 1).replaceAll("+", " "), url);
    const present = query[name];
    query[name] = present === undefined ? value : typeof present === "string" ? [present, value] : [...present, value];
  }
}

function readPort(text: string, url: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535)
    throw malformed(
      url,
      `the port ${JSON.stringify(text)} is no number up to 65535. A password that holds "@", ":" or "/" must be percent-encoded`,
    );
  return port;
}

function unescape(text: string, url: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw malformed(url, `a "%" is not followed by two hexadecimal digits; write a percent sign as "%25"`);
  }
}

function malformed(url: string, why: string): ArgumentError {
  return new ArgumentError(`The database URL ${JSON.stringify(withoutPassword(url))} is malformed: ${why}.`);
}

/** Whatever stands between a colon and the last @ might be a password. */
function withoutPassword(url: string): string {
  return url.replace(/^([a-zA-Z][\w+.-]*:\/\/)?([^:@/]*):(.*)@/s, "$1$2:***@");
}
