import { expect, test } from 'vitest';
import type { Catapult } from '../../../src/dynamics/training/catapult.ts';
import type { Run } from '../../../src/lab/records/record.ts';
import { sentenceOf } from '../../../src/report/findings/finding.ts';
import { findingsOf } from '../../support/findings-of.ts';
import { gd, manifest, run, spec } from '../../support/synthetic-runs.ts';

/** First loss 0.5, as in the fixtures. */
const risen = (seed: number, loss: number, recovered: Catapult['recovered'], after = 4): Run =>
  run(
    spec(gd(0.5), seed),
    { initialSharpness: 6, sharpness: after },
    { manifest: { ...manifest, catapult: { peak: { step: 5, t: 2.5, loss }, recovered } } },
  );
const back = { step: 9, t: 4.5 };
const say = (runs: readonly Run[]) => findingsOf(runs).catapults.map(sentenceOf);
const plain = run(spec(gd(0.5), 3), { initialSharpness: 6, sharpness: 5 });

test('an arm without a rise of the loss has no sentence', () => {
  expect(say([plain])).toEqual([]);
});

test('catapults are counted, with the range of their peaks and the mean λ before and after', () => {
  expect(say([risen(0, 2, back), risen(1, 6, back, 3), plain])).toEqual([
    '2 of 3 runs of GD η = 0.5 catapulted: the training loss rose to 4 to 12 × its first value and came ' +
      'back to it; λ was 6 at the start and 3.5 at the end, on average.',
  ]);
});

test('a rise without return is told apart', () => {
  expect(say([risen(0, 2, back), risen(1, 6, null)])).toEqual([
    '1 of 2 runs of GD η = 0.5 catapulted: the training loss rose to 4 × its first value and came back to it; ' +
      'λ was 6 at the start and 4 at the end.',
    '1 of 2 runs of GD η = 0.5 ended above their first training loss, after a rise to 12 ×, without ' +
      'diverging: too early to tell a catapult from more.',
  ]);
});

test('catapults stand in the report under the stability of the step size', () => {
  const { catapults, sections } = findingsOf([risen(0, 2, back)]);
  const section = sections.find(({ heading }) => heading === 'Stability of the step size');
  expect(section!.findings).toEqual(catapults);
});
