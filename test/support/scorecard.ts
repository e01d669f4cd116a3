import { statementsOf } from '../../src/lab/experiment/predictions.ts';
import type { Experiment } from '../../src/lab/experiment/run-spec.ts';
import type { Run } from '../../src/lab/records/record.ts';
import { hashesOf, hashesOfControl } from '../../src/lab/records/stated.ts';
import type { Score, Scorecard } from '../../src/report/scorecard/score.ts';
import { scoreOf } from '../../src/report/scorecard/score-of.ts';
import { run, sgd, spec } from './synthetic-runs.ts';

/** Traces by batch size, a number a seed. */
type Traces = Readonly<Record<number, readonly number[]>>;

export const traces = {
  /** About half of those of the large batch. */
  small: [50, 51, 52],
  large: [100, 101, 103],
  /** As the large batch. */
  like: [100, 101, 102],
  /** Some are a tenth below, some are not. */
  astride: [84, 97, 90],
} as const;

interface Parts {
  /** At B = 4, which is claimed to lie at least a tenth below that at 256. */
  readonly small?: readonly number[];
  /** At B = 16, which the control puts in the place of B = 4. */
  readonly control?: readonly number[];
  readonly sentence?: Experiment['sentence'];
  readonly formula?: string;
}

/** A claim that B = 4 ends at a trace a tenth below that of B = 256, on runs with these traces. */
export function claimOf(id: string, { small, control, sentence, formula }: Parts): Score {
  const all: Traces = {
    256: traces.large,
    ...(small && { 4: small }),
    ...(control && { 16: control }),
  };
  const runsAt = (batch: number): readonly Run[] =>
    (all[batch] ?? []).map((trace, seed) =>
      run(spec(sgd(batch), seed), { trace, trainLoss: 0.01 }),
    );
  const [runs, controlRuns] = [[...runsAt(4), ...runsAt(256)], runsAt(16)];
  const predictions = (batch: number) => ({
    arms: { small: { batch }, large: { batch: 256 } },
    expect: [
      {
        id: 'flatter',
        says: `B = ${batch} is flatter by a tenth`,
        ratio: { of: 'trace', from: 'small', to: 'large' },
        in: '< 0.9',
        because: 'a tenth can be seen',
      },
    ],
  });
  const specs = [4, 256].flatMap((batch) => [0, 1, 2].map((seed) => spec(sgd(batch), seed)));
  const experiment: Experiment = {
    ...{ id, title: id, question: `Does ${id} hold?`, predictions: predictions(4), specs },
    ...(sentence && { sentence }),
    ...(formula !== undefined && { formula }),
    budgets: ['quick'],
    cost: { quick: 0.5 },
    limits: 'These runs are made up.',
    ...(control && {
      controls: [
        {
          ...{
            id: 'control',
            why: 'it is the other arm',
            expected: { flatter: 'refuted' } as const,
          },
          predictions: predictions(16),
          specs: [16, 256].flatMap((batch) => [0, 1, 2].map((seed) => spec(sgd(batch), seed))),
        },
      ],
    }),
  };
  const stated = [
    ...hashesOf(statementsOf(experiment)),
    ...(experiment.controls ?? []).flatMap(hashesOfControl),
  ].map((one) => ({ ...one, beforeData: true, seenWith: [] }));
  return scoreOf(experiment, { runs, controlRuns }, stated);
}

const convergence = {
  ...{ text: 'A text', section: 'Convergence' },
  words: 'Small batches are flatter.',
};

/** A claim of every outcome that the scorecard shows, and of every end of a control. */
export const scorecard: Scorecard = {
  ...{ name: 'theory', budget: 'quick', command: 'flowlab verify --quick', runsDir: 'runs/theory' },
  scores: [
    claimOf('holds', {
      ...{ small: traces.small, control: traces.like, sentence: convergence },
      formula: '\\operatorname{tr} H < 0.9',
    }),
    claimOf('fails', {
      ...{ small: traces.like, control: traces.like },
      sentence: { text: 'A text', section: 'Noise', words: 'Noise <decides> & wins.' },
    }),
    claimOf('blunt', { small: traces.small, control: traces.small }),
    claimOf('weak', { small: traces.small, control: traces.astride, sentence: convergence }),
    claimOf('open', { small: traces.astride, control: traces.like }),
    claimOf('lacking', {}),
  ],
  unscored: [{ id: 'broken', message: 'claims/broken.yaml:1:1: unknown key "questoin"' }],
  untestable: [
    {
      text: 'A text',
      section: 'Policy',
      words: 'Policy must act.',
      because: 'It says what ought to be.',
    },
  ],
};
