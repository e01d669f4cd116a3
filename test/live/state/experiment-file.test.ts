import { expect, test } from 'vitest';
import { parseExperiment } from '../../../src/lab/experiment/read.ts';
import { experimentFile } from '../../../src/live/state/experiment-file.ts';
import { endOf, lanesOf } from '../../../src/live/state/lanes.ts';
import { problemOf } from '../../../src/live/state/problem.ts';
import { questions, stateOfQuestion } from '../../../src/live/state/questions.ts';
import { companions, initialState, type LiveState } from '../../../src/live/state/state.ts';

const states: readonly (readonly [string, LiveState])[] = [
  ...questions.map((question) => [question.id, stateOfQuestion(question)] as const),
  ...companions.map((companion) => [companion, { ...initialState, companion }] as const),
  [
    'all else',
    {
      ...initialState,
      ...{ data: 'mnist', train: 50, batch: 128, labelNoise: 0.05, network: '32-32-32' },
      ...{ activation: 'relu', loss: 'cross-entropy', rate: 0.007, time: 1, seed: 9 },
    },
  ],
];

test.each(states)('the file of %s asks the lab for what the page trains', (_, state) => {
  const text = experimentFile(state, 'What: "does" it do?');
  const { question, specs } = parseExperiment(text, 'live', 'live.yaml');
  expect(question).toBe('What: "does" it do?');
  expect(specs.map(({ method }) => method)).toEqual(lanesOf(state).map(({ method }) => method));
  for (const { method: _method, stop, measure, ...problem } of specs) {
    expect(problem).toEqual(problemOf(state));
    expect(stop).toEqual({ time: endOf(state) });
    expect(measure.sharpness !== undefined).toBe(state.curvature);
    expect(measure.along !== undefined).toBe(state.curvature);
  }
});
