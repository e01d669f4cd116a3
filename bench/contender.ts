/**
 * One way of running the lab, as a process that takes orders on standard input: `native` and `wasm` are
 * the lab's engines, `xla` is native with steps that XLA compiles, `eager` is tfjs-node without compiled graphs.
 */
import { createInterface } from 'node:readline';
import { openEngine } from '../src/engine/backend.ts';
import { disableCompilation } from '../src/engine/program/compile.ts';
import { dispose } from '../src/engine/tensors/memory.ts';
import { tensor } from '../src/engine/tensors/tensor.ts';
import { readNpz } from '../src/lab/data/file.ts';
import type { Arrays } from '../src/problems/data/npz.ts';
import { problem } from '../src/problems/supervised/problem.ts';
import { keyOf, networkOf } from './network.ts';
import { type Answer, type Case, type Order, once, SAMPLE_SECONDS } from './protocol.ts';
import type { Ground, Unit } from './unit.ts';
import { check, units } from './units.ts';

const mode = process.argv[2] as 'native' | 'xla' | 'wasm' | 'eager';
/** Off the engine of compiled graphs, work may be too slow to be timed. */
const graphs = mode === 'native' || mode === 'xla';
await openEngine(mode === 'wasm' ? 'wasm' : 'native');
if (mode === 'eager') disableCompilation();

/** Off the native engine a unit of work longer than this, in seconds, is not sampled. */
const TOO_SLOW = 8;
/** The same for steps and products, of which a sample takes many. */
const TOO_SLOW_EACH = 0.1;
/** Units of work in checks, each a gradient and a product: known to be too slow before it is tried. */
const CHECKS = {
  ...{ step: 0.3, hvp: 0.7, products: 0.7 },
  ...{ trace: 60, lambda: 40, density: 700, traceTo: 60, threshold: 600, target: 600 },
};

/** Seconds of steps or products before they count. */
const WARM_UP = 0.5;

let arrays: Arrays = {};
const idle: Unit = { run: () => 1, free: () => {} };
let unit = idle;
/** Seconds of the last check. */
let checked = 0;
let reps = 1;

/** The lab's objective of a case; a step draws its batches from all examples, a check sees B of them. */
function ground({ kind, network, loss, B }: Case, checking = false): Ground & { free(): void } {
  const x = arrays.x!.data as Float32Array;
  const labels = Int32Array.from(arrays.labels!.data as Int32Array);
  const n = kind === 'step' && !checking ? labels.length : B;
  const net = networkOf(network);
  const on = problem(net, loss, { x: x.slice(0, n * 784), labels: labels.slice(0, n) }, 10);
  const read = (prefix: string) =>
    net.shapes.map((shape, i) =>
      tensor(arrays[`${prefix}${keyOf(network)}_${i}`]!.data as Float32Array, shape),
    );
  const [theta, v] = [read('w'), read('v')];
  return {
    objective: on.objective,
    theta,
    v,
    B,
    xla: mode === 'xla',
    free() {
      dispose([...theta, ...v]);
      on.dispose();
    },
  };
}

function build(c: Case): Unit {
  const on = ground(c);
  const made = units[c.kind](on);
  return {
    ...made,
    free() {
      made.free();
      on.free();
    },
  };
}

/** Seconds and busy cores of at least this many units of work, or of as many as fit into `within` seconds. */
function measure(times: number, within = Number.POSITIVE_INFINITY) {
  const [start, cpu] = [performance.now(), process.cpuUsage()];
  let done = 0;
  while (done < times && performance.now() - start < 1000 * within) done += unit.run();
  const { user, system } = process.cpuUsage(cpu);
  const wall = (performance.now() - start) / 1000;
  return { seconds: wall / done, cores: (user + system) / 1e6 / wall };
}

function prepare(c: Case): Answer {
  unit.free();
  unit = idle;
  const alone = once(c.kind);
  const expected = CHECKS[c.kind] * checked;
  const bound = alone ? TOO_SLOW : TOO_SLOW_EACH;
  if (mode === 'xla' && c.kind !== 'step') return { note: 'XLA compiles steps alone' };
  if (!graphs && expected > bound) return { note: `one takes ${expected.toFixed(1)} s` };
  unit = build(c);
  measure(1);
  // Long enough for every graph that a long run uses to be compiled.
  if (!alone) measure(640, WARM_UP);
  reps = alone ? 1 : Math.ceil(SAMPLE_SECONDS / Math.max(1e-6, measure(16, WARM_UP).seconds));
  return unit.value === undefined ? {} : { value: unit.value() };
}

function answer(order: Order): Answer {
  if (order.order === 'load') {
    arrays = readNpz(order.file);
    return {};
  }
  if (order.order === 'prepare') return prepare(order.case);
  if (order.order === 'sample') return measure(reps);
  const on = ground(order.case, true);
  // Timed the second time: the first call of an operation sets it up.
  if (!graphs) check(on);
  const start = performance.now();
  const found = check(on);
  checked = (performance.now() - start) / 1000;
  on.free();
  return { check: found };
}

for await (const line of createInterface({ input: process.stdin })) {
  let out: Answer;
  try {
    out = answer(JSON.parse(line) as Order);
  } catch (error) {
    out = { note: error instanceof Error ? error.message : String(error) };
  }
  process.stdout.write(`${JSON.stringify(out)}\n`);
}
