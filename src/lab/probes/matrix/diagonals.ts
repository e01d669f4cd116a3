import { costSince } from '../../../core/estimate.ts';
import { layers } from '../../../linalg/layers.ts';
import { roundOffOf } from '../../../linalg/round-off.ts';
import { gaussNewton } from '../../../probes/operators/gauss-newton.ts';
import { gaussNewtonDiagonal as diagonals } from '../../../probes/operators/gauss-newton-diagonal.ts';
import {
  type DiagonalEstimate,
  knownDiagonal,
  sampledDiagonal,
} from '../../../probes/trace/diagonal-estimate.ts';
import { diagonalOf } from '../../../probes/trace/hutchinson-diagonal.ts';
import { means, whole } from '../../spec/field.ts';
import { relativeError } from '../estimate-keys.ts';
import { numbered } from '../numbered.ts';
import { defineProbe } from '../probe.ts';

export const hessianDiagonal = defineProbe({
  about:
    'the diagonal of the Hessian: the sum of its squares and its largest entry, and all entries with their errors',
  sources: ['bekas2007', 'hutchinson1989', 'hoeffding1948'],
  cost: 'P quadratic forms vᵀHv where P is at most maxProbes, else an HVP a random vector, 20 or more',
  form: '{ relativeError: 0.03, maxProbes: 2000 }',
  options: {
    relativeError,
    maxProbes: whole(20, 'give the largest number of random vectors, 20 or more')
      .default(2000)
      .meta(
        means(
          'The largest number of random vectors; of networks with no more weights every entry is formed instead.',
          { source: 'that of a trace', example: 10_000 },
        ),
      ),
  },
  outputs: { hessianDiagonalSquares: {}, hessianDiagonalLargest: {} },
  arrays: { entries: 'hessianDiagonal', errors: 'hessianDiagonalErrors' },
  measure({ hessian, random }, options) {
    const own = random.fork('hessian-diagonal');
    const found = diagonalOf(hessian(), { ...options, random: own });
    const { squares, largest } = found;
    return {
      scalars: { hessianDiagonalSquares: squares, hessianDiagonalLargest: largest },
      arrays: arraysOf(found),
    };
  },
});

export const gaussNewtonDiagonal = defineProbe({
  about:
    'the diagonal of the Gauss–Newton matrix, exactly or by Monte Carlo: its sum by layer, the sum of its squares, its largest entry, and all entries',
  sources: ['schraudolph2002', 'hutchinson1989', 'hoeffding1948'],
  cost: 'k passes backward for each example, k the outputs; two of them a draw',
  form: '{ draws: 0, relativeError: 0.03 }',
  options: {
    draws: whole(0, 'give 0 for the exact diagonal, or the largest number of draws, 20 or more')
      .refine((draws) => draws === 0 || draws >= 20, {
        error: 'give 0 for the exact diagonal, or the largest number of draws, 20 or more',
      })
      .default(0)
      .meta(
        means('The largest number of Monte Carlo draws, 20 or more; 0: the exact diagonal.', {
          source: 'exact, which up to 40 outputs is cheaper than 20 draws',
          example: 100,
        }),
      ),
    relativeError,
  },
  outputs: {
    ...{ 'gaussNewtonLayerTrace#': {}, gaussNewtonDiagonalSquares: {} },
    gaussNewtonDiagonalLargest: {},
  },
  arrays: { entries: 'gaussNewtonDiagonal', errors: 'gaussNewtonDiagonalErrors' },
  needs: ['network'],
  measure({ task, theta, random }, { draws, relativeError: error }) {
    const { supervised, precision } = task;
    if (supervised === undefined) return undefined;
    const { objective } = supervised;
    const start = performance.now();
    const blocks = layers(objective.shapes);
    const program = diagonals(objective, precision);
    const n = objective.examples;
    const known = () => {
      const family = gaussNewton(objective, precision);
      const G = family.at(theta);
      const { share, products: hvps } = roundOffOf(G);
      G.dispose();
      family.dispose();
      const entries = program.exact(theta);
      const gradients = n * objective.microbatches.outputSize;
      return knownDiagonal(entries, { share, cost: costSince(start, { gradients, hvps }) }, blocks);
    };
    const drawn = () =>
      sampledDiagonal(
        (k) => program.draw(theta, random.fork('gauss-newton-diagonal', k)),
        { relativeError: error, maxDraws: draws },
        (count) => costSince(start, { gradients: 2 * n * count }),
        blocks,
      );
    const found = draws === 0 ? known() : drawn();
    program.dispose();
    return {
      scalars: {
        ...numbered(found.blocks.map((trace) => ({ gaussNewtonLayerTrace: trace }))),
        gaussNewtonDiagonalSquares: found.squares,
        gaussNewtonDiagonalLargest: found.largest,
      },
      arrays: arraysOf(found),
    };
  },
});

/** A diagonal entry by entry, in the order of θ. */
export interface DiagonalArrays {
  /** Shape [P]. */
  readonly entries: readonly number[];
  /** The standard error of each entry, or what round-off may take off it. Shape [P]. */
  readonly errors: readonly number[];
}

const arraysOf = ({ entries, errors }: DiagonalEstimate): DiagonalArrays => ({
  entries: Array.from(entries),
  errors: Array.from(errors),
});
