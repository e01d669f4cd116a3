import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { openEngine } from '../../../src/engine/backend.ts';
import type { Precision } from '../../../src/engine/tensors/precision.ts';
import { fileSources } from '../../../src/lab/data/sources.ts';
import { chosenProbes } from '../../../src/lab/experiment/measure-format.ts';
import { parseExperiment } from '../../../src/lab/experiment/read.ts';
import type { methods } from '../../../src/lab/methods/registry.ts';
import { probes } from '../../../src/lab/probes/registry.ts';
import { execute } from '../../../src/lab/run/execute.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import { scratchFolder } from '../../support/scratch-folder.ts';

/** The precision of every graph that is made. */
const made: Precision[] = [];
vi.mock('../../../src/engine/program/program.ts', async (original) => {
  const own = await original<typeof import('../../../src/engine/program/program.ts')>();
  return {
    ...own,
    assemble: (...args: Parameters<typeof own.assemble>) => {
      made.push(args[2]);
      return own.assemble(...args);
    },
  };
});

beforeAll(async () => {
  await openEngine('native');
});
beforeEach(() => {
  made.length = 0;
});
expectNoLeaks();

const folder = scratchFolder();
const places = { cacheDir: tmpdir(), baseDir: tmpdir(), offline: true };

const specOf = (method: string, measure: string, precision = 'double') =>
  parseExperiment(
    `
data: { name: glyphs, train: 12, test: 10, marker: 1 }
network: { kind: mlp, hidden: [3] }
loss: cross-entropy
precision: ${precision}
methods: [${method}]
seeds: 1
stop: { steps: 3 }
measure: ${measure}
`,
    'all',
    'all.yaml',
  ).specs[0]!;

const off = '{ trace: false, sharpness: false, threshold: false, snapshots: [0], stepLoss: true }';
const flow = 'solver: dormand-prince, tolerance: 0.01';

/** Each method by an entry of its own, some with more that happens in a step. */
const entries: Readonly<Record<(typeof methods)[number]['name'], readonly string[]>> = {
  'gradient-descent': [
    'rate: 0.1',
    'rate: 0.1, delay: { kind: fixed, steps: 2 }',
    'rate: 0.1, labelFlips: 0.2, gradientNoise: 0.01',
  ],
  sgd: ['rate: 0.1, batch: 4', 'rate: 0.1, batch: 4, average: 2'],
  'heavy-ball': ['rate: 0.1'],
  nesterov: ['rate: 0.1'],
  adam: ['rate: 0.01, batch: 4', 'rate: 0.01, weightDecay: 0.1'],
  adamw: ['rate: 0.01, weightDecay: 0.1'],
  rmsprop: ['rate: 0.01'],
  lion: ['rate: 0.01'],
  muon: ['rate: 0.01, batch: 4, weightDecay: 0.1, decay: decoupled'],
  sam: ['rate: 0.1', 'rate: 0.1, batch: 4, normalised: false, momentum: 0.5, clip: 0.1'],
  'gradient-flow': ['tolerance: 0.01', flow, 'solver: heun, dt: 0.1'],
  'modified-flow': [`rate: 0.1, ${flow}`],
  'shuffled-flow': [`rate: 0.1, batch: 4, ${flow}`],
  'momentum-flow': [`rate: 0.1, ${flow}`],
  'central-flow': ['rate: 0.1'],
  'rmsprop-central-flow': ['rate: 0.0005'],
  svag: ['rate: 0.1, batch: 4, amplification: 2'],
  langevin: ['temperature: 0.01, dt: 0.1'],
  'stochastic-flow': ['rate: 0.1, batch: 4, dt: 0.05'],
};

