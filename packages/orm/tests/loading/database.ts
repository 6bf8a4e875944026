/** A SQLite database with the corpus's tables, and the statements that were sent to it. */
import "@cupel/dialect-sqlite";
import { createEngine, type Engine, insert, listen } from "../../src/index.js";
import { Base, Comment, Group, Node, Post, Profile, postTag, Tag, User, userGroup } from "../query/models.js";

export interface Rows {
  readonly users?: readonly { id: number; name: string; fullname?: string | null }[];
  readonly profiles?: readonly { id: number; userId: number; bio: string }[];
  readonly posts?: readonly { id: number; userId: number; title: string; rank?: number }[];
  readonly comments?: readonly { id: number; postId: number; authorId: number | null; body: string }[];
  readonly groups?: readonly { id: number; name: string }[];
  readonly memberships?: readonly { userId: number; groupId: number }[];
  readonly tags?: readonly { id: number; label: string }[];
  readonly taggings?: readonly { postId: number; tagId: number }[];
  readonly nodes?: readonly { id: number; parentId: number | null; label: string }[];
}

export interface Database {
  readonly engine: Engine;
  /** The statements since the last call, without BEGIN and its like. */
  statements(): string[];
}

export async function openDatabase(rows: Rows = {}): Promise<Database> {
  const engine = createEngine("sqlite:///:memory:");
  await Base.metadata.createAll(engine);
  await engine.begin(async (connection) => {
    const fill = async (target: unknown, values: readonly object[] | undefined): Promise<void> => {
      if (values !== undefined && values.length > 0) await connection.execute(insert(target as never), values as never);
    };
    await fill(User, rows.users);
    await fill(Profile, rows.profiles);
    await fill(Post, rows.posts);
    await fill(Comment, rows.comments);
    await fill(Group, rows.groups);
    await fill(userGroup, rows.memberships);
    await fill(Tag, rows.tags);
    await fill(postTag, rows.taggings);
    for (const node of rows.nodes ?? []) await fill(Node, [node]);
  });
  let sent: string[] = [];
  listen(engine, "beforeCursorExecute", ({ sql }: { sql: string }) => {
    sent.push(sql.replace(/\s+/g, " ").trim());
  });
  return {
    engine,
    statements() {
      const statements = sent;
      sent = [];
      return statements;
    },
  };
}
