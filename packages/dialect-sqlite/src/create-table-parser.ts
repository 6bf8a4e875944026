/**
 * Reads the CREATE TABLE and CREATE INDEX that SQLite keeps as text: it is the only place where the names of constraints, the conditions of
 * CHECK, the order of foreign keys and AUTOINCREMENT stand. The grammar is that of https://sqlite.org/lang_createtable.html; what is not
 * needed is passed over, a parenthesis at a time.
 */

export interface ParsedForeignKey {
  readonly name: string | null;
  readonly columns: readonly string[];
  readonly table: string;
  /** Empty: the primary key of the table. */
  readonly referred: readonly string[];
  readonly onDelete?: string;
  readonly onUpdate?: string;
  readonly match?: string;
  readonly deferrable?: boolean;
  readonly initially?: string;
}
export interface ParsedKey {
  readonly name: string | null;
  readonly columns: readonly string[];
  readonly onConflict: string | null;
}
export interface ParsedCheck {
  readonly name: string | null;
  readonly text: string;
  readonly onConflict: string | null;
}
export interface ParsedColumn {
  readonly name: string;
  readonly collation: string | null;
  readonly generated: { readonly text: string; readonly stored: boolean | null } | null;
  readonly onConflictNotNull: string | null;
}
export interface ParsedTable {
  readonly columns: ReadonlyMap<string, ParsedColumn>;
  readonly primaryKey: ParsedKey | null;
  readonly isAutoincrement: boolean;
  readonly uniques: readonly ParsedKey[];
  readonly checks: readonly ParsedCheck[];
  readonly foreignKeys: readonly ParsedForeignKey[];
  readonly withoutRowid: boolean;
  readonly strict: boolean;
}

