import type { Quadrature } from './quadrature.ts';

/** An eigenvalue apart from the bulk. */
export interface Outlier {
  readonly value: number;
  /** An eigenvalue lies within this of the value. */
  readonly residual: number;
}

/** Residuals up to this share of the gap count as found. */
const FOUND = 1 / 8;

/** Round-off of single-precision products relative to the spectrum's span, with room. */
const SINGLE = 1e-5;

/**
 * The eigenvalues apart from the bulk: going up or down from the median of the spectrum, the bulk ends at the first gap
 * wider than `gap` beyond which every Ritz value has settled on an eigenvalue, and what lies beyond are outliers.
 *
 * A Ritz value has settled if its residual is at most gap/8. More Lanczos steps settle more of them, from the ends of
 * the spectrum inwards, until the outliers are those of the exact spectrum; with fewer steps an outlier next to the bulk
 * may count as bulk. Ritz values of several start vectors within their residuals are one eigenvalue, so that
 * multiplicity is not counted. Ascending.
 */
export function outliers(rules: readonly Quadrature[], span: number, gap: number): Outlier[] {
  const all = rules
    .flatMap(({ nodes, residuals, weights }) =>
      nodes.map((value, j) => ({ value, residual: residuals[j]!, weight: weights[j]! })),
    )
    .sort((a, b) => a.value - b.value);
  const median = medianOf(all);
  const above = all.slice(median);
  const below = all.slice(0, median + 1).reverse();
  const beyond = (side: typeof all) => {
    const at = side.findIndex(
      ({ value }, i) =>
        i > 0 &&
        Math.abs(value - side[i - 1]!.value) > gap &&
        side.slice(i).every(({ residual }) => residual <= FOUND * gap),
    );
    return at < 0 ? [] : side.slice(at);
  };
  return merged([...beyond(below).reverse(), ...beyond(above)], SINGLE * span);
}

/** The index at which half of the weight is reached. */
function medianOf(all: readonly { readonly weight: number }[]): number {
  const half = all.reduce((sum, { weight }) => sum + weight, 0) / 2;
  let sum = 0;
  return all.findIndex(({ weight }) => (sum += weight) >= half);
}

/** Neighbours within their residuals become one, the best of them. */
function merged(sorted: readonly Outlier[], roundOff: number): Outlier[] {
  const out: Outlier[] = [];
  let last: Outlier | undefined;
  for (const { value, residual } of sorted) {
    const same = last !== undefined && value - last.value <= residual + last.residual + roundOff;
    if (!same) out.push({ value, residual });
    else if (residual < out.at(-1)!.residual) out[out.length - 1] = { value, residual };
    last = { value, residual };
  }
  return out;
}
