import type { Estimate } from '../core/estimate.ts';
import { train } from '../dynamics/train.ts';
import { dispose } from '../engine/memory.ts';
import type { Params } from '../engine/tensor.ts';
import { gap } from '../probes/gap.ts';
import { sharpness } from '../probes/sharpness.ts';
import { threshold } from '../probes/threshold.ts';
import { trace } from '../probes/trace.ts';
import { methodKind } from './methods.ts';
import type { Scalars } from './record.ts';
import type { Setting } from './setting.ts';
import type { RunSpec } from './spec.ts';

/** Loss, accuracy and gap at θ, then whichever of trace and sharpness the spec asks for. */
export function measureEnd({ measure }: RunSpec, setting: Setting, theta: Params): Scalars {
  const { hessians, random } = setting;
  const start = performance.now();
  const train = setting.evaluateTrain(theta);
  const test = setting.evaluateTest(theta);
  // A forward pass on both sets costs about a third of a gradient each.
  const cost = { gradients: 1, hvps: 0, seconds: (performance.now() - start) / 1000 };
  const H = hessians.at(theta);
  const scalars = {
    ...gap(train, test, cost),
    ...(measure.trace && { trace: trace(H, { ...measure.trace, random: random.fork('trace') }) }),
    ...(measure.sharpness && {
      sharpness: sharpness(H, { ...measure.sharpness, random: random.fork('sharpness') }),
    }),
  };
  H.dispose();
  return scalars;
}

/** λ₀, the sharpness at the start, where sharpness or a threshold is asked for. */
export function measureStart({ measure }: RunSpec, { hessians, theta0, random }: Setting): Scalars {
  const options = measure.sharpness ?? (measure.threshold && DEFAULT_SHARPNESS);
  if (options === undefined) return {};
  const H = hessians.at(theta0);
  const initialSharpness = sharpness(H, { ...options, random: random.fork('sharpness') });
  H.dispose();
  return { initialSharpness };
}

/** Enough to place the first trial of a threshold. */
const DEFAULT_SHARPNESS = { tolerance: 1e-2, maxIterations: 100 };

/**
 * η_max of the spec's own method from its own start, next to 2/λ₀; empty where it has no learning rate.
 *
 * A trial is stable if it neither diverges within `steps` steps nor ends above its first loss, so a
 * catapult that comes down again counts as stable.
 */
export function measureThreshold(
  spec: RunSpec,
  setting: Setting,
  lambda0: Estimate | undefined,
): Scalars {
  const { measure, method } = spec;
  const kind = methodKind(method);
  const { at } = kind;
  if (measure.threshold === undefined || at === undefined || lambda0 === undefined) return {};
  // Without a positive curvature at the start there is no 2/λ₀ to begin from.
  if (!(lambda0.value > 0 && Number.isFinite(lambda0.value))) return {};
  const { width, steps } = measure.threshold;
  const { objective, theta0, random, trainLoss, data } = setting;
  const trial = (eta: number) => {
    const built = kind.build(at(method, eta), objective, data.count, random.fork('batches'));
    const lookEvery = Math.min(steps, TRIAL_LOOKS);
    const end = train(built, theta0, { stop: { steps }, loss: trainLoss, lookEvery });
    dispose(end.theta);
    // A loss that has settled on its noise floor has not diverged.
    const survived = end.ending === 'completed' || end.ending === 'stalled';
    const stable = survived && end.loss < end.initialLoss;
    return { stable, gradients: end.work.gradients };
  };
  return { threshold: threshold(trial, { guess: 2 / lambda0.value, width }) };
}

/** Steps between looks in a trial: a diverging loss multiplies by far more than this test needs. */
const TRIAL_LOOKS = 10;