describe('in double precision', () => {
  test.each(
    Object.entries(entries).flatMap(([name, each]) => each.map((keys) => [name, keys] as const)),
  )('%s, %s: no graph is in single precision', async (name, keys) => {
    const spec = specOf(`{ method: ${name}, ${keys} }`, off);
    const { weights } = await execute(spec, fileSources(places));
    expect(made.length).toBeGreaterThan(0);
    expect(made.filter((precision) => precision !== 'double')).toEqual([]);
    // Numbers that float32 does not hold: none was rounded on the way out.
    for (const w of weights) expect(w.some((wi) => Math.fround(wi) !== wi)).toBe(true);
  });

  const needs = (name: (typeof chosenProbes)[number], what: 'walkers' | 'posterior') =>
    probes[name].needs?.includes(what) === true;
  const posterior = chosenProbes.filter((name) => needs(name, 'posterior'));
  const walking = chosenProbes.filter((name) => needs(name, 'walkers'));
  const options: Partial<Record<(typeof chosenProbes)[number], string>> = {
    tailIndex: '{ draws: 256 }',
    rises: '{ steps: 3, restarts: 2, maxProbes: 4 }',
    stabilityBounds: '{ draws: 4 }',
    finalStabilityBounds: '{ draws: 4 }',
  };
  const asked = (name: (typeof chosenProbes)[number]) => `${name}: ${options[name] ?? true}`;
  /** What some probes ask of the method: a velocity, an edge, weights that follow the gradient alone. */
  const carriers = [
    'adam, rate: 0.01, batch: 4',
    'sgd, rate: 0.01, batch: 4',
    'heavy-ball, rate: 0.01, batch: 4',
    'sam, rate: 0.01',
    'central-flow, rate: 0.01',
  ];
  const takes = (carrier: string, name: (typeof chosenProbes)[number]) => {
    try {
      specOf(`{ method: ${carrier} }`, `{ ${name}: true }`);
      return true;
    } catch {
      return false;
    }
  };
  /** What asks for other data or another network. */
  const elsewhere: Partial<Record<(typeof chosenProbes)[number], string>> = {
    determination:
      'data: { name: csv, path: line.csv, targets: values, columns: [y], train: 12, test: 3 }\nnetwork: { kind: linear }',
    meanSquareThreshold: 'data: { name: linear-regression, dimensions: 2, train: 20 }',
    rescaled:
      'data: { name: glyphs, train: 12, test: 10 }\nnetwork: { kind: mlp, hidden: [3], activation: relu }',
  };

  const apart = [...walking, ...posterior, ...Object.keys(elsewhere)];
  const carried = new Map(
    chosenProbes
      .filter((name) => !apart.includes(name))
      .map((name) => [name, carriers.find((carrier) => takes(carrier, name))]),
  );

  test('every probe is in one of these tests', () => {
    const others = chosenProbes.filter((name) => carried.get(name) === undefined);
    expect(others.toSorted()).toEqual(apart.toSorted());
  });

  test.each(carriers)(
    'no probe makes a graph in single precision, at the end or along the run: %s',
    async (carrier) => {
      const own = chosenProbes.filter((name) => carried.get(name) === carrier);
      expect(own.length).toBeGreaterThan(0);
      const rest = ['trace', 'sharpness', 'threshold'].filter(
        (name) => !own.some((o) => o === name),
      );
      const measure = [...own.map(asked), ...rest.map((name) => `${name}: false`)];
      const spec = specOf(
        `{ method: ${carrier} }`,
        `{ ${measure.join(', ')}, along: { sharpness: { points: 2 } } }`,
      );
      const { scalars } = await execute(spec, fileSources(places));
      expect(Object.keys(scalars).length).toBeGreaterThan(own.length);
      expect(made.length).toBeGreaterThan(0);
      expect(made.filter((precision) => precision !== 'double')).toEqual([]);
    },
    120_000,
  );

  test.each([
    ['one that watches walkers', 'double-well', walking],
    [
      'one of few weights with a posterior',
      '{ name: linear-regression, dimensions: 3, train: 50 }',
      posterior,
    ],
  ] as const)('nor does %s', async (_, data, watching) => {
    expect(watching.length).toBeGreaterThan(0);
    const [spec] = parseExperiment(
      `
data: ${data}
precision: double
methods: [{ method: langevin, temperature: 0.05, dt: 0.01 }]
seeds: 1
stop: { steps: 400 }
measure: { ${watching.map((name) => `${name}: true`).join(', ')}, trace: false, sharpness: false, threshold: false }
`,
      'watched',
      'watched.yaml',
    ).specs;
    const { scalars, arrays } = await execute(spec!, fileSources(places));
    // A histogram leaves no number of its own.
    for (const name of watching) expect({ ...scalars, ...arrays }).toHaveProperty(name);
    expect(made.filter((precision) => precision !== 'double')).toEqual([]);
  });

  test.each(Object.entries(elsewhere))('nor does %s', async (name, problem) => {
    writeFileSync(
      join(folder, 'line.csv'),
      `x,y\n${Array.from({ length: 21 }, (_, i) => `${i},${2 * i + (i % 3)}`).join('\n')}\n`,
    );
    const [spec] = parseExperiment(
      `
${problem}
precision: double
methods: [{ method: sgd, rate: 0.01, batch: 4 }]
seeds: 1
stop: { steps: 3 }
measure: { ${name}: true, trace: false, sharpness: false, threshold: false }
`,
      ...(['elsewhere', join(folder, 'elsewhere.yaml')] as const),
    ).specs;
    const { scalars } = await execute(
      spec!,
      fileSources({ cacheDir: folder, baseDir: folder, offline: true }),
    );
    expect(Object.keys(scalars).length).toBeGreaterThan(0);
    expect(made.filter((precision) => precision !== 'double')).toEqual([]);
  });

  test('nor does what estimates a flow’s error', async () => {
    const measure = off.replace('{', '{ flowError: true,');
    await execute(
      specOf('{ method: gradient-flow, tolerance: 0.01 }', measure),
      fileSources(places),
    );
    expect(made.filter((precision) => precision !== 'double')).toEqual([]);
  });
});

test('in single precision training makes none in double', async () => {
  await execute(specOf('{ method: sgd, rate: 0.1, batch: 4 }', off, 'single'), fileSources(places));
  expect(made.filter((precision) => precision !== 'single')).toEqual([]);
});
