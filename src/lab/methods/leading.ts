import type { Rng } from '../../core/random.ts';
import type { Leading } from '../../dynamics/central/leading.ts';
import { eigenpairs } from '../../probes/spectrum/eigenvalues.ts';

/** Residual of an eigenvector that a central flow follows, relative to its eigenvalue; chosen by trial in single precision. */
const TOLERANCE = 1e-3;
/** Products before a pair is taken as it is; a warm start needs about ten. */
const MAX_PRODUCTS = 400;

/** Leading eigenpairs for dynamics that follow them, by thick-restarted Lanczos; its draws are keyed by the step. */
export const leading =
  (random: Rng): Leading =>
  (A, { count, start, step }) => {
    const { top } = eigenpairs(
      { ...A, dispose() {} },
      {
        ...{ top: count, tolerance: TOLERANCE, maxProducts: MAX_PRODUCTS },
        ...{ start, random: random.fork('leading', step) },
      },
    );
    return {
      values: top.map(({ value }) => value.value),
      vectors: top.map(({ vector }) => vector),
      products: top[0]!.value.cost.hvps,
    };
  };
