/**
 * CPU time of a training step of one of S seeds: alone, S copies in one graph, or S stacked along an axis of
 * their own. Prints one JSON line. In one process of its own: `node --import tsx bench/seeds.ts width`.
 */
import { rng } from '../src/core/random.ts';
import { openEngine } from '../src/engine/backend.ts';
import { valueAndGradient } from '../src/engine/derivatives/autodiff.ts';
import { compile } from '../src/engine/program/compile.ts';
import { dispose } from '../src/engine/tensors/memory.ts';
import {
  add,
  gather,
  matMul,
  mul,
  reshape,
  square,
  sub,
  sum,
  tanh,
} from '../src/engine/tensors/operations.ts';
import { indices, type Params, type Tensor, tensor } from '../src/engine/tensors/tensor.ts';
import { median } from '../src/stats/summary.ts';
import type { SeedsRow } from './seeds-table.ts';

const EXAMPLES = 1000;
const SEEDS = 8;
const ETA = 0.01;
/** Samples, and milliseconds of each. */
const SAMPLES = 7;
const MILLISECONDS = 150;

const width = Number(process.argv[2]);
const sizes = [784, width, width, 10];
await openEngine('native');
const random = rng(0);

/** Arrays of S seeds along the first axis; of one seed without it. */
const shapes = (S: number) =>
  sizes.slice(1).flatMap((to, l) =>
    S === 1
      ? [[sizes[l]!, to], [to]]
      : [
          [S, sizes[l]!, to],
          [S, 1, to],
        ],
  );
const filled = (name: string, shape: readonly number[], size: number): Tensor =>
  tensor(
    new Float32Array(random.fork(name).normals(shape.reduce((a, b) => a * b, 1))).map(
      (z) => size * z,
    ),
    shape,
  );

/** ½ Σ (f − y)² / B of a tanh network, over all seeds. */
function loss(theta: Params, x: Tensor, y: Tensor, B: number): Tensor {
  let h = x;
  for (let l = 0; l < 3; l++) {
    const z = add(matMul(h, theta[2 * l]!), theta[2 * l + 1]!);
    h = l < 2 ? tanh(z) : z;
  }
  return mul(sum(square(sub(h, y))), 0.5 / B);
}

const descend = (theta: Params, x: Tensor, y: Tensor, B: number): Tensor[] =>
  valueAndGradient((q) => loss(q, x, y, B), theta).gradient.map((g, i) =>
    sub(theta[i]!, mul(g, ETA)),
  );

/** CPU milliseconds of a step of one seed; with several in one graph, all of them are advanced by a call. */
function step(B: number, steps: number, copies: number, stack: number): number {
  const owned = Array.from({ length: copies }, (_, s) => ({
    x: filled(`x${s}`, [stack * EXAMPLES, 784], 1),
    y: filled(`y${s}`, [stack * EXAMPLES, 10], 1),
    theta: shapes(stack).map((shape, i) => filled(`w${s}-${i}`, shape, 0.03)),
  }));
  const each = shapes(1).length;
  const program = compile((inputs) => {
    const rows = inputs.slice(copies * each);
    return owned.flatMap(({ x, y }, s) => {
      let theta: Params = inputs.slice(s * each, (s + 1) * each);
      for (let k = 0; k < steps; k++) {
        const at = rows[k * copies + s]!;
        const drawn = [gather(x, at), gather(y, at)].map((a) =>
          stack === 1 ? a : reshape(a, [stack, B, a.shape[1]!]),
        );
        theta = descend(theta, drawn[0]!, drawn[1]!, B);
      }
      return [...theta];
    });
  });
  const draws = Array.from({ length: copies * steps }, (_, i) =>
    Int32Array.from(
      { length: stack * B },
      (_, j) => Math.floor(j / B) * EXAMPLES + ((i * B + j) % EXAMPLES),
    ),
  );
  const call = () => {
    const rows = draws.map(indices);
    dispose([...program([...owned.flatMap(({ theta }) => theta), ...rows]), ...rows]);
  };
  call();
  const samples = Array.from({ length: SAMPLES }, () => {
    const from = process.cpuUsage();
    const start = performance.now();
    let calls = 0;
    for (; performance.now() - start < MILLISECONDS; calls++) call();
    const { user, system } = process.cpuUsage(from);
    return (user + system) / 1000 / (calls * steps * copies * stack);
  });
  program.dispose();
  for (const { x, y, theta } of owned) dispose([x, y, ...theta]);
  return median(samples);
}

const rows = [1, 8, 32, 128].flatMap((B) =>
  [1, 16].map(
    (steps): SeedsRow => ({
      width,
      B,
      steps,
      seeds: SEEDS,
      alone: step(B, steps, 1, 1),
      copies: step(B, steps, SEEDS, 1),
      stacked: step(B, steps, 1, SEEDS),
    }),
  ),
);
console.log(JSON.stringify(rows));
