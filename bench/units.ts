import { rng } from '../src/core/random.ts';
import { stateless } from '../src/dynamics/integrate/solver.ts';
import { euler } from '../src/dynamics/solvers/euler.ts';
import { batches } from '../src/dynamics/terms/batches.ts';
import { descendOnBatches } from '../src/dynamics/terms/descend.ts';
import { compile } from '../src/engine/program/compile.ts';
import { dispose, scoped } from '../src/engine/tensors/memory.ts';
import { flatten } from '../src/engine/tensors/params.ts';
import { readScalar } from '../src/engine/tensors/precise.ts';
import type { Params } from '../src/engine/tensors/tensor.ts';
import { dot, norm } from '../src/linalg/float64.ts';
import { krylovSpace } from '../src/linalg/lanczos.ts';
import { hessians } from '../src/probes/operators/hessian.ts';
import { jobs } from './jobs.ts';
import type { Case, Check } from './protocol.ts';
import type { Ground, Unit } from './unit.ts';

/** One kind of work on this ground, ready to run. */
export const units: Readonly<Record<Case['kind'], (ground: Ground) => Unit>> = {
  step({ objective, theta, B, xla = false }) {
    const stepper = euler.bind(
      descendOnBatches(objective, batches(objective.examples, B, 'shuffled', rng(0))),
      'single',
      { xla },
    );
    let now: Params = theta;
    let step = 0;
    return {
      run() {
        const clocks = Array.from({ length: stepper.stretches?.room() || 1 }, (_, k) => {
          return { step: step + k, t: 0, dt: 0.01 };
        });
        const stops = [{ taken: clocks.length, look: false }];
        const bound = Number.NEGATIVE_INFINITY;
        const next = stepper.stretches?.room()
          ? stepper.stretches.take({ theta: now, state: stateless }, { clocks, stops, bound })
          : { ...stepper.step(now, clocks[0]!, stateless), taken: 1 };
        if (now !== theta) dispose(now);
        now = next.theta;
        step += next.taken;
        return next.taken;
      },
      free() {
        if (now !== theta) dispose(now);
        stepper.dispose();
      },
    };
  },

  hvp({ objective, theta, v }) {
    const k = theta.length;
    const product = compile((q) => objective.hvp(q.slice(0, k), q.slice(k)));
    return {
      run: () => {
        scoped(() => {
          readScalar(product([...theta, ...v]).at(-1)!);
          return [];
        });
        return 1;
      },
      free: product.dispose,
    };
  },

  products({ objective, theta, v }) {
    const all = hessians(objective);
    const direction = Float64Array.from(flatten(v));
    return {
      run() {
        // What is computed at the point counts too, and all that Lanczos does between products.
        const H = all.at(theta);
        const space = krylovSpace(H, direction);
        space.extend(PRODUCTS);
        space.dispose();
        H.dispose();
        return PRODUCTS;
      },
      free: all.dispose,
    };
  },

  ...jobs,
};

/** Products at one point, each of the vector that Lanczos makes of those before, with full orthogonalisation. */
const PRODUCTS = 32;

/** What the contestants are compared by. */
export function check({ objective, theta, v }: Ground): Check {
  const k = theta.length;
  const both = compile((q) => {
    const { value, gradient } = objective.gradient(q);
    return [value, ...gradient];
  });
  const product = compile((q) => objective.hvp(q.slice(0, k), q.slice(k)));
  const [value, ...gradient] = both(theta);
  const Hv = product([...theta, ...v]);
  const [g, h, direction] = [gradient, Hv, v].map(flatten) as [
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  const out = {
    loss: readScalar(value!),
    gradient: norm(g),
    slope: dot(g, direction) / norm(direction),
    product: norm(h) / norm(direction),
  };
  dispose([value!, ...gradient, ...Hv]);
  both.dispose();
  product.dispose();
  return out;
}
