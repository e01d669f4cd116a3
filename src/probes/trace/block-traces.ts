import { integerAtLeast, positive } from '../../core/check.ts';
import { costSince, type Estimate } from '../../core/estimate.ts';
import { type Block, checkBlock } from '../../linalg/layers.ts';
import type { LinearOperator } from '../../linalg/operator.ts';
import { summary } from '../../stats/summary.ts';
import type { TraceOptions } from './hutchinson.ts';
import { FIRST_SAMPLES, MORE_SAMPLES } from './sequential.ts';

/**
 * The traces of diagonal blocks of A, such as one per layer, all from the same products.
 *
 *   tr A_bb ≈ (1/m) Σᵢ z_bᵀ (A z)_b, z = zᵢ of random signs: each product serves every block.
 *
 * Hutchinson's estimator of a block, whose variance per random vector is 2(‖A_bb‖²_F − Σ a²_jj) + ‖A_{b,rest}‖²_F: the
 * second term is the price of sharing. Goes on until every block's standard error is at most relativeError · |its trace|, so a
 * block whose trace is next to 0 spends all of maxProbes and is not converged. The blocks' errors are correlated. Each
 * estimate carries the cost of all.
 *
 * @throws RangeError unless relativeError is in (0, ∞), maxProbes an integer ≥ 2 and every block within A
 */
export function blockTraces(
  A: LinearOperator,
  blocks: readonly Block[],
  { relativeError, maxProbes, random }: TraceOptions,
): Estimate[] {
  positive('relativeError', relativeError);
  integerAtLeast('maxProbes', maxProbes, 2);
  for (const block of blocks) checkBlock(block, A.dim);
  const start = performance.now();
  const samples = blocks.map((): number[] => []);
  let next = FIRST_SAMPLES;
  for (let m = 0; ; next += MORE_SAMPLES) {
    for (; m < Math.min(next, maxProbes); m++) {
      const z = random.fork('probe', m).signs(A.dim);
      const Az = A.matvec(z);
      for (const [b, { from, to }] of blocks.entries()) {
        let form = 0;
        for (let i = from; i < to; i++) form += z[i]! * Az[i]!;
        samples[b]!.push(form);
      }
    }
    const now = samples.map((own) => summary(own));
    const met = now.map(
      ({ mean, stderr }) => m >= FIRST_SAMPLES && stderr <= relativeError * Math.abs(mean),
    );
    if (met.every(Boolean) || m === maxProbes || !now.every((s) => Number.isFinite(s.mean))) {
      const cost = costSince(start, { hvps: m });
      return now.map(({ mean: value, stderr, interval }, b) => ({
        value,
        stderr,
        interval,
        cost,
        converged: met[b]!,
      }));
    }
  }
}
