import type { Run } from '../../lab/records/record.ts';
import { mean } from '../../stats/summary.ts';
import { type Arm, hasEdge } from '../arms/arm.ts';
import { diverged } from '../arms/measured.ts';
import { estimateText, sampleText } from '../arms/wording.ts';
import type { Finder, Statement } from './finding.ts';
import { type GeometricMean, geometricMean } from './geometric-mean.ts';

/** What λ did along training, in one arm; its interval is widened by the errors of λ. */
export interface Sharpening extends GeometricMean {
  readonly arm: string;
  /** What `ratio` is. `edge`: ηλ/2 over the second half of the training time; `rise`: λ at the end over λ at the start, for flows. */
  readonly kind: 'edge' | 'rise';
}

/** λ of descent against its edge 2/η, and of a flow against its start; none where no run has λ along it. */
export const sharpening: Finder<'sharpening', Sharpening> = {
  kind: 'sharpening',
  find: ({ arms }) => arms.flatMap((arm) => sharpeningOf(arm) ?? []).map(statementOf),
};

function sharpeningOf(arm: Arm): Sharpening | null {
  const flow = arm.family === 'flow';
  if (!flow && !hasEdge(arm)) return null;
  const found = arm.runs.flatMap((run) => ratioOf(run, flow ? undefined : arm.rate) ?? []);
  if (found.length === 0) return null;
  const errors = mean(found.map(({ error }) => error));
  return {
    arm: arm.label,
    kind: flow ? 'rise' : 'edge',
    ...geometricMean(
      found.map(({ ratio }) => Math.log(ratio)),
      errors,
    ),
  };
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

function statementOf(evidence: Sharpening): Statement<Sharpening> {
  const { arm, kind, ratio, interval, n, outcome } = evidence;
  const multiple = estimateText(ratio, interval, { unit: ' ×' });
  const seeds = `n = ${sampleText(n, 'seed')}`;
  return {
    evidence,
    reason:
      kind === 'rise'
        ? `Along ${arm} the sharpness λ ended at ${multiple} its value at the start (${seeds}): `
        : `Over the second half of its training time λ of ${arm} was ${multiple} its edge 2/η on average (${seeds}): `,
    verdict: VERDICTS[kind][outcome],
    remark: '.',
    intervals: 1,
  };
}

const VERDICTS = {
  rise: { above: 'it rose', below: 'it fell', 'cannot tell': 'cannot tell' },
  edge: { above: 'above it', below: 'below it', 'cannot tell': 'cannot be told from it' },
} as const;
