import type { Run } from '../../lab/records/record.ts';
import { type Edge, edgeFormula, edgeValue } from '../../lab/spec/edge.ts';
import type { Evidence } from '../../stats/evidence.ts';
import { mean } from '../../stats/summary.ts';
import type { Arm } from '../arms/arm.ts';
import { edgeWords } from '../arms/edge-words.ts';
import { edgeOf } from '../arms/edges.ts';
import { diverged } from '../arms/measured.ts';
import { estimateText, plural } from '../arms/wording.ts';
import { grouped } from '../effects/grouped.ts';
import { isSuggestive } from '../effects/suggestive.ts';
import { listed } from '../effects/words.ts';
import type { Draft, Finder, Statement } from './finding.ts';
import {
  type GeometricMean,
  geometricMean,
  ownError,
  type RatioWords,
  ratioVerdict,
  type Standing,
  standingOf,
} from './geometric-mean.ts';
import { judged } from './judged.ts';
import { heaviest, weightOf } from './weight.ts';

/** What a sharpness did along training, in one arm; its interval is widened by the errors of the sharpness. */
export interface Sharpening extends GeometricMean, Standing {
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

/** Arms of which the same is said. */
export interface Sharpenings {
  readonly arms: readonly Sharpening[];
}

/** The sharpness of a method against the edge that it has, and λ of a flow against its start; none where no run has it along. */
export const sharpening: Finder<'sharpening', Sharpenings> = {
  kind: 'sharpening',
  find: ({ arms }) =>
    grouped(
      arms.flatMap((arm) => sharpeningOf(arm) ?? []),
      ({ kind, quantity, formula }) => JSON.stringify([kind, quantity, formula]),
    ).map(draftOf),
};

/** An arm with the evidence that its verdict rests on. */
type Found = Omit<Sharpening, keyof Standing> & { readonly evidence: Evidence };

function sharpeningOf(arm: Arm): Found | null {
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
  const { value, evidence } = geometricMean(
    ratios.map(({ ratio }) => Math.log(ratio)),
    mean(ratios.map(({ error }) => error)),
  );
  return {
    arm: arm.label,
    ...(edge === undefined
      ? { kind: 'rise', quantity }
      : { kind: 'edge', quantity, formula: edgeFormula(edge) }),
    ...value,
    evidence,
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

function draftOf(found: readonly Found[]): Draft<Sharpenings> {
  const tests = found.map(({ evidence: { apart, within } }) => ({ apart, within }));
  return {
    tests,
    say(decisions) {
      const judgedArms = found.map(({ evidence, ...own }, i) => {
        const told = decisions.of(tests[i]!);
        const sharpening: Sharpening = { ...own, ...standingOf(own, told) };
        const suggestive = isSuggestive(evidence, told) ? decisions.families : undefined;
        return { sharpening, suggestive, weight: weightOf(evidence, told, { against: 'theory' }) };
      });
      return grouped(judgedArms, ({ sharpening: { outcome, equivalent, basis }, suggestive }) =>
        JSON.stringify([outcome, equivalent, basis, suggestive]),
      ).map((alike) => ({
        ...statementOf(
          alike.map(({ sharpening }) => sharpening),
          alike[0]!.suggestive,
        ),
        weight: heaviest(alike.map(({ weight }) => weight)),
      }));
    },
  };
}

function statementOf(
  arms: readonly Sharpening[],
  suggestive: number | undefined,
): Statement<Sharpenings> {
  const [first] = arms as [Sharpening];
  const { kind, quantity, formula } = first;
  const { name, edge } = edgeWords(quantity)!;
  const multiples = listed(
    arms.map(({ ratio, interval }) => estimateText(ratio, interval, { unit: ' ×' })),
  );
  const labels = listed(arms.map(({ arm }) => arm));
  const seeds = `n = ${plural(Math.max(...arms.map(({ n }) => n)), 'seed')}`;
  const reason =
    kind === 'rise'
      ? `Along ${labels} the sharpness λ ended at ${multiples} its value at the start (${seeds}): `
      : `Over the second half of its training time ${name} of ${labels} was ${multiples} its ${edge} ${formula} on average (${seeds}): `;
  return judged({ arms }, first, {
    ...{ reason, suggestive },
    verdict: ratioVerdict(first, WORDS[kind]),
    remark: arms.length === 1 ? ownError(first) : '',
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
