import { integerAtLeast } from '../../core/check.ts';
import { type Estimate, noCost } from '../../core/estimate.ts';
import { studentInterval } from '../../stats/student.ts';
import { mean, type Summary, summary } from '../../stats/summary.ts';

/** A tail index α, with a warning where the samples contradict the law behind it. */
export interface TailIndex extends Estimate {
  readonly warning?: string;
}

/** Combined standard errors by which two estimates of one index must differ to contradict each other. */
const CONTRADICTION = 3;

/**
 * The Hill estimator of α in P(X > x) ∝ x^{−α}: 1/α̂ = (1/k) Σ_{i≤k} ln(X₍ᵢ₎/X₍ₖ₊₁₎) over the k largest.
 *
 * Hill, Ann. Stat. 3 (1975) 1163–1174; the standard error α̂/√k is asymptotic, for a tail that is an exact power
 * law beyond X₍ₖ₊₁₎. It returns a number for any sample: of a Gaussian or an exponential law, whose tails are no
 * power law, one that grows without end as k falls. So it is formed again from the k/4 largest, and is not
 * converged, with a warning, where the two contradict each other.
 *
 * @throws RangeError unless k is an integer ≥ 8 below the number of values, all ≥ 0
 */
export function hill(values: ArrayLike<number>, k: number): TailIndex {
  integerAtLeast('k', k, 8);
  if (!(k < values.length))
    throw new RangeError(`invalid k; not below the number of values ${values.length}: ${k}`);
  const sorted = Float64Array.from(values).sort().reverse();
  if (!(sorted[sorted.length - 1]! >= 0)) throw new RangeError('invalid values; not all in [0, ∞)');
  const tail = (count: number): number => {
    const logs = sorted.subarray(0, count).map((x) => Math.log(x / sorted[count]!));
    return 1 / mean(logs);
  };
  const value = tail(k);
  const stderr = value / Math.sqrt(k);
  const interval = studentInterval(value, stderr, k - 1);
  const fewer = Math.floor(k / 4);
  const beyond = tail(fewer);
  // The two share a quarter of their values; the difference of their logs has variance 1/fewer − 1/k.
  const apart = Math.abs(Math.log(beyond / value)) / Math.sqrt(1 / fewer - 1 / k);
  const estimate = { value, stderr, interval, cost: noCost };
  if (apart <= CONTRADICTION) return { ...estimate, converged: Number.isFinite(value) };
  return {
    ...estimate,
    converged: false,
    warning: `no power law: the index is ${value.toPrecision(3)} from the ${k} largest and ${beyond.toPrecision(3)} from the ${fewer} largest`,
  };
}

/**
 * The index α of symmetric α-stable samples, from how fast sums of K grow: 1/α̂ = (E ln|Y| − E ln|X|)/ln K.
 *
 * Y is the sum of K of the X in a row, of the law of K^{1/α} X. Mohammadi, Mohammadpour & Ogata, Metrika 78 (2015)
 * 549–561, corollary 2.4, as used by Şimşekli, Sagun & Gürbüzbalaban, A tail-index analysis of stochastic gradient
 * noise in deep neural networks, ICML 2019. Each row of `samples` is one component of the noise over
 * independent draws, so that components of different sizes do not mix: sums across them make Gaussian noise look
 * heavy-tailed. Standard error and Student interval are over blocks of K.
 *
 * It supposes that the noise is stable. Any law of finite variance gives something below 2 at small K and rises
 * towards 2, by the central limit theorem; one that is 0 but for round-off in some draws, as bounded noise on a lattice
 * is, gives any number. So it is formed again from blocks of 4K, and from the spread of the logarithms: a stable law
 * has var ln|X| = (π²/6)(1/α² + ½) (Zolotarev, One-dimensional stable distributions, 1986, §3.6; Ma & Nikias, IEEE
 * Trans. Signal Processing 43 (1995) 2884–2897). It is not converged, with a warning, where two of them contradict each
 * other or the interval lies above 2.
 *
 * @throws RangeError unless K is an integer ≥ 2 and each row holds at least 8 blocks of 4K
 */
