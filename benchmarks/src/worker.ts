/** One contender in a process of its own: `worker.js <contender> <file> <workload> <samples>` prints its samples in milliseconds, warm-up dropped. */
import type { Bench, Contender, Workload } from "./workloads.js";

const [, , name = "", file = "", workload = "", samples = "5"] = process.argv;
const { default: open } = (await import(`./contenders/${name}.js`)) as { default: Contender };
const bench: Bench = await open(file);
const run = bench.run[workload as Workload];
if (run === undefined) {
  console.log(JSON.stringify({ times: [] }));
} else {
  const times: number[] = [];
  let result = 0;
  const warmUp = 6;
  for (let i = 0; i < Number(samples) + warmUp; i++) {
    await bench.prepare?.[workload as Workload]?.();
    // What the last sample left is collected; not by a full collection, which also drops the code that was optimised for objects none of which
    // is alive at that moment: every sample would begin in the interpreter, as no program that serves requests does.
    globalThis.gc?.({ type: "minor" });
    const start = performance.now();
    result = await run();
    const time = performance.now() - start;
    if (i >= warmUp) times.push(time);
  }
  console.log(JSON.stringify({ times, result }));
}
await bench.close();
