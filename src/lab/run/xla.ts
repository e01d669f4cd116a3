import type { EngineName } from '../../engine/name.ts';
import type { RunSpec } from '../experiment/run-spec.ts';
import { methodOf } from '../methods/registry.ts';
import { examplesIn } from '../spec/problem.ts';
import { compilesAhead } from '../spec/xla.ts';
import { stopRulesOf } from './stop-rules.ts';

/** Of a run that its target may end, the bound on its steps is mostly far away: a tenth of it counts, chosen. */
const TO_TARGET = 0.1;

/**
 * Whether XLA compiles the steps of a run, which decides its last digits: as `engine.xla` says, else by a table of what pays.
 *
 * Steps under error control, of central flows and of stale gradients are not compiled, nor those of other engines.
 *
 * @param parameters P of its network
 */
export function compilesByXla(
  { network, method: spec, stop, engine, ...rest }: RunSpec,
  parameters: number,
  name: EngineName,
): boolean {
  const method = methodOf(spec);
  if (name !== 'native' || !method.compilable || engine?.xla === 'off') return false;
  if (engine?.xla === 'on') return true;
  const n = examplesIn(rest);
  const { steps = Number.POSITIVE_INFINITY } = stopRulesOf(stop, method, n);
  // How many steps make a training time is the method's to say.
  if (stop.time !== undefined) return false;
  return compilesAhead({
    ...{ kind: network?.kind, parameters, batch: n / method.stepsPerEpoch(n) },
    most: stop.loss === undefined ? steps : TO_TARGET * steps,
  });
}
