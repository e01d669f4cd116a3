import type { Run } from '../../lab/records/record.ts';
import { type Edge, edgeFormula, edgeValue } from '../../lab/spec/edge.ts';
import { mean } from '../../stats/summary.ts';
import type { Arm } from '../arms/arm.ts';
import { edgeWords } from '../arms/edge-words.ts';
import { edgeOf } from '../arms/edges.ts';
import { diverged } from '../arms/measured.ts';
import { estimateText, plural } from '../arms/wording.ts';
import type { Finder, Statement } from './finding.ts';
import {
  type GeometricMean,
  geometricMean,
  ownError,
  type RatioWords,
  ratioVerdict,
} from './geometric-mean.ts';
import { judged } from './judged.ts';

/** What a sharpness did along training, in one arm; its interval is widened by the errors of the sharpness. */
export interface Sharpening extends GeometricMean {
  readonly arm: string;
  /**
   * What `ratio` is. `edge`: the quantity over the value at the method's edge, in the second half of the training time; `rise`:
   * λ at the end over λ at the start, for flows.
   */
  readonly kind: 'edge' | 'rise';
  readonly quantity: Edge['quantity'];
  /** That of the edge, such as `2/η`; absent for flows. */
  readonly formula?: string;
}

/** The sharpness of a method against the edge that it has, and λ of a flow against its start; none where no run has it along. */
export const sharpening: Finder<'sharpening', Sharpening> = {
  kind: 'sharpening',
  find: ({ arms }) => arms.flatMap((arm) => sharpeningOf(arm) ?? []).map(statementOf),
};

function sharpeningOf(arm: Arm): Sharpening | null {
  const { family, card } = arm;
  const edge = card.edge && edgeOf(arm, card.edge.quantity);
  if (edge === undefined && family !== 'flow') return null;
  const quantity = edge?.quantity ?? 'sharpness';
  // Several runs of one seed are one value.
  const found = new Map<number, Ratio>();
  for (const run of arm.runs) {
    const ratio = ratioOf(run, quantity, edge);
    if (ratio !== undefined && !found.has(run.spec.seed)) found.set(run.spec.seed, ratio);
  }
  if (found.size === 0) return null;
  const ratios = [...found.values()];
  return {
    arm: arm.label,
    ...(edge === undefined
      ? { kind: 'rise', quantity }
      : { kind: 'edge', quantity, formula: edgeFormula(edge) }),
    ...geometricMean(
      ratios.map(({ ratio }) => Math.log(ratio)),
      mean(ratios.map(({ error }) => error)),
    ),
  };
}

/** What the quantity did in one run, with the relative error that its own errors leave it. */
interface Ratio {
  readonly ratio: number;
  readonly error: number;
}

function ratioOf(run: Run, key: string, edge: Edge | undefined): Ratio | undefined {
  if (diverged(run)) return undefined;
  const { time = [], [key]: levels = [], [`${key}Stderr`]: errors = [] } = run.series;
  // λ is known to its residual; within that of 0 it has no ratio.
  const points = time.flatMap((t, i) => {
    const [lambda, error] = [levels[i]!, errors[i] ?? 0];
    return lambda > error ? [{ t, lambda, error: error / lambda }] : [];
  });
  const [first, last] = [points.at(0), points.at(-1)];
  if (first === undefined || last === undefined || first === last) return undefined;
  if (edge === undefined)
    return { ratio: last.lambda / first.lambda, error: first.error + last.error };
  const late = points.filter(({ t }) => t >= time.at(-1)! / 2);
  if (late.length === 0) return undefined;
  const lambda = mean(late.map((point) => point.lambda));
  return { ratio: lambda / edgeValue(edge), error: mean(late.map((point) => point.error)) };
}

function statementOf(evidence: Sharpening): Statement<Sharpening> {
  const { arm, kind, quantity, formula, ratio, interval, n } = evidence;
  const { name, edge } = edgeWords(quantity)!;
  const multiple = estimateText(ratio, interval, { unit: ' ×' });
  const seeds = `n = ${plural(n, 'seed')}`;
  const reason =
    kind === 'rise'
      ? `Along ${arm} the sharpness λ ended at ${multiple} its value at the start (${seeds}): `
      : `Over the second half of its training time ${name} of ${arm} was ${multiple} its ${edge} ${formula} on average (${seeds}): `;
  return judged(evidence, evidence, {
    reason,
    verdict: ratioVerdict(evidence, WORDS[kind]),
    remark: ownError(evidence),
  });
}

const WORDS: Readonly<Record<Sharpening['kind'], RatioWords>> = {
  rise: {
    ...{ above: 'it rose', below: 'it fell', equal: 'it stayed' },
    'cannot tell': 'cannot tell',
  },
  edge: {
    ...{ above: 'above it', below: 'below it', equal: 'at it' },
    'cannot tell': 'cannot be told from it',
  },
};
