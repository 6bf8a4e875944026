/** The members of a collection, as they come row by row: each once, however often joins repeat it. */
export interface Gathering {
  readonly members: object[];
  seen: Set<object> | null;
}

export function newGathering(): Gathering {
  return { members: [], seen: null };
}

/** Up to so many members, looking through them is quicker than a set. */
const FEW = 16;

export function gather(gathering: Gathering, member: object): void {
  const { members, seen } = gathering;
  if (seen !== null) {
    if (seen.has(member)) return;
    seen.add(member);
  } else if (members.length > FEW) {
    if (members[members.length - 1] === member) return;
    gathering.seen = new Set(members);
    if (gathering.seen.has(member)) return;
    gathering.seen.add(member);
  } else if (members.includes(member)) return;
  members.push(member);
}
