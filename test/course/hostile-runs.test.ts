import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { sideBySide } from '../../src/cli/check/side-by-side.ts';
import { keptOf, secondsFor, timeLimit } from '../../src/cli/check/time-limit.ts';
import { Interruption } from '../../src/cli/shared/interruption.ts';
import { demandsOf } from '../../src/course/grading/demand.ts';
import type { Evidence } from '../../src/course/grading/evidence.ts';
import { ownClaim } from '../../src/course/grading/own-claim.ts';
import { spotChecks } from '../../src/course/grading/spot-checks.ts';
import { codeOf } from '../../src/course/kit/student.ts';
import { parseExperiment } from '../../src/lab/experiment/read.ts';
import type { RunSpec } from '../../src/lab/experiment/run-spec.ts';
import { assignments, rubrics, SECRET } from '../support/course.ts';
import { recordRuns } from '../support/recorded.ts';
import { scratchFolder } from '../support/scratch-folder.ts';
import { run } from '../support/synthetic-runs.ts';

const root = scratchFolder();

/** Whether a run of a submission that has no other may be computed again. */
function isComputed(spec: RunSpec): boolean {
  const records = [{ experiment: 'claim', runs: [run(spec, {})] }];
  const evidence = {
    submission: { student: 's', records },
    grids: new Map(),
  } as unknown as Evidence;
  return spotChecks(evidence, SECRET, new Set()).length > 0;
}

const fileOf = (rest: string, method = 'method: gradient-descent, rate: 0.05'): string =>
  `question: How long?\ndata: { name: mnist, train: 200, test: 100 }\nmethods: [{ ${method} }]\nseeds: [0]\n${rest}`;

/** The one run of an experiment file. */
const specOf = (rest: string, method?: string): RunSpec =>
  parseExperiment(fileOf(rest, method), 'claim', 'claim.yaml').specs[0]!;

const network = 'network: { kind: mlp, hidden: [16], activation: tanh }';

describe('a run of a stranger is computed again', () => {
  test('where it is of an assignment, whatever its variant', () => {
    for (const student of ['a', 'b'])
      for (const assignment of assignments)
        for (const { specs = [] } of demandsOf(
          assignment,
          rubrics[assignment.id],
          codeOf(SECRET, student),
        ).values())
          for (const spec of specs) expect([isComputed(spec), spec]).toEqual([true, spec]);
  });

  test.each([
    `${network}\nstop: { steps: 100 }`,
    `${network}\nstop: { loss: 0.3, epochs: 2000 }`,
    `${network}\nstop: { time: 200 }`,
  ])('with %j', (rest) => {
    expect(isComputed(specOf(rest))).toBe(true);
  });
});

describe('runs of strangers side by side', () => {
  const [good, bad] = [100, 101].map((steps) => specOf(`${network}\nstop: { steps: ${steps} }`));
  const compute = (error: unknown) => async (specs: readonly RunSpec[]) => {
    if (specs.includes(bad!)) throw error;
    return { runs: specs.map((spec) => run(spec, {})), failures: [] };
  };

  test('fail alone, whatever the error is', async () => {
    const found = await sideBySide([good!, bad!], compute(new RangeError('too deep')));
    expect(found).toEqual([
      { runs: [expect.objectContaining({ spec: good })], failures: [] },
      { runs: [], failures: [expect.objectContaining({ spec: bad, message: 'too deep' })] },
    ]);
    expect((await sideBySide([bad!], compute('odd')))[0]!.failures[0]!.message).toBe('odd');
  });

  test('are stopped by a user', async () => {
    const stopped = sideBySide([good!, bad!], compute(new Interruption(130)));
    await expect(stopped).rejects.toThrow(Interruption);
  });
});

test('when the time of runs is over, those on record count, and the others fail', () => {
  const text = fileOf(`${network}\nstop: { steps: 100 }`).replace('[0]', '[0, 1]');
  const experiment = parseExperiment(text, 'again', 'again.yaml');
  const [first, second] = experiment.specs;
  recordRuns(root, experiment, [run(first!, {})]);
  expect(keptOf(experiment.specs, join(root, 'again'))).toEqual({
    runs: [expect.objectContaining({ spec: first })],
    failures: [
      expect.objectContaining({ spec: second, message: expect.stringContaining('was over') }),
    ],
  });
  expect(secondsFor(experiment.specs)).toBeGreaterThan(600);
  expect(secondsFor(experiment.specs)).toBeLessThan(660);
});

test('a timer can wait for few runs, whose time is no whole number of milliseconds, and for very many', async () => {
  for (const [count, steps] of [
    [1, 100],
    // Some years.
    [100, 1e10],
  ] as const) {
    const spec = specOf(`${network}\nstop: { steps: ${steps} }`);
    const limit = timeLimit(Array.from({ length: count }, () => spec));
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(limit.aborted).toBe(false);
  }
});

describe('a run of a stranger is not computed again', () => {
  test('with a network of more than a million weights', () => {
    const wide = network.replace('16', '1500');
    expect(isComputed(specOf(`${wide}\nstop: { steps: 1 }`))).toBe(false);
  });

  test.each([
    ['a target that it need not reach', '{ loss: 0.3, steps: 10000000 }'],
    ['steps that take hours if it never reaches its target', '{ loss: 0.3, steps: 900000 }', '900'],
  ])('with %s', (_, stop, width = '16') => {
    const wide = network.replace('16', width);
    expect(isComputed(specOf(`${wide}\nstop: ${stop}`))).toBe(false);
  });

  test('with a schedule under which it may never reach its time', () => {
    const method = 'method: gradient-descent, rate: 0.05, schedule: { kind: cosine, steps: 100 }';
    expect(isComputed(specOf(`${network}\nstop: { time: 200 }`, method))).toBe(false);
    expect(isComputed(specOf(`${network}\nstop: { steps: 200 }`, method))).toBe(true);
  });

  test('with a training before it that may take for ever', () => {
    const start = (steps: number) =>
      `start: { method: { method: gradient-descent, rate: 0.05 }, stop: { loss: 0.3, steps: ${steps} } }`;
    const rest = `${network}\nstop: { steps: 100 }\n`;
    expect(isComputed(specOf(rest + start(1000)))).toBe(true);
    expect(isComputed(specOf(rest + start(1e8)))).toBe(false);
  });
});

describe('a program of a stranger is never executed', () => {
  const trace = join(root, 'executed');
  const own = join(root, 'own.mjs');
  writeFileSync(own, `import { writeFileSync } from 'node:fs';\nwriteFileSync('${trace}', '');\n`);
  const rest = `network: { module: ${own} }\nloss: module\nstop: { steps: 1 }`;

  test('not with a claim of their own, which is refused in one line', () => {
    const records = {
      ...{ experiment: 'mine', runs: [], weights: new Map(), planned: 0 },
      stated: [],
    };
    expect(ownClaim(fileOf(rest), 'mine', { ...records, wrong: [] })).toEqual({
      problem: 'mine.yaml reads a file (network.module), which nobody else has',
    });
    expect(existsSync(trace)).toBe(false);
  });

  test('not in a run of a record, which is computed again by no lot', () => {
    expect(isComputed(specOf(rest))).toBe(false);
    expect(existsSync(trace)).toBe(false);
  });
});
