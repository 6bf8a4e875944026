/**
 * A flush, from what has changed in memory to what the database has:
 *
 * 1. find what changed: `new` and `deleted` are sets, the identity map is compared with the kept rows;
 * 2. tell `beforeFlush`, and look again, for its handlers may have changed more;
 * 3. sort out orphans: an object that lost the owner it cannot be without is deleted;
 * 4. plan and send (`UnitOfWork`);
 * 5. tell `afterFlush`, then let the objects take their new states (`finalize`), then tell `afterFlushPostexec`.
 */
import type { InstanceState } from "../state/instance-state.js";
import { finalize, type Registrar } from "./finalize.js";
import { type FlushHost, UnitOfWork } from "./unit-of-work.js";

/** What a flush asks of the session, beside what its unit of work does. */
export interface FlushSubject extends FlushHost, Registrar {
  readonly new: ReadonlySet<InstanceState>;
  readonly deleted: ReadonlySet<InstanceState>;
  /** Persistent objects that differ from their rows, those of `deleted` not. */
  findDirty(): InstanceState[];
  tell(event: "beforeFlush" | "afterFlush" | "afterFlushPostexec"): void | Promise<void>;
  /** Whether a handler would be told. */
  hears(event: "beforeFlush"): boolean;
  /** Before anything is sent. */
  beginFlush(): void | Promise<void>;
}

/** @returns whether there was anything to write. */
export async function flush(subject: FlushSubject, only: ReadonlySet<InstanceState> | null): Promise<boolean> {
  let dirty = subject.findDirty();
  if (dirty.length === 0 && subject.new.size === 0 && subject.deleted.size === 0) return false;
  if (subject.hears("beforeFlush")) {
    await subject.tell("beforeFlush");
    dirty = subject.findDirty();
  }
  const unit = new UnitOfWork(subject);
  const takes = (state: InstanceState): boolean => only === null || only.has(state);
  try {
    const { deleted } = subject;
    const mayBeDeleted = deleted.size > 0;
    subject.new.forEach((state) => {
      if (!takes(state) || (mayBeDeleted && deleted.has(state))) return;
      subject.keepInserted(state);
      unit.register(state);
    });
    for (let i = 0; i < dirty.length; i++) {
      const state = dirty[i]!;
      if (takes(state) && !(mayBeDeleted && deleted.has(state))) unit.register(state, isOrphan(state) ? DELETED : undefined);
    }
    const orphans: InstanceState[] = [];
    if (unit.hasDeletes) for (const task of unit.list) if (task.isDelete) orphans.push(task.state);
    if (orphans.length > 0) for (const state of await subject.cascadeDelete(orphans)) unit.register(state, DELETED);
    for (const state of deleted) if (takes(state)) unit.register(state, DELETED);
    if (unit.list.length === 0) return false;
    await subject.beginFlush();
    await unit.execute();
    await subject.tell("afterFlush");
    finalize(unit, subject);
  } finally {
    unit.release();
  }
  await subject.tell("afterFlushPostexec");
  return true;
}

const DELETED = { isDelete: true };

/** Whether an object has lost an owner by `delete-orphan`. What is not known of its owners does not make it one. */
export function isOrphan(state: InstanceState): boolean {
  if (state.owners === null) return false;
  for (const owner of state.owners.values()) if (owner === null) return true;
  return false;
}
