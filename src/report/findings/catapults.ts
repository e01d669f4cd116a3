import { significant } from '../../core/format.ts';
import type { Run } from '../../lab/records/record.ts';
import { mean } from '../../stats/summary.ts';
import type { Arm } from '../arms/arm.ts';
import { measured } from '../arms/quantity.ts';
import { plural } from '../arms/wording.ts';

/** One sentence for each arm with runs whose loss rose well above its first value without diverging. */
export function catapultSentences(arms: readonly Arm[]): string[] {
  return arms.flatMap(({ label, runs }) => {
    const rises = runs.flatMap((run) => risen(run) ?? []);
    const back = rises.filter(({ recovered }) => recovered);
    const out = rises.filter(({ recovered }) => !recovered);
    return [
      ...(back.length === 0
        ? []
        : [
            `${back.length} of ${plural(runs.length, 'run')} of ${label} catapulted: the training loss rose ` +
              `to ${spanOf(back)} × its first value and came back to it${flattened(back)}.`,
          ]),
      ...(out.length === 0
        ? []
        : [
            `${out.length} of ${plural(runs.length, 'run')} of ${label} ended above their first training loss, ` +
              `after a rise to ${spanOf(out)} ×, without diverging: too early to tell a catapult from more.`,
          ]),
    ];
  });
}

interface Risen {
  readonly run: Run;
  /** Peak loss over first loss. */
  readonly ratio: number;
  readonly recovered: boolean;
}

function risen(run: Run): Risen | undefined {
  const { catapult } = run.manifest;
  const first = run.series.trainLoss?.[0];
  if (catapult === undefined || first === undefined) return undefined;
  return { run, ratio: catapult.peak.loss / first, recovered: catapult.recovered !== null };
}

function spanOf(rises: readonly Risen[]): string {
  const ratios = rises.map(({ ratio }) => ratio).sort((a, b) => a - b);
  const [low, high] = [ratios[0]!, ratios.at(-1)!].map((ratio) => significant(ratio));
  return low === high ? low! : `${low} to ${high}`;
}

// λ before and after, where every one of the runs has both.
function flattened(rises: readonly Risen[]): string {
  const pairs = rises.flatMap(({ run }) => {
    const [before, after] = [measured(run, 'initialSharpness'), measured(run, 'sharpness')];
    return before && after ? [[before.value, after.value] as const] : [];
  });
  if (pairs.length < rises.length) return '';
  const [before, after] = [0, 1].map((i) => significant(mean(pairs.map((pair) => pair[i]!))));
  const of = pairs.length === 1 ? '' : ', on average';
  return `; λ was ${before} at the start and ${after} at the end${of}`;
}
