/**
 * What the body of a class declares, read from its source text: the fields, which are initialised only if a constructor runs, and which
 * would hide columns of the same name. Not a parser of JavaScript: a scanner that knows strings, templates, comments, regular expressions
 * and brackets, which is enough to find where one member of a class ends and the next begins.
 */

/** The members of a class body that only a constructor can give to an object. */
export interface InstanceMembers {
  /** The names of public fields; computed names are left out. */
  readonly fields: readonly string[];
  /** `#private` fields, methods and accessors. */
  readonly privates: readonly string[];
}

/** Reads the source of a class (`Function.prototype.toString`). */
export function instanceMembers(constructor: Function): InstanceMembers {
  return new ClassScanner(Function.prototype.toString.call(constructor)).scan();
}

const OPENING = "([{";
const CLOSING = ")]}";
const IDENTIFIER = /[\p{ID_Continue}$\u200c\u200d]/u;
/** After these a slash begins a regular expression. */
const BEFORE_PATTERN = /(?:[(,=:[!&|?{};+\-*%~^<>]|\b(?:return|typeof|instanceof|in|of|new|delete|void|throw|await|yield|case))$/;
/** After these a line break does not end an initialiser, nor does it before what can only continue one. */
const EXPECTS_MORE = /(?:[(,=:[!&|?{+\-*/%~^<>.]|\b(?:typeof|instanceof|in|new|delete|void|await|yield))$/;
const CONTINUES = /^(?:[.,?:+\-*/%&|^<>=([`]|in\b|instanceof\b)/;

class ClassScanner {
  readonly #text: string;
  #at = 0;
  /** Where the last piece that is neither blank nor comment ended. */
  #said = 0;

  constructor(text: string) {
    this.#text = text;
  }

  scan(): InstanceMembers {
    const fields: string[] = [];
    const privates: string[] = [];
    // The heritage may hold braces of its own, but only inside brackets: `extends Base.table("users", { … })`.
    this.#skipUntil((char) => char === "{");
    this.#at++;
    for (;;) {
      this.#skipBlank();
      const char = this.#text[this.#at];
      if (char === undefined || char === "}") return { fields, privates };
      if (char === ";") this.#at++;
      else this.#member(fields, privates);
    }
  }

  #member(fields: string[], privates: string[]): void {
    let isStatic = false;
    let name = "";
    for (;;) {
      this.#skipBlank();
      if (this.#text[this.#at] === "*") {
        this.#at++;
        continue;
      }
      if (this.#text[this.#at] === "{") {
        this.#skipBracket();
        return;
      }
      name = this.#name();
      this.#skipBlank();
      const isModifier =
        ["static", "async", "get", "set", "accessor"].includes(name) && /[\p{ID_Start}$_#"'[*{\d]/u.test(this.#text[this.#at] ?? "");
      if (!isModifier) break;
      if (name === "static") isStatic = true;
    }
    const isMethod = this.#text[this.#at] === "(";
    if (isMethod) {
      this.#skipBracket();
      this.#skipBlank();
      this.#skipBracket();
    } else if (this.#text[this.#at] === "=") {
      this.#said = ++this.#at;
      this.#skipInitialiser();
    }
    if (isStatic) return;
    if (name.startsWith("#")) privates.push(name);
    else if (!isMethod && name !== "") fields.push(name);
  }

  /** An identifier, `#name`, string or number; "" for a computed name. Always moves on, so that strange text ends the scan and not the program. */
  #name(): string {
    const start = this.#at;
    const char = this.#text[start]!;
    if (char === "[") {
      this.#skipBracket();
      return "";
    }
    if (char === '"' || char === "'") {
      this.#skipString(char);
      return this.#text.slice(start + 1, this.#at - 1);
    }
    this.#at++;
    while (IDENTIFIER.test(this.#text[this.#at] ?? " ")) this.#at++;
    return this.#text.slice(start, this.#at);
  }

  #skipInitialiser(): void {
    for (;;) {
      const char = this.#text[this.#at];
      if (char === undefined || char === ";" || char === "}") return;
      if (char === "\n" && !EXPECTS_MORE.test(this.#before())) {
        const before = this.#at;
        this.#skipBlank();
        if (!CONTINUES.test(this.#text.slice(this.#at, this.#at + 12))) return;
        this.#at = Math.max(before + 1, this.#at);
      } else this.#step();
    }
  }

  #skipUntil(found: (char: string) => boolean): void {
    while (this.#at < this.#text.length && !found(this.#text[this.#at]!)) this.#step();
  }

  /** The end of what was said so far. */
  #before(): string {
    return this.#text.slice(Math.max(0, this.#said - 24), this.#said);
  }

  /** Past one piece: a bracketed whole, a string, a comment, a character. */
  #step(): void {
    if (this.#skipComment()) return;
    const char = this.#text[this.#at]!;
    if (OPENING.includes(char)) this.#skipBracket();
    else if (char === '"' || char === "'") this.#skipString(char);
    else if (char === "`") this.#skipTemplate();
    else if (char === "/") this.#skipSlash();
    else this.#at++;
    if (!/\s/.test(char)) this.#said = this.#at;
  }

  #skipBracket(): void {
    this.#said = ++this.#at;
    while (this.#at < this.#text.length && !CLOSING.includes(this.#text[this.#at]!)) this.#step();
    this.#at++;
  }

  #skipString(quote: string): void {
    for (this.#at++; this.#at < this.#text.length && this.#text[this.#at] !== quote; this.#at++)
      if (this.#text[this.#at] === "\\") this.#at++;
    this.#at++;
  }

  #skipTemplate(): void {
    this.#at++;
    while (this.#at < this.#text.length && this.#text[this.#at] !== "`") {
      if (this.#text[this.#at] === "\\") this.#at += 2;
      else if (this.#text.startsWith("${", this.#at)) {
        this.#at++;
        this.#skipBracket();
      } else this.#at++;
    }
    this.#at++;
  }

  #skipSlash(): void {
    const before = this.#before();
    if (before !== "" && !BEFORE_PATTERN.test(before)) {
      this.#at++;
      return;
    }
    let isClass = false;
    for (this.#at++; this.#at < this.#text.length; this.#at++) {
      const char = this.#text[this.#at];
      if (char === "\\") this.#at++;
      else if (char === "[") isClass = true;
      else if (char === "]") isClass = false;
      else if ((char === "/" && !isClass) || char === "\n") break;
    }
    this.#at++;
  }

  #skipComment(): boolean {
    const end = this.#text.startsWith("//", this.#at) ? "\n" : this.#text.startsWith("/*", this.#at) ? "*/" : null;
    if (end === null) return false;
    const found = this.#text.indexOf(end, this.#at + 2);
    this.#at = found < 0 ? this.#text.length : found + (end === "\n" ? 0 : 2);
    return true;
  }

  #skipBlank(): void {
    for (;;) {
      while (/\s/.test(this.#text[this.#at] ?? "x")) this.#at++;
      if (!this.#skipComment()) return;
    }
  }
}
