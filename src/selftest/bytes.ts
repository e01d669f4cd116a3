import { philox } from '../core/philox.ts';
import { rng } from '../core/random.ts';
import { type Checkpoint, free } from '../dynamics/integrate/checkpoint.ts';
import { constant } from '../dynamics/integrate/controller.ts';
import { integrate, type Method } from '../dynamics/integrate/integrate.ts';
import { checkpointOf, plainCheckpoint } from '../dynamics/integrate/plain-checkpoint.ts';
import { adam } from '../dynamics/solvers/adam.ts';
import { batches } from '../dynamics/terms/batches.ts';
import { descendOnBatches } from '../dynamics/terms/descend.ts';
import { flatten64 } from '../engine/tensors/params.ts';
import type { Precision } from '../engine/tensors/precision.ts';
import type { Params } from '../engine/tensors/tensor.ts';
import type { Check } from './check.ts';
import { EXAMPLES, onNetwork } from './small-network.ts';

const EXACT = { single: 0, double: 0 } as const;

/** What has to agree to the last bit. */
export const byteChecks: readonly Check[] = [
  {
    name: 'random words of Philox4x32-10 that differ',
    against: 'the known answers of Random123',
    bounds: { single: 0 },
    error: () => {
      const out = new Uint32Array(4);
      return known.reduce((wrong, { counter: [a, b, c, d], key: [k, l], words }) => {
        philox(out, a, b, c, d, k, l);
        return wrong + words.filter((word, i) => out[i] !== word).length;
      }, 0);
    },
  },
  {
    name: 'weights that differ after a resume, Adam on mini-batches',
    against: 'the run without a break',
    bounds: EXACT,
    error: (precision) =>
      differing(precision, (method, theta) => {
        const middle = after(method, theta, { steps: 7, precision });
        const resume = checkpointOf(structuredClone(plainCheckpoint(middle)));
        free(middle);
        const end = after(method, theta, { steps: 20, precision, resume });
        free(resume);
        return end;
      }),
  },
  {
    name: 'weights that differ in a second run, Adam on mini-batches',
    against: 'the first run',
    bounds: EXACT,
    error: (precision) =>
      differing(precision, (method, theta) => after(method, theta, { steps: 20, precision })),
  },
];

/** Weights of which the end by this way differs in a bit from that of 20 steps in a row. */
const differing = (
  precision: Precision,
  otherwise: (method: Method, theta: Params) => Checkpoint,
): number =>
  onNetwork('cross-entropy', precision, (objective, theta) => {
    const method = {
      term: descendOnBatches(objective, batches(EXAMPLES, 5, 'shuffled', rng(8))),
      ...{ solver: adam(), controller: constant(0.02) },
    };
    const whole = after(method, theta, { steps: 20, precision });
    const other = otherwise(method, theta);
    const [a, b] = [flatten64(whole.theta), flatten64(other.theta)];
    free(whole);
    free(other);
    return a.filter((x, i) => !Object.is(x, b[i])).length;
  });

/** The checkpoint after so many steps. Throws Error where the trajectory ends before. */
function after(
  method: Method,
  theta: Params,
  options: Parameters<typeof integrate>[2] & { readonly steps: number },
): Checkpoint {
  for (const point of integrate(method, theta, { ...options, stride: options.steps }))
    if (point.step === options.steps) return point.checkpoint();
  throw new Error(`the trajectory ended before step ${options.steps}`);
}

/** Random123, its file kat_vectors: Salmon, Moraes, Dror & Shaw 2011. */
const known = [
  {
    counter: [0, 0, 0, 0],
    key: [0, 0],
    words: [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8],
  },
  {
    counter: [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
    key: [0xa4093822, 0x299f31d0],
    words: [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
  },
] as const;
