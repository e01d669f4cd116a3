import { type Compiled, compile, type Precision } from '../../engine/program/compile.ts';
import { dispose } from '../../engine/tensors/memory.ts';
import { mul } from '../../engine/tensors/operations.ts';
import { readScalar } from '../../engine/tensors/precise.ts';
import type { Params, Tensor } from '../../engine/tensors/tensor.ts';
import { withStepFeeds } from '../integrate/feeds.ts';
import { axpy, combine, cut, norm } from '../integrate/params-algebra.ts';
import type { Solver, Stepper, Told } from '../integrate/solver.ts';
import { drifts, refuseDecay, refuseNoise, type Term } from '../integrate/term.ts';
import { memoryless } from './memoryless.ts';

/** The Butcher table of an explicit method for dθ = f(θ) dt; nodes are the row sums of a. */
export interface Tableau {
  readonly name: string;
  readonly order: number;
  /** aᵢⱼ with j < i, one row a stage, the first empty. */
  readonly a: readonly (readonly number[])[];
  /** bᵢ, one a stage. */
  readonly b: readonly number[];
  /** A second solution of lower order. Its last weight belongs to f at the end of the step. */
  readonly embedded?: { readonly order: number; readonly b: readonly number[] };
}

/**
 * kᵢ = f(θ + dt Σⱼ aᵢⱼ kⱼ), θ ← θ + dt Σᵢ bᵢ kᵢ; Hairer, Nørsett & Wanner, Solving ODEs I, §II.1.
 *
 * An embedded solution gives the local error ‖dt Σᵢ (bᵢ − b̂ᵢ) kᵢ‖ (§II.4); the step goes on from
 * the solution of higher order, and f at its end is the first stage of the next one.
 *
 * `bind` throws Error if the table has an embedded solution and the term has feeds: f at the end of a
 * step is not f at the start of the next one there. It throws Error if the term has noise.
 */
export const rungeKutta = (table: Tableau): Solver => ({
  name: table.name,
  order: table.order,
  ...(table.embedded && { errorOrder: table.embedded.order, ofTerm: true }),
  bind(term, precision, told = {}) {
    refuseNoise(term, table.name);
    return table.embedded === undefined
      ? plain(table, term, precision, told)
      : embedded(table, table.embedded.b, term, precision);
  },
});

const plain = (table: Tableau, term: Term, precision: Precision, told: Told): Stepper =>
  memoryless(term, precision, told, table.b.length, (theta, dt, feeds) => {
    const f = (at: Params) => term.drift(at, feeds);
    return axpy(dt, weighted(table.b, stages(table, f, theta, dt, f(theta))), theta);
  });

function embedded(
  table: Tableau,
  second: readonly number[],
  term: Term,
  precision: Precision,
): Stepper {
  if (term.feeds !== undefined)
    throw new Error(`${table.name} solves deterministic flows; use euler for mini-batches`);
  refuseDecay(term, table.name);
  const f = (at: Params) => term.drift(at, []);
  const drift = compile(f, precision);
  const difference = second.map((b, i) => (table.b[i] ?? 0) - b);
  const advance: Compiled = compile(([dt, ...rest]) => {
    const [theta, f0] = cut(rest, 2) as [Params, Params];
    const k = stages(table, f, theta, dt!, f0);
    const y = axpy(dt!, weighted(table.b, k), theta);
    const f1 = f(y);
    const error = mul(norm(weighted(difference, [...k, f1])), dt!);
    return [error, norm(y), ...y, ...f1];
  }, precision);
  return {
    init: (theta) => ({
      state: { numbers: {}, vectors: { f0: drift(theta) } },
      work: drifts(term, 1),
    }),
    step(theta, at, state) {
      const [error, size, ...rest] = withStepFeeds(at, term, (dt) =>
        advance([dt, ...theta, ...state.vectors.f0!]),
      );
      const estimate = { error: readScalar(error!), size: readScalar(size!) };
      dispose([error!, size!]);
      const [y, f1] = cut(rest, 2) as [Tensor[], Tensor[]];
      return {
        theta: y,
        error: estimate,
        state: { numbers: {}, vectors: { f0: f1 } },
        work: drifts(term, table.b.length),
      };
    },
    dispose() {
      drift.dispose();
      advance.dispose();
    },
  };
}

/** k₁ … k_s, from k₁. */
function stages(
  { a }: Tableau,
  f: (at: Params) => Tensor[],
  theta: Params,
  dt: Tensor,
  first: Params,
): Params[] {
  const k = [first];
  for (const row of a.slice(1)) k.push(f(axpy(dt, weighted(row, k), theta)));
  return k;
}

/** Σᵢ wᵢ kᵢ without the terms whose weight is zero. */
const weighted = (w: readonly number[], k: readonly Params[]): Tensor[] =>
  combine(w.flatMap((wi, i) => (wi === 0 ? [] : [[wi, k[i]!] as const])));
