import { addCosts, type Cost, type Estimate } from '../../core/estimate.ts';
import type { Rng } from '../../core/random.ts';
import type { Arrays, Scalars } from '../../core/scalars.ts';
import type { Params } from '../../engine/tensors/tensor.ts';
import type { LinearOperator } from '../../linalg/operator.ts';
import { sharpness } from '../../probes/spectrum/sharpness.ts';
import type { RunSpec } from '../experiment/run-spec.ts';
import type { Measured, ProbeContext } from '../probes/probe.ts';
import { type ProbeName, type ProbeOptions, probeKind, probeNames } from '../probes/registry.ts';
import type { Setting } from '../task/task.ts';

/** A point whose operators are made when a probe first asks for them. */
export interface OpenPoint extends ProbeContext {
  dispose(): void;
}

/** What probes see at θ; `lambda0` is λ₀ where it has been measured already. */
export function pointAt(
  { method, measure }: Pick<RunSpec, 'method' | 'measure'>,
  setting: Setting,
  theta: Params,
  { random = setting.random, lambda0 }: { random?: Rng; lambda0?: Estimate | undefined } = {},
): OpenPoint {
  let H: LinearOperator | undefined;
  let start = lambda0;
  return {
    setting,
    method,
    theta,
    random,
    hessian: () => {
      H ??= setting.hessians.at(theta);
      return H;
    },
    initialSharpness: () => {
      start ??= initialSharpness(setting, measure.sharpness ?? DEFAULT_SHARPNESS);
      return start;
    },
    dispose: () => H?.dispose(),
  };
}

/** Enough to place the first trial of a threshold. */
const DEFAULT_SHARPNESS = { tolerance: 1e-2, maxIterations: 100 };

function initialSharpness(
  { hessians, theta0, random }: Setting,
  options: NonNullable<ProbeOptions['sharpness']>,
): Estimate {
  const H = hessians.at(theta0);
  const found = sharpness(H, { ...options, random: random.fork('sharpness') });
  H.dispose();
  return found;
}

/** λ₀, the sharpness at the start, where sharpness or a threshold is asked for. */
export function measureStart(spec: RunSpec, setting: Setting): Scalars {
  const { sharpness: end, threshold } = spec.measure;
  if (end === undefined && threshold === undefined) return {};
  return { initialSharpness: pointAt(spec, setting, setting.theta0).initialSharpness() };
}

/** Measures probes at a point, one after the other in the order of the list. */
export function measureAt(point: ProbeContext, asked: ProbeOptions): Measured {
  const measured = probeNames.flatMap((name) => {
    const options = asked[name];
    return options === undefined ? [] : [probeKind(name).measure(point, options)];
  });
  return {
    scalars: merged<Scalars>(measured.map(({ scalars }) => scalars)),
    arrays: merged<Arrays>(measured.map(({ arrays = {} }) => arrays)),
  };
}

const merged = <T extends object>(parts: readonly T[]): T => Object.assign({}, ...parts) as T;

/** What a run is measured by where it ended: at weights that are finite, or only what belongs to its start. */
export function measureEnd(
  spec: RunSpec,
  setting: Setting,
  end: { readonly theta: Params; readonly finite: boolean; readonly lambda0: Estimate | undefined },
): Measured {
  const point = pointAt(spec, setting, end.theta, { lambda0: end.lambda0 });
  const wanted = (name: ProbeName) => end.finite || probeKind(name).ofStart === true;
  const options = { ...always, ...spec.measure };
  const asked = probeNames.flatMap((name) =>
    wanted(name) && options[name] !== undefined ? [[name, options[name]]] : [],
  );
  try {
    return measureAt(point, Object.fromEntries(asked) as ProbeOptions);
  } finally {
    point.dispose();
  }
}

const always = Object.fromEntries(
  probeNames.flatMap((name) => (probeKind(name).always ? [[name, {}]] : [])),
) as ProbeOptions;

/** What estimates cost together; those of one evaluation share a cost object, which counts once. */
export const costOf = (scalars: Scalars): Cost =>
  addCosts(...new Set(Object.values(scalars).map(({ cost }) => cost)));
