import type { Metric } from '../arms/metric.ts';
import { BOUNDS } from '../arms/threshold-by-batch.ts';
import { armPairOf, isItsPair, pairsOf } from '../effects/arm-pairs.ts';
import type { Effect } from '../effects/effect.ts';
import { grouped } from '../effects/grouped.ts';
import { isAsked, isLine, type Root } from '../effects/root.ts';
import type { Test } from '../effects/test.ts';
import { effectSentences } from './effect-sentences.ts';
import type { Draft, Finder } from './finding.ts';

/** What sections of effects there are, by the metrics that they take. */
export type Topic = 'curvature' | 'loss' | 'start' | 'other';

/** Whatever moves a metric of this topic: each comparison and trend with a test, in one sentence where several say the same. */
export const effects = (topic: Topic): Finder<'effects', Effect> => ({
  kind: 'effects',
  find: ({ roots }) => {
    const own = roots.filter(({ metric }) => topicOf(metric) === topic);
    return grouped(own, (root) => subjectKey(root)).map(draftOf);
  },
});

/** What theory bounds a rate by is held against the rate, and is no measure of the runs. */
const topicOf = ({ key, at, column }: Metric): Topic | null => {
  if (BOUNDS.some((bound) => bound.key === key)) return null;
  if (at === 'start') return 'start';
  if (column === undefined) return 'other';
  return column.table === 'curvature' ? 'curvature' : 'loss';
};

/** Roots that one sentence can speak of: one axis, one method, any problem and metric. */
function subjectKey({ family, common, arms }: Root): string {
  const values =
    family.kind === 'line' ? [] : family.settings[0]!.map(({ value }) => String(value));
  const { loss, ...stop } = arms[0]!.spec.stop;
  return JSON.stringify([family.kind, family.axis.name, common.method, values, loss ?? stop]);
}

/** Losses and accuracies, which every run has and nobody had to ask for, share the level of two; chosen. */
const weightIn = (metric: Metric): number => (isAsked(metric) ? 1 : 1 / 3);

function draftOf(roots: readonly Root[]): Draft<Effect> {
  const asked = roots.map((root) => {
    const { apart, within } = isLine(root) ? root.size.slope : root.size.evidence;
    const pairs = pairsOf(root);
    const behind = isItsPair(root) ? [] : pairs.map(({ test }) => test);
    const test: Test =
      root.size.kind === 'undefined'
        ? { apart: null, within: null }
        : { apart, within, behind, weight: weightIn(root.metric) };
    return { root, pairs, test };
  });
  return {
    tests: asked.map(({ test }) => test),
    say: (decisions) =>
      effectSentences(
        asked.map(({ root, pairs, test }) => ({
          root,
          told: decisions.of(test),
          pairs: pairs.map((pair) =>
            // The one pair of a comparison is what was compared.
            armPairOf(root, pair, decisions.of(isItsPair(root) ? test : pair.test)),
          ),
        })),
        decisions.families,
      ),
  };
}
