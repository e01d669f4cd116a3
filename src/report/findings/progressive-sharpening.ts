import { significant } from '../../core/format.ts';
import type { Interval } from '../../core/range.ts';
import type { Run } from '../../lab/records/record.ts';
import { compare } from '../../stats/judge.ts';
import { mean, summary } from '../../stats/summary.ts';
import { type Arm, familyOf, hasEdge, rateOf } from '../arms/arm.ts';
import { diverged } from '../arms/quantity.ts';
import { plural } from '../arms/wording.ts';

/** What λ did along training, in one arm. */
export interface Sharpening {
  readonly arm: string;
  /** `edge`: ηλ/2 over the second half of the training time; `rise`: λ at the end over λ at the start, for flows. */
  readonly kind: 'edge' | 'rise';
  /** Geometric mean over seeds. */
  readonly ratio: number;
  /** 95 % Student t interval of the logarithm, widened by the errors of λ, exponentiated; null for one seed. */
  readonly interval: Interval | null;
  readonly n: number;
  readonly sentence: string;
}

/** λ of descent against its edge 2/η, and of a flow against its start; null where no run has λ along it. */
export function sharpeningOf(arm: Arm): Sharpening | null {
  const flow = familyOf(arm.method) === 'flow';
  const rate = hasEdge(arm.method) ? rateOf(arm.method) : undefined;
  if (!flow && rate === undefined) return null;
  const found = arm.runs.flatMap((run) => ratioOf(run, flow ? undefined : rate) ?? []);
  if (found.length === 0) return null;
  const { n, mean: log, interval: sampled } = summary(found.map(({ ratio }) => Math.log(ratio)));
  const slack = mean(found.map(({ error }) => error));
  const wide: Interval = [sampled[0] - slack, sampled[1] + slack];
  const own = {
    arm: arm.label,
    kind: flow ? 'rise' : 'edge',
    ratio: Math.exp(log),
    interval: n === 1 ? null : ([Math.exp(wide[0]), Math.exp(wide[1])] as Interval),
    n,
  } as const;
  return { ...own, sentence: sentenceOf(own, n === 1 ? 'cannot tell' : compare(wide)) };
}

/** The ratio of one run, with the relative error of its λ. */
function ratioOf(run: Run, rate: number | undefined): { ratio: number; error: number } | undefined {
  if (diverged(run)) return undefined;
  const { time = [], sharpness = [], sharpnessStderr = [] } = run.series;
  const points = time.flatMap((t, i) =>
    sharpness[i]! > 0 ? [{ t, lambda: sharpness[i]!, error: sharpnessStderr[i] ?? 0 }] : [],
  );
  if (points.length < 2) return undefined;
  const error = mean(points.map((p) => p.error / p.lambda));
  if (rate === undefined) return { ratio: points.at(-1)!.lambda / points[0]!.lambda, error };
  const late = points.filter(({ t }) => t >= time.at(-1)! / 2).map(({ lambda }) => lambda);
  return late.length === 0 ? undefined : { ratio: (rate * mean(late)) / 2, error };
}

function sentenceOf(
  { arm, kind, ratio, interval, n }: Omit<Sharpening, 'sentence'>,
  side: ReturnType<typeof compare>,
): string {
  const range =
    interval === null ? '' : ` [${significant(interval[0])}, ${significant(interval[1])}]`;
  const seeds = `n = ${plural(n, 'seed')}${n === 1 ? ', no interval' : ''}`;
  return kind === 'rise'
    ? `Along ${arm} the sharpness λ ended at ${significant(ratio)} ×${range} its value at the start (${seeds}): ` +
        `${{ above: 'it rose', below: 'it fell', 'cannot tell': 'cannot tell' }[side]}.`
    : `Over the second half of its training time λ of ${arm} was ${significant(ratio)} ×${range} its edge 2/η on ` +
        `average (${seeds}): ${{ above: 'above it', below: 'below it', 'cannot tell': 'cannot be told from it' }[side]}.`;
}