export function stableIndex(samples: readonly ArrayLike<number>[], K: number): TailIndex {
  integerAtLeast('K', K, 2);
  const draws = samples[0]?.length ?? 0;
  if (!(draws >= 32 * K) || samples.some((row) => row.length !== draws))
    throw new RangeError(`invalid samples; not rows of one length ≥ ${32 * K}: ${draws}`);
  const now = growth(samples, K);
  const wider = growth(samples, 4 * K);
  const value = 1 / now.mean;
  const stderr = value ** 2 * now.stderr;
  // 1/α that may be 0 leaves α without a bound.
  const bound = now.interval[0] > 0 ? 1 / now.interval[0] : Number.POSITIVE_INFINITY;
  const interval: [number, number] = [1 / now.interval[1], bound];
  const estimate = { value, stderr, interval, cost: noCost };
  const warning = contradiction(now, wider, spread(samples), K);
  if (warning !== undefined) return { ...estimate, converged: false, warning };
  return interval[1] < 2
    ? { ...estimate, converged: true }
    : { ...estimate, converged: Number.isFinite(value), warning: 'not told from a Gaussian, 2' };
}

/** What speaks against a stable law with this 1/α, from sums of K, of 4K and from the spread of the logarithms. */
function contradiction(now: Summary, wider: Summary, logs: Summary, K: number): string | undefined {
  const told = (inverse: number) => (1 / inverse).toPrecision(3);
  const apart = (a: Summary, b: Pick<Summary, 'mean' | 'stderr'>) =>
    Math.abs(a.mean - b.mean) / Math.hypot(a.stderr, b.stderr);
  // NaN, as of noise that is exactly 0 in some draws, contradicts too.
  if (!(apart(wider, now) <= CONTRADICTION))
    return `not stable: the index is ${told(now.mean)} from sums of ${K} and ${told(wider.mean)} from sums of ${4 * K}`;
  const factor = Math.PI ** 2 / 6;
  const predicted = {
    mean: factor * (now.mean ** 2 + 0.5),
    stderr: 2 * factor * Math.abs(now.mean) * now.stderr,
  };
  if (!(apart(logs, predicted) <= CONTRADICTION))
    return (
      `not stable: the logarithms have variance ${logs.mean.toPrecision(3)}, and those of a stable law ` +
      `of index ${told(now.mean)} have ${predicted.mean.toPrecision(3)}`
    );
  return now.interval[1] < 0.5 ? `not stable: the index is ${told(now.mean)}, above 2` : undefined;
}

/** (ln|X| − its mean)² of each draw, averaged over the rows: the variance of ln|X|, of one row at a time. */
function spread(samples: readonly ArrayLike<number>[]): Summary {
  const n = samples[0]!.length;
  const logs = samples.map((row) => Float64Array.from(row, (x) => Math.log(Math.abs(x))));
  const centres = logs.map(mean);
  return summary(
    Array.from(
      { length: n },
      (_, i) => (mean(logs.map((row, s) => (row[i]! - centres[s]!) ** 2)) * n) / (n - 1),
    ),
  );
}

/** (ln|Y| − mean ln|X|)/ln K of each block of K, averaged over the rows. */
function growth(samples: readonly ArrayLike<number>[], K: number) {
  const blocks = Math.floor(samples[0]!.length / K);
  const perBlock = Array.from({ length: blocks }, (_, b) => {
    const growths = samples.map((row) => {
      let sum = 0;
      let logs = 0;
      for (let i = b * K; i < (b + 1) * K; i++) {
        sum += row[i]!;
        logs += Math.log(Math.abs(row[i]!));
      }
      return (Math.log(Math.abs(sum)) - logs / K) / Math.log(K);
    });
    return mean(growths);
  });
  return summary(perBlock);
}