interface Token {
  readonly kind: "word" | "name" | "string" | "number" | "mark";
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

const pattern =
  /\s+|--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|"(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[^\]]*\]|[xX]?'(?:[^']|'')*'|(?:0[xX][0-9a-fA-F]+|\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)|[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*|[\s\S]/gy;

function tokensOf(sql: string): Token[] {
  const tokens: Token[] = [];
  for (const match of sql.matchAll(pattern)) {
    const text = match[0];
    const first = text[0] as string;
    if (/\s/.test(first) || text.startsWith("--") || text.startsWith("/*")) continue;
    const kind =
      first === '"' || first === "`" || first === "["
        ? "name"
        : first === "'" || /^[xX]'/.test(text)
          ? "string"
          : /^\.?\d/.test(text)
            ? "number"
            : /^[A-Za-z_\u0080-\uffff]/.test(text)
              ? "word"
              : "mark";
    tokens.push({ kind, text, start: match.index, end: match.index + text.length });
  }
  return tokens;
}

/** A name without its quotes, whichever they are. */
export function unquote(text: string): string {
  const first = text[0];
  if (first === '"' || first === "`" || first === "'") return text.slice(1, -1).replaceAll(first + first, first);
  return first === "[" ? text.slice(1, -1) : text;
}

class Reader {
  readonly sql: string;
  private readonly tokens: readonly Token[];
  private position = 0;
  constructor(sql: string) {
    this.sql = sql;
    this.tokens = tokensOf(sql);
  }
  get done(): boolean {
    return this.position >= this.tokens.length;
  }
  peek(ahead = 0): Token | undefined {
    return this.tokens[this.position + ahead];
  }
  next(): Token {
    const token = this.tokens[this.position++];
    if (token === undefined) throw new Error("end of SQL");
    return token;
  }
  /** Whether these words come next, in any case; takes them. */
  take(...words: string[]): boolean {
    for (const [index, word] of words.entries()) {
      const token = this.peek(index);
      if (token === undefined || (token.kind !== "word" && token.kind !== "mark") || token.text.toUpperCase() !== word) return false;
    }
    this.position += words.length;
    return true;
  }
  isAt(...words: string[]): boolean {
    const token = this.peek();
    return token !== undefined && token.kind !== "name" && token.kind !== "string" && words.includes(token.text.toUpperCase());
  }
  expect(word: string): void {
    if (!this.take(word)) throw new Error(`"${word}" expected`);
  }
  name(): string {
    return unquote(this.next().text);
  }
  /** The text between a parenthesis, which comes next, and the one that closes it. */
  parenthesis(): string {
    this.expect("(");
    const start = this.peek(-1)?.end ?? 0;
    let depth = 1;
    for (;;) {
      const token = this.next();
      if (token.kind !== "mark") continue;
      if (token.text === "(") depth++;
      else if (token.text === ")" && --depth === 0) return this.sql.slice(start, token.start).trim();
    }
  }
  /** The parts of a list in parentheses, as text. */
  parts(): string[] {
    this.expect("(");
    const parts: string[] = [];
    let start = this.peek()?.start ?? 0;
    let depth = 1;
    for (;;) {
      const token = this.next();
      if (token.kind !== "mark") continue;
      if (token.text === "(") depth++;
      else if (token.text === ")") depth--;
      if (depth === 0 || (depth === 1 && token.text === ",")) {
        parts.push(this.sql.slice(start, token.start).trim());
        start = token.end;
      }
      if (depth === 0) return parts;
    }
  }
}

/** The first name of `"a" COLLATE nocase DESC`. */
function firstName(part: string): string {
  const [token] = tokensOf(part);
  return token === undefined ? "" : unquote(token.text);
}

const onConflict = (reader: Reader): string | null => (reader.take("ON", "CONFLICT") ? reader.next().text.toUpperCase() : null);

function foreignKey(reader: Reader, name: string | null, columns: readonly string[]): ParsedForeignKey {
  const key: { -readonly [K in keyof ParsedForeignKey]: ParsedForeignKey[K] } = {
    name,
    columns,
    table: reader.name(),
    referred: reader.isAt("(") ? reader.parts().map(firstName) : [],
  };
  const action = (): string => {
    const word = reader.next().text.toUpperCase();
    return word === "SET" || word === "NO" ? `${word} ${reader.next().text.toUpperCase()}` : word;
  };
  for (;;) {
    if (reader.take("ON", "DELETE")) key.onDelete = action();
    else if (reader.take("ON", "UPDATE")) key.onUpdate = action();
    else if (reader.take("MATCH")) key.match = reader.next().text.toUpperCase();
    else if (reader.take("NOT", "DEFERRABLE")) key.deferrable = false;
    else if (reader.take("DEFERRABLE")) key.deferrable = true;
    else if (reader.take("INITIALLY")) key.initially = reader.next().text.toUpperCase();
    else return key;
  }
}

interface Draft {
  columns: Map<string, ParsedColumn>;
  primaryKey: ParsedKey | null;
  isAutoincrement: boolean;
  uniques: ParsedKey[];
  checks: ParsedCheck[];
  foreignKeys: ParsedForeignKey[];
  withoutRowid: boolean;
  strict: boolean;
}
const tableConstraint = ["CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN"];
const columnConstraint = ["CONSTRAINT", "PRIMARY", "NOT", "NULL", "UNIQUE", "CHECK", "DEFAULT", "COLLATE", "REFERENCES", "GENERATED", "AS"];

/** One table, or null for what is no plain CREATE TABLE (a virtual table). */
export function parseCreateTable(sql: string): ParsedTable | null {
  const reader = new Reader(sql);
  const draft: Draft = {
    columns: new Map(),
    primaryKey: null,
    isAutoincrement: false,
    uniques: [],
    checks: [],
    foreignKeys: [],
    withoutRowid: false,
    strict: false,
  };
  try {
    reader.expect("CREATE");
    if (!reader.take("TEMP")) reader.take("TEMPORARY");
    reader.expect("TABLE");
    reader.take("IF", "NOT", "EXISTS");
    reader.next();
    if (reader.take(".")) reader.next();
    reader.expect("(");
    do {
      if (reader.isAt(...tableConstraint)) readTableConstraint(reader, draft);
      else readColumn(reader, draft);
    } while (reader.take(","));
    reader.expect(")");
    while (!reader.done) {
      if (reader.take("WITHOUT", "ROWID")) draft.withoutRowid = true;
      else if (reader.take("STRICT")) draft.strict = true;
      else reader.next();
    }
    return draft;
  } catch {
    return null;
  }
}

function readColumn(reader: Reader, draft: Draft): void {
  const name = reader.name();
  while (!reader.isAt(...columnConstraint, ",", ")") && !reader.done) {
    if (reader.isAt("(")) reader.parenthesis();
    else reader.next();
  }
  let collation: string | null = null;
  let generated: ParsedColumn["generated"] = null;
  let onConflictNotNull: string | null = null;
  let label: string | null = null;
  while (!reader.isAt(",", ")") && !reader.done) {
    if (reader.take("CONSTRAINT")) {
      label = reader.name();
      continue;
    }
    if (reader.take("PRIMARY", "KEY")) {
      if (!reader.take("ASC")) reader.take("DESC");
      draft.primaryKey = { name: label, columns: [name], onConflict: onConflict(reader) };
      if (reader.take("AUTOINCREMENT")) draft.isAutoincrement = true;
    } else if (reader.take("NOT", "NULL")) onConflictNotNull = onConflict(reader);
    else if (reader.take("UNIQUE")) draft.uniques.push({ name: label, columns: [name], onConflict: onConflict(reader) });
    else if (reader.take("CHECK")) draft.checks.push({ name: label, text: reader.parenthesis(), onConflict: onConflict(reader) });
    else if (reader.take("COLLATE")) collation = reader.name();
    else if (reader.take("REFERENCES")) draft.foreignKeys.push(foreignKey(reader, label, [name]));
    else if (reader.take("GENERATED", "ALWAYS", "AS") || reader.take("AS")) {
      const text = reader.parenthesis();
      generated = { text, stored: reader.take("STORED") ? true : reader.take("VIRTUAL") ? false : null };
    } else if (reader.take("DEFAULT")) {
      if (reader.isAt("(")) reader.parenthesis();
      else {
        if (reader.isAt("+", "-")) reader.next();
        reader.next();
      }
    } else reader.next();
    label = null;
  }
  draft.columns.set(name, { name, collation, generated, onConflictNotNull });
}

function readTableConstraint(reader: Reader, draft: Draft): void {
  const name = reader.take("CONSTRAINT") ? reader.name() : null;
  if (reader.take("PRIMARY", "KEY")) {
    const columns = reader.parts().map(firstName);
    draft.primaryKey = { name, columns, onConflict: onConflict(reader) };
  } else if (reader.take("UNIQUE")) {
    const columns = reader.parts().map(firstName);
    draft.uniques.push({ name, columns, onConflict: onConflict(reader) });
  } else if (reader.take("CHECK")) {
    const text = reader.parenthesis();
    draft.checks.push({ name, text, onConflict: onConflict(reader) });
  } else if (reader.take("FOREIGN", "KEY")) {
    const columns = reader.parts().map(firstName);
    reader.expect("REFERENCES");
    draft.foreignKeys.push(foreignKey(reader, name, columns));
  }
  while (!reader.isAt(",", ")") && !reader.done) {
    if (reader.isAt("(")) reader.parenthesis();
    else reader.next();
  }
}

/** The parts of an index as SQL, and the condition of a partial one. */
export function parseCreateIndex(sql: string): { readonly parts: readonly string[]; readonly where: string | null } | null {
  const reader = new Reader(sql);
  try {
    while (!reader.take("ON")) reader.next();
    reader.next();
    const parts = reader.parts();
    const where = reader.take("WHERE") ? sql.slice(reader.peek()?.start ?? sql.length).trim() : null;
    return { parts, where };
  } catch {
    return null;
  }
}
