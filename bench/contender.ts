/**
 * One way of running the lab, as a process that takes orders on standard input: `native` and `wasm` are
 * the lab's engines, `eager` is tfjs-node without compiled graphs.
 */
import { createInterface } from 'node:readline';
import { rng } from '../src/core/random.ts';
import { batches } from '../src/dynamics/batches.ts';
import { euler } from '../src/dynamics/euler.ts';
import { descendOnBatches, gradientFlow } from '../src/dynamics/methods.ts';
import { stateless } from '../src/dynamics/solver.ts';
import { train } from '../src/dynamics/train.ts';
import { openEngine } from '../src/engine/backend.ts';
import { compile, disableCompilation } from '../src/engine/compile.ts';
import { dispose, scoped } from '../src/engine/memory.ts';
import { readScalar } from '../src/engine/precise.ts';
import { type Tensor, tensor } from '../src/engine/tensor.ts';
import { hessian } from '../src/probes/operator.ts';
import { trace } from '../src/probes/trace.ts';
import { type Arrays, readNpz } from '../src/problems/data/npz.ts';
import { mlp } from '../src/problems/networks/mlp.ts';
import { problem } from '../src/problems/problem.ts';
import { type Answer, type Case, type Order, SAMPLE_SECONDS } from './protocol.ts';

const mode = process.argv[2] as 'native' | 'wasm' | 'eager';
await openEngine(mode === 'wasm' ? 'wasm' : 'native');
if (mode === 'eager') disableCompilation();

/** A unit of work longer than this, in seconds, is not sampled. */
const TOO_SLOW = 8;
/** The same for steps and products, of which a sample takes many. */
const TOO_SLOW_EACH = 0.1;

let arrays: Arrays = {};
let unit: () => void = () => {};
let free: () => void = () => {};
let reps = 1;

/** One unit of work of a case, ready to run, and what to free afterwards. */
function build({ kind, hidden, B }: Case): { unit: () => void; free: () => void } {
  const inputs = 784;
  const x = arrays.x!.data as Float32Array;
  const labels = Int32Array.from(arrays.labels!.data as Int32Array);
  const n = kind === 'step' ? labels.length : B;
  const net = mlp({
    inputs,
    hidden,
    activation: 'tanh',
    classes: 10,
    parametrisation: 'standard',
    scale: 1,
  });
  const on = problem(
    net,
    'cross-entropy',
    { x: x.slice(0, n * inputs), labels: labels.slice(0, n) },
    10,
  );
  const weights = (prefix: string) =>
    net.shapes.map((shape, i) =>
      tensor(arrays[`${prefix}${hidden.join('-')}_${i}`]!.data as Float32Array, shape),
    );
  const theta0 = weights('w');
  const { objective } = on;
  if (kind === 'step') {
    const stepper = euler.bind(
      descendOnBatches(objective, batches(n, B, 'shuffled', rng(0))),
      'single',
    );
    let theta: readonly Tensor[] = theta0;
    // Past the start of a long run, where several steps go in one call.
    let step = 4096;
    let debt = 0;
    return {
      unit() {
        if (debt-- > 0) return;
        const next = stepper.steps!(theta, { step, t: 0, dt: 0.01 }, stateless, 16);
        dispose(theta);
        theta = next.theta;
        step += next.taken;
        debt = next.taken - 1;
      },
      free() {
        dispose(theta);
        stepper.dispose();
        on.dispose();
      },
    };
  }
  if (kind === 'hvp') {
    const v = weights('v');
    const product = compile((q) =>
      objective.hvp(q.slice(0, theta0.length), q.slice(theta0.length)),
    );
    return {
      unit: () =>
        scoped(() => {
          readScalar(product([...theta0, ...v]).at(-1)!);
          return [];
        }),
      free() {
        dispose([...theta0, ...v]);
        product.dispose();
        on.dispose();
      },
    };
  }
  if (kind === 'trace') {
    const H = hessian(objective, theta0);
    return {
      unit: () => void trace(H, { relativeError: 1e-9, maxProbes: 100, random: rng(1) }),
      free() {
        H.dispose();
        dispose(theta0);
        on.dispose();
      },
    };
  }
  const value = compile((q) => [objective.value(q)]);
  const loss = (q: readonly Tensor[]) => {
    const [t] = value(q);
    const out = readScalar(t!);
    dispose(t!);
    return out;
  };
  return {
    unit: () =>
      dispose(
        train(gradientFlow(objective, 1e-4), theta0, { stop: { time: 30 }, loss, lookEvery: 1 })
          .theta,
      ),
    free() {
      value.dispose();
      dispose(theta0);
      on.dispose();
    },
  };
}

function seconds(times: number): number {
  const start = performance.now();
  for (let i = 0; i < times; i++) unit();
  return (performance.now() - start) / 1000 / times;
}

function answer(order: Order): Answer {
  if (order.order === 'load') arrays = readNpz(order.file);
  if (order.order === 'prepare') {
    free();
    ({ unit, free } = build(order.case));
    const once = order.case.kind === 'trace' || order.case.kind === 'flow';
    const first = seconds(1);
    if (first > (once ? TOO_SLOW : TOO_SLOW_EACH) && seconds(1) > (once ? TOO_SLOW : TOO_SLOW_EACH))
      return { note: `one takes ${first.toFixed(1)} s` };
    // Long enough for every graph that a long run uses to be compiled.
    if (!once) seconds(first > 0.02 ? 15 : 640);
    reps = once ? 1 : 16 * Math.ceil(SAMPLE_SECONDS / Math.max(1e-6, seconds(16)) / 16);
  }
  return order.order === 'sample' ? { seconds: seconds(reps) } : {};
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
