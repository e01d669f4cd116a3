import { costSince, type Estimate } from '../../core/estimate.ts';
import { compile, type Precision } from '../../engine/program/compile.ts';
import { clone, dispose } from '../../engine/tensors/memory.ts';
import { sub } from '../../engine/tensors/operations.ts';
import { readScalar } from '../../engine/tensors/precise.ts';
import type { Params, Tensor } from '../../engine/tensors/tensor.ts';
import { integrate, type Method } from '../integrate/integrate.ts';
import { cut, norm } from '../integrate/params-algebra.ts';
import { total, type Work } from '../integrate/work.ts';

export interface EndpointOptions {
  /** Relative local error of a step of the flow that was followed, > 0. */
  readonly tolerance: number;
  /** Training time T of the endpoint, and the steps that it took. */
  readonly time: number;
  readonly steps: number;
  /** Of the tighter flow: double precision leaves the round-off of the endpoint in its error. */
  readonly precision: Precision;
}

/** How much tighter the second flow is, and a third where the second takes hardly more steps. */
const TIGHTER = 100;
const AGAIN = 3;

/** Steps of the tighter flow for one of the looser, at most; by the order they are 100^{1/(q+1)}, 4.6 for q = 2. */
const MOST = 30;

/**
 * How many times the error of the tighter flow may be off what the order predicts, which holds as τ → 0 alone. Of 192 flows
 * of small networks by three solvers, τ from 0.01 to 1e-6, 183 stayed within (a smaller set is in the tests).
 */
const OFF = 2;

/**
 * The error e = ‖θ_τ(T) − θ(T)‖ of a flow's endpoint weights θ_τ, from the same flow at a hundredth of its tolerance τ.
 *
 * Steps keep their local error, dt^{q+1}, at τ, so the error of a method of order p goes as τ^{p/(q+1)}
 * and that of the tighter flow is r e with r = 100^{−p/(q+1)} as τ → 0. Where the steps of the looser flow were short for another reason (its first one, stability), n of them against n' of the tighter
 * say r = (n/n')^p; the larger one counts, and beyond 1/20 the flow is followed at τ/10⁴ (and 10⁻⁶ τ) instead. `value` is the distance d of the two
 * endpoints; e then lies in `interval`, d/(1 ± 2r), and `stderr` is half its width. In single precision both ends
 * give way by ε‖θ‖√N too, N the gradients of the tighter flow, whose rounding errors add up like a random walk. Hairer,
 * Nørsett & Wanner, Solving ODEs I, §II.4, extrapolation of the global error; Higham, Accuracy and Stability of Numerical Algorithms, §2.8.
 *
 * Not converged if the tighter flow ends before T, or takes more than 30 steps for one of the looser (where the gradient jumps it may
 * take any number), or if r stays beyond 1/20; the value is NaN where there is no tighter flow. Costs the tighter flows.
 */
export function endpointError(
  end: Params,
  flow: (tolerance: number) => Method,
  theta0: Params,
  options: EndpointOptions,
): Estimate {
  const start = performance.now();
  const { steps, precision } = options;
  const { order, errorOrder = order } = flow(options.tolerance).solver;
  let work: Work = { gradients: 0, hvps: 0 };
  let found: Pick<Estimate, 'value' | 'interval' | 'converged'> = none;
  let { tolerance } = options;
  for (let i = 0; i < AGAIN && !found.converged; i++) {
    tolerance /= TIGHTER;
    const tight = endpoint(flow(tolerance), theta0, { ...options, steps: steps * MOST });
    work = total(work, tight.work);
    const [value, length] = distance(end, tight.theta, precision);
    dispose(tight.theta);
    if (!tight.arrived) break;
    const expected = (options.tolerance / tolerance) ** (-order / (errorOrder + 1));
    const r = Math.max(expected, (steps / tight.steps) ** order);
    const rounding =
      precision === 'double' ? 0 : EPSILON * length * Math.sqrt(tight.work.gradients);
    const low = Math.max(0, (value - rounding) / (1 + OFF * r));
    const high = OFF * r < 1 ? (value + rounding) / (1 - OFF * r) : Number.POSITIVE_INFINITY;
    found = { value, interval: [low, high], converged: r <= 1 / 20 };
  }
  const [low, high] = found.interval!;
  return { ...found, stderr: (high - low) / 2, bounds: [low, high], cost: costSince(start, work) };
}

const none = { value: Number.NaN, interval: [Number.NaN, Number.NaN], converged: false } as const;

/** Half the distance from 1 to the next float32: the relative error of rounding. */
const EPSILON = 2 ** -24;

interface Endpoint {
  readonly theta: readonly Tensor[];
  readonly work: Work;
  readonly steps: number;
  /** Whether the flow came as far as was asked. */
  readonly arrived: boolean;
}

function endpoint(
  method: Method,
  theta0: Params,
  options: { readonly time: number; readonly steps: number; readonly precision: Precision },
): Endpoint {
  let theta: readonly Tensor[] = [];
  let work: Work = { gradients: 0, hvps: 0 };
  let t = 0;
  let steps = 0;
  for (const point of integrate(method, theta0, options)) {
    dispose(theta);
    theta = clone(point.theta);
    ({ work, t, step: steps } = point);
  }
  return { theta, work, steps, arrived: t >= options.time };
}

/** ‖a − b‖ and ‖a‖. */
function distance(a: Params, b: Params, precision: Precision): [number, number] {
  const program = compile((both) => {
    const [x, y] = cut(both, 2) as [Params, Params];
    return [norm(x.map((xi, i) => sub(xi, y[i]!))), norm(x)];
  }, precision);
  const norms = program([...a, ...b]);
  const [off, length] = norms.map(readScalar) as [number, number];
  dispose(norms);
  program.dispose();
  return [off, length];
}
