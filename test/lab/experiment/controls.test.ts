import { describe, expect, test } from 'vitest';
import { allSpecs, furtherSpecs } from '../../../src/lab/experiment/claim/all-specs.ts';
import { statementsOf } from '../../../src/lab/experiment/predictions.ts';
import { parseExperiment } from '../../../src/lab/experiment/read.ts';
import { errorOf } from '../../support/experiment-error.ts';

const file = `question: q
methods:
  - { method: gradient-descent, rate: [0.1, 0.2] }
  - { method: gradient-flow }
stop: { time: 4 }
measure: { sharpness: false, snapshots: [2] }
arms: { flow: { method: gradient-flow } }
let: { size: trace }
expect:
  - { id: flat, value: { of: size }, where: rate = 0.1, in: "< 10" }
  - { id: near, value: { of: "distance(theta, theta[flow], time = 1)" }, in: "< 1" }
  - { id: noisy, value: { of: noiseTrace }, in: "< 1" }
`;
const read = (control: string, options = {}) =>
  parseExperiment(`${file}control: ${control}\n`, 'my', 'experiments/my.yaml', options);

describe('a control', () => {
  test.each([
    '{ where: rate = 0.2, expect: { flat: refuted } }',
    '{ let: { size: 2*trace }, expect: { flat: refuted } }',
    '{ arms: { flow: { rate: 0.1 } }, expect: { near: refuted } }',
    '{ match: { trainLoss: 3% }, expect: { flat: refuted } }',
    '[{ where: rate = 0.2, expect: { flat: refuted } }, { let: { size: 1 }, expect: { flat: refuted } }]',
  ])('that changes no run needs none of its own: %s', (control) => {
    const experiment = read(control);
    expect(experiment.specs).toHaveLength(9);
    expect(allSpecs(experiment)).toEqual(experiment.specs);
    for (const one of experiment.controls!) expect(furtherSpecs(experiment, one)).toEqual([]);
  });

  test('that sets a key shares all other runs, which measure what the file needs', () => {
    const experiment = read(
      '{ id: heavy, why: inertia, set: { methods.0.method: heavy-ball, methods.0.momentum: 0.5 }, expect: { flat: refuted } }',
    );
    const [control] = experiment.controls!;
    expect(control).toMatchObject({
      ...{ id: 'heavy', why: 'inertia', expected: { flat: 'refuted' } },
      set: { 'methods.0.method': 'heavy-ball', 'methods.0.momentum': 0.5 },
    });
    const further = furtherSpecs(experiment, control!);
    expect(further.map(({ method }) => method)).toEqual(
      [0.1, 0.2].flatMap((rate) =>
        [0, 1, 2].map(() => expect.objectContaining({ method: 'heavy-ball', rate, momentum: 0.5 })),
      ),
    );
    const { measure } = experiment.specs[0]!;
    expect(measure).toMatchObject({ gradientNoise: {}, snapshots: [1, 2] });
    for (const one of control!.specs) {
      const { threshold: _, ...rest } = one.measure;
      const { threshold: __, ...own } = measure;
      expect(rest).toEqual(own);
    }
  });

  test('has the statements that it expects something of, each as it then reads', () => {
    const [control] = read(
      '{ where: rate = 0.2, let: { size: 2*trace }, expect: { flat: refuted } }',
    ).controls!;
    expect(statementsOf(control!)).toMatchObject([
      { id: 'flat', where: { text: 'rate = 0.2' }, lets: { size: { text: '2*trace' } } },
    ]);
    expect(control!.id).toBe('control');
  });

  test('goes on top of --set, and its times end where it does', () => {
    const [control] = read('{ set: { stop.time: 0.5 }, expect: { flat: refuted } }', {
      sets: ['data.train=30', 'measure.snapshots=[]'],
    }).controls!;
    expect(control!.specs[0]).toMatchObject({ data: { train: 30 }, stop: { time: 0.5 } });
    expect(control!.specs[0]!.measure.snapshots).toEqual([]);
  });

  test.each([
    [
      '{ set: { data.trian: 5 }, expect: { flat: refuted } }',
      '13:19: control.set.data.trian: under the control control: unknown key "trian" in data (did you mean "train"?)',
    ],
    [
      '{ set: { methods.2.rate: 5 }, expect: { flat: refuted } }',
      'experiments/my.yaml:13:19: control.set.methods.2.rate: methods is a list: use methods.0 to methods.1',
    ],
    [
      '{ id: big, set: { methods.0.rate: -5 }, expect: { flat: refuted } }',
      '13:28: control.set.methods.0.rate: under the control big: methods[0].rate must be > 0, got -5: give a positive learning rate',
    ],
    [
      '{ let: { size: trac }, expect: { flat: refuted } }',
      /^13:19: control.let.size: under the control control: let.size, line 1, column 1: .*trac.*trace/,
    ],
    [
      '{ where: batch = 4, expect: { flat: refuted } }',
      /^13:12: control.where: under the control control: expect\[0\].where, line 1, column 1: .*batch/,
    ],
  ])('that cannot be read is refused where it stands: %s', (control, message) => {
    const error = errorOf(`${file}control: ${control}\n`);
    if (typeof message === 'string')
      expect(error).toBe(message.replace('experiments/my.yaml:', ''));
    else expect(error).toMatch(message);
  });
});

describe('a budget', () => {
  const budgets = `${file}budgets: { quick: { seeds: 2, methods.0.rate: 0.1, stop.time: 4 }, long: { seeds: 9 } }\n`;
  const at = (budget: 'quick' | 'default' | 'long', sets: readonly string[] = []) =>
    parseExperiment(budgets, 'my', 'my.yaml', { budget, sets });

  test('is a patch of the file, before what --set changes', () => {
    expect(at('default').specs).toHaveLength(9);
    expect(at('quick').specs).toHaveLength(4);
    expect(at('long').specs).toHaveLength(27);
    expect(at('quick', ['seeds=1']).specs).toHaveLength(2);
    // What two budgets share is one run.
    expect(at('default').specs).toEqual(expect.arrayContaining([...at('quick').specs]));
  });

  test('has as many other seeds where they are to begin elsewhere, and so has a control', () => {
    const seedsOf = (specs: readonly { readonly seed: number }[]) => [
      ...new Set(specs.map(({ seed }) => seed)),
    ];
    const from = (text: string, options = {}) =>
      parseExperiment(text, 'my', 'my.yaml', { seedsFrom: 101, ...options });
    expect(seedsOf(from(budgets).specs)).toEqual([101, 102, 103]);
    expect(seedsOf(from(budgets, { budget: 'quick' }).specs)).toEqual([101, 102]);
    // A list names its seeds for a reason.
    expect(seedsOf(from(`${file}seeds: [7, 9]\n`, { seedsFrom: 5 }).specs)).toEqual([7, 9]);
    const control = '{ set: { methods.0.rate: 0.3 }, expect: { flat: refuted } }';
    const [changed] = read(control, { seedsFrom: 101 }).controls!;
    expect(seedsOf(changed!.specs)).toEqual([101, 102, 103]);
    expect(() => from(`${file}seeds: some\n`)).toThrow('--seeds-from 101: seeds');
  });

  test('that the file does not have leaves it as it stands, and one that does not fit is refused before it is asked for', () => {
    const read = (budget?: 'quick') => parseExperiment(file, 'my', 'my.yaml', { budget });
    expect(read('quick')).toEqual(read());
    expect(errorOf(`${file}budgets: { long: { data.trian: 9 } }\n`)).toBe(
      '13:20: budgets.long.data.trian: at the budget long: unknown key "trian" in data (did you mean "train"?)',
    );
  });
});
