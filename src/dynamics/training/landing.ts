import { integerAtLeast } from '../../core/check.ts';
import type { Params } from '../../engine/tensors/tensor.ts';
import { type IntegrateOptions, integrate, type Method } from '../integrate/integrate.ts';
import { isNoisy } from '../integrate/term.ts';
import type { StopRules } from './stop-rules.ts';
import { type TargetSearch, targetSearch } from './target-search.ts';

/** What a search needs of a training: its rules, its loss, and what it takes its steps with. */
export interface LandingOptions
  extends Pick<IntegrateOptions, 'precision' | 'stepper' | 'carried'> {
  readonly stop: StopRules;
  readonly loss: (theta: Params) => number;
  readonly look: IntegrateOptions['look'] | undefined;
}

/**
 * The search for the step at which a training reaches its target; undefined where none is asked for, and of flows under error control.
 *
 * @throws RangeError unless stop.average, where it is given, is an integer ≥ 1
 */
export function landingOf(
  method: Method,
  theta0: Params,
  { stop, loss, precision, stepper, look, carried }: LandingOptions,
): TargetSearch | undefined {
  if (stop.average === undefined) return undefined;
  const average = integerAtLeast('stop.average', stop.average, 1);
  if (stop.loss === undefined || method.controller.adaptive) return undefined;
  return targetSearch({
    ...{ target: stop.loss, loss },
    ...(isNoisy(method.term) && { average }),
    replay: (resume, steps, stride) =>
      integrate(method, theta0, {
        ...{ resume, steps, stride, carried, watch: Number.POSITIVE_INFINITY },
        ...(stepper && { stepper }),
        ...(look && { look }),
        ...(precision && { precision }),
      }),
  });
}
