import { describe, expect, test } from 'vitest';
import { lanesOf } from '../../../src/live/state/lanes.ts';
import type { LaneEnd, LaneRow } from '../../../src/live/state/messages.ts';
import type { Outcome } from '../../../src/live/state/outcome.ts';
import { texts } from '../../../src/live/state/question.ts';
import { type QuestionName, questionNames } from '../../../src/live/state/question-names.ts';
import { questions, stateOfQuestion } from '../../../src/live/state/questions.ts';

test('there are at least eight questions, on both texts and on several sections of each', () => {
  expect(questions.map(({ id }) => id)).toEqual([...questionNames]);
  expect(questions.length).toBeGreaterThanOrEqual(8);
  for (const text of texts) {
    const sections = questions.filter((one) => one.text === text).map(({ section }) => section);
    expect(new Set(sections).size).toBeGreaterThanOrEqual(4);
  }
});

test('what theory predicts is one of the choices, which have names of their own', () => {
  for (const { choices, theory } of questions) {
    const ids = choices.map(({ id }) => id);
    expect(ids).toContain(theory);
    expect(new Set(ids).size).toBe(ids.length);
  }
});

const plain: LaneRow = { loss: 0.2, testLoss: 0.3, testAccuracy: 0.8, distance: 0.01 };

/** The lanes of a run by their ids, each with its rows over the time 0, 1, …; the last of them is the end. */
type Told = Partial<Record<LaneEnd['id'], readonly (Partial<LaneRow> & { diverged?: number })[]>>;

function outcomeOf(id: QuestionName, told: Told, flat?: number): Outcome {
  const state = stateOfQuestion(questions.find((question) => question.id === id)!);
  const lanes = lanesOf(state);
  const length = Math.max(...Object.values(told).map((rows) => rows.length), 1);
  const rows = Array.from({ length }, (_, time) => ({
    time,
    lanes: lanes.map((lane) => ({ ...plain, ...told[lane.id]?.[time] })),
  }));
  const ends = lanes.map((lane, i) => ({
    ...rows.at(-1)!.lanes[i]!,
    ...{ id: lane.id, title: lane.title, trainAccuracy: 0.9, checksum: '00000000' },
  }));
  const landscape = { at: [], losses: [], paths: [], curvature: 1 };
  return {
    ...{ state, rows, ends },
    landscape:
      flat === undefined ? landscape : { ...landscape, flat: { time: flat, stationary: 0.7 } },
  };
}

const lambda = (value: number) => ({ sharpness: { value, error: 0.1 } });
const trace = (value: number) => ({ trace: { value, error: 1 } });

describe('a run is read as', () => {
  test.each<[QuestionName, string | undefined, Told, number?]>([
    ['limit', 'half', { descent: [{ distance: 0.2 }], companion: [{ distance: 0.099 }] }],
    ['limit', 'same', { descent: [{ distance: 0.2 }], companion: [{ distance: 0.21 }] }],
    ['limit', undefined, { descent: [{ distance: 0.2 }], companion: [{ distance: 0.14 }] }],
    [
      'monotone',
      'descent',
      { flow: [{ loss: 2 }, { loss: 1 }], descent: [{ loss: 2 }, { loss: 3 }] },
    ],
    [
      'monotone',
      'neither',
      { flow: [{ loss: 2 }, { loss: 1 }], descent: [{ loss: 2 }, { loss: 1 }] },
    ],
    ['monotone', 'both', { flow: [{ loss: 2 }, { loss: 3 }], descent: [{ loss: 2 }, { loss: 3 }] }],
    ['too-large', 'diverges', { descent: [{ loss: Number.NaN, diverged: 3 }] }],
    ['too-large', 'slower', {}],
    ['edge', 'edge', { descent: [lambda(5), lambda(8), lambda(10.3)] }],
    ['edge', 'below', { descent: [lambda(5), lambda(8), lambda(6)] }],
    [
      'held-flat',
      'flow',
      { flow: [lambda(5), {}, lambda(30)], descent: [lambda(5), {}, lambda(13)] },
    ],
    [
      'momentum',
      'ten',
      {
        descent: lossesOver(20, (t) => 1 / (1 + t)),
        companion: lossesOver(20, (t) => 1 / (1 + 10 * t)),
      },
    ],
    ['batch', 'half', { sgd: [{ distance: 0.2 }], companion: [{ distance: 0.11 }] }],
    ['noise-scale', 'same', { sgd: [{ distance: 0.2 }], companion: [{ distance: 0.19 }] }],
    ['equation', 'further', { sgd: [{ distance: 0.2 }], companion: [{ distance: 0.5 }] }],
    ['labels', 'rises', { descent: [{ testLoss: 0.5 }, { testLoss: 0.3 }, { testLoss: 0.4 }] }],
    ['labels', 'falls', { descent: [{ testLoss: 0.5 }, { testLoss: 0.3 }] }],
    ['flat', 'sgd', { descent: [trace(300)], sgd: [trace(200)] }],
    ['flat', 'alike', { descent: [trace(300)], sgd: [trace(290)] }],
    ['boltzmann', 'flat', {}, 0.72],
    ['boltzmann', 'alike', {}, 0.5],
    ['boltzmann', undefined, {}],
  ])('%s: %s', (id, choice, told, flat) => {
    const question = questions.find((one) => one.id === id)!;
    const outcome = outcomeOf(id, told, flat);
    const read = question.reveal(outcome);
    expect(read.choice).toBe(choice);
    expect(read.says).not.toMatch(/NaN|undefined/);
  });
});

function lossesOver(end: number, loss: (t: number) => number): readonly Partial<LaneRow>[] {
  return Array.from({ length: end + 1 }, (_, t) => ({ loss: loss(t) }));
}
