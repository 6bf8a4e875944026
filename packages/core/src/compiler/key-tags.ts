/** Small numbers that tell the kinds of elements apart in cache keys. Each module of elements takes its own when it is loaded. */
let last = 0;
export function keyTag(): number {
  return ++last;
}
