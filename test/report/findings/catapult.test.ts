import { expect, test } from 'vitest';
import type { Catapult } from '../../../src/dynamics/training/catapult.ts';
import type { Run } from '../../../src/lab/records/record.ts';
import { sentenceOf } from '../../../src/report/findings/finding.ts';
import { findingsOf } from '../../support/findings-of.ts';
import { gd, manifest, run, sgd, spec } from '../../support/synthetic-runs.ts';

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

/** The same of SGD, whose loss is recorded at these values at the times 0, 1, 2, …, the peak between 2 and 3. */
const noisy = (losses: readonly number[], recovered: Catapult['recovered'] = back): Run => {
  const series = { time: losses.map((_, t) => t), trainLoss: losses };
  const made = run(spec(sgd(4), 0), { initialSharpness: 6, sharpness: 4 }, { series });
  const catapult = { peak: { step: 5, t: 2.5, loss: 12 }, recovered };
  return { ...made, manifest: { ...made.manifest, catapult } };
};

test('under noise a catapult stands out of what noise does at other times', () => {
  expect(say([noisy([0.5, 0.6, 3, 11, 0.4, 0.3, 0.2, 0.2])])[0]).toMatch(
    /^1 of 1 run of SGD B = 4, η = 0\.1 catapulted: /,
  );
  expect(say([noisy([0.5, 0.6, 3, 11, 4, 0.3, 1.5, 0.2])])).toEqual([
    'In 1 of 1 run of SGD B = 4, η = 0.1 the training loss rose to 24 × its first value, as noise alone may raise ' +
      'it: no catapult is told from that.',
  ]);
  // Begun at a minimum, the loss stays above its first value: it is never too early to tell that.
  expect(say([noisy([0.5, 6, 9, 8, 7, 5, 9, 8], null)])[0]).toMatch(/noise alone may raise it/);
});

test('catapults stand in the report under the stability of the step size', () => {
  const { catapults, sections } = findingsOf([risen(0, 2, back)]);
  const section = sections.find(({ heading }) => heading === 'Stability of the step size');
  expect(section!.findings).toEqual(catapults);
});
