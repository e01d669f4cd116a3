import { costSince, type Estimate } from '../../core/estimate.ts';
import { compile, type Precision } from '../../engine/program/compile.ts';
import { clone, dispose } from '../../engine/tensors/memory.ts';
import { sub } from '../../engine/tensors/operations.ts';
import { readScalar } from '../../engine/tensors/precise.ts';
import type { Params, Tensor } from '../../engine/tensors/tensor.ts';
import type { Ending } from '../integrate/ending.ts';
import { integrate, type Method } from '../integrate/integrate.ts';
import { cut, norm } from '../integrate/params-algebra.ts';
import { total, type Work } from '../integrate/work.ts';

export interface EndpointOptions {
  /** Relative local error of a step, > 0. */
  readonly tolerance: number;
  /** Training time T of the endpoint. */
  readonly time: number;
  readonly precision?: Precision;
}

/** How much tighter the second flow is. */
const TIGHTER = 10;

/**
 * The error ‖θ_τ(T) − θ(T)‖ of a flow's endpoint weights, from the same flow at a tenth of its tolerance τ.
 *
 * Steps keep their local error, dt^{q+1}, at τ, so the error e of a method of order p goes as τ^{p/(q+1)}
 * and that of the tighter flow is r e with r = 10^{−p/(q+1)}. `value` is the distance of the two
 * endpoints; e then lies in `interval`, value/(1 ± r), and `stderr` is half its width. Hairer,
 * Nørsett & Wanner, Solving ODEs I, §II.4, extrapolation of the global error.
 *
 * Not converged if either flow ends before T; the value is then NaN. Costs both flows.
 */
export function endpointError(
  flow: (tolerance: number) => Method,
  theta0: Params,
  { tolerance, time, precision = 'single' }: EndpointOptions,
): Estimate {
  const start = performance.now();
  const [loose, tight] = [tolerance, tolerance / TIGHTER].map((t) =>
    endpoint(flow(t), theta0, time, precision),
  ) as [Endpoint, Endpoint];
  const converged = loose.ending === 'completed' && tight.ending === 'completed';
  const value = converged ? distance(loose.theta, tight.theta, precision) : Number.NaN;
  dispose([...loose.theta, ...tight.theta]);
  const { order, errorOrder = order } = flow(tolerance).solver;
  const r = TIGHTER ** (-order / (errorOrder + 1));
  const interval = [value / (1 + r), value / (1 - r)] as const;
  return {
    value,
    stderr: (interval[1] - interval[0]) / 2,
    interval,
    cost: costSince(start, total(loose.work, tight.work)),
    converged,
  };
}

interface Endpoint {
  readonly theta: readonly Tensor[];
  readonly work: Work;
  readonly ending: Ending;
}

function endpoint(method: Method, theta0: Params, time: number, precision: Precision): Endpoint {
  const path = integrate(method, theta0, { time, precision });
  let theta: readonly Tensor[] = [];
  let work: Work = { gradients: 0, hvps: 0 };
  for (let next = path.next(); ; next = path.next()) {
    if (next.done === true) return { theta, work, ending: next.value };
    dispose(theta);
    theta = clone(next.value.theta);
    work = next.value.work;
  }
}

function distance(a: Params, b: Params, precision: Precision): number {
  const program = compile((both) => {
    const [x, y] = cut(both, 2) as [Params, Params];
    return [norm(x.map((xi, i) => sub(xi, y[i]!)))];
  }, precision);
  const [length] = program([...a, ...b]);
  const value = readScalar(length!);
  dispose(length!);
  program.dispose();
  return value;
}
