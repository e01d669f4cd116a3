import { type Compiled, compile, type Precision } from '../engine/compile.ts';
import { dispose } from '../engine/memory.ts';
import { indices, type Params, scalar, type Tensor, tensor } from '../engine/tensor.ts';
import { axpy } from './arithmetic.ts';
import { type Solver, type Steps, stateless } from './solver.ts';
import { type Clock, drifts, type Feed, feedCount, refuseNoise, type Term } from './term.ts';

/** Steps in one call once a run is long, largest first; and how long that is: compiling takes about 0.3 s, what 4,000 steps gain. */
const BLOCKS = [16, 8];
const LONG = 4096;
/** Parameters × examples of a drift above which a call's overhead is nothing; measured with npm run bench. */
const HEAVY = 1e7;

/**
 * Euler's method, θ ← θ + dt f(θ). With dt = η on a gradient term, gradient descent.
 *
 * `bind` throws Error if the term has noise.
 */
export const euler: Solver = {
  name: 'euler',
  order: 1,
  bind(term, precision) {
    refuseNoise(term, 'euler');
    const single = advance(term, 1, precision);
    const programs = new Map(BLOCKS.map((count) => [count, advance(term, count, precision)]));
    // Without mini-batches TensorFlow's optimizer sees the same input sixteen times and reorders sums.
    const light = term.feeds !== undefined && (term.size ?? Number.POSITIVE_INFINITY) <= HEAVY;
    const result = (theta: Tensor[], taken: number): Steps => ({
      theta,
      taken,
      error: null,
      state: stateless,
      work: drifts(term, taken),
    });
    const one = (theta: Params, at: Clock) =>
      result(
        feed(at, term, (dt, feeds) => single([dt, ...theta, ...feeds])),
        1,
      );
    return {
      init: () => ({ state: stateless, work: { gradients: 0, hvps: 0 } }),
      step: one,
      steps(theta, at, _state, room) {
        if (light && at.step >= LONG) {
          for (const [count, program] of programs) {
            if (count > room || at.step % count !== 0) continue;
            const rows = rowsOf(term, at, count);
            // One graph a block: an epoch's last, smaller batch goes by itself.
            const each = rows.length / count;
            if (rows.some((r, i) => r.length !== rows[i % each]!.length)) continue;
            return result(
              fed(at.dt, rows, (dt, feeds) => program([dt, ...theta, ...feeds])),
              count,
            );
          }
        }
        return one(theta, at);
      },
      dispose() {
        for (const program of [single, ...programs.values()]) program.dispose();
      },
    };
  },
};

/** θ after `count` steps, from [dt, …θ, …feeds of each step]. */
function advance(term: Term, count: number, precision: Precision): Compiled {
  return compile(([dt, ...rest]) => {
    const each = feedCount(term);
    const { theta, feeds } = split(rest, each * count);
    let now: readonly Tensor[] = theta;
    for (let k = 0; k < count; k++) {
      now = axpy(dt!, term.drift(now, feeds.slice(k * each, (k + 1) * each)), now);
    }
    return now;
  }, precision);
}

/** Runs `body` with dt and the term's feeds as tensors, which it frees. */
export const feed = <T>(at: Clock, term: Term, body: (dt: Tensor, feeds: Tensor[]) => T): T =>
  fed(at.dt, rowsOf(term, at, 1), body);

/** What a term wants for `count` steps from here on, in order. */
const rowsOf = (term: Term, at: Clock, count: number): Feed[] =>
  Array.from({ length: count }, (_, k) => term.feeds?.({ ...at, step: at.step + k }) ?? []).flat();

function fed<T>(eta: number, given: readonly Feed[], body: (dt: Tensor, feeds: Tensor[]) => T): T {
  const dt = scalar(eta);
  const feeds = given.map((x) => (x instanceof Int32Array ? indices(x) : tensor(x, [x.length])));
  try {
    return body(dt, feeds);
  } finally {
    dispose([dt, ...feeds]);
  }
}

/** Weights, then this many feeds: one list in, two out. */
export function split(rest: Params, count: number): { theta: Params; feeds: Params } {
  const weights = rest.length - count;
  return { theta: rest.slice(0, weights), feeds: rest.slice(weights) };
}
