import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openEngine } from '../../../src/engine/backend.ts';
import { execute } from '../../../src/lab/run/execute.ts';
import { checkNeeds } from '../../../src/lab/runner/probe-needs.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import { errorOf } from '../../support/experiment-error.ts';
import { sources } from '../../support/small-run.ts';
import { only, specsOf } from '../../support/standard-experiment.ts';

beforeAll(async () => {
  await openEngine('native');
});
expectNoLeaks();

const flow = '{ method: gradient-flow, solver: dormand-prince, tolerance: 1.0e-8 }';
const specOf = (method: string, more = '', measure = 'kernelPrediction: { tests: 10 }') =>
  only(`
data: { name: glyphs, train: 10, test: 20 }
network: { hidden: [8], linearised: true }
precision: double
methods: [${method}]
stop: { time: 0.5 }
measure: { trace: false, sharpness: false, threshold: false, ${measure} }
${more}`);
const run = (...given: Parameters<typeof specOf>) => execute(specOf(...given), sources);

describe('of a linearised network', () => {
  test.each(['squared-error', 'cross-entropy'])(
    'flow under %s is the prediction, on test examples too',
    async (loss) => {
      const { scalars, series } = await run(
        flow,
        `loss: ${loss}`,
        'kernelPrediction: { tests: 20, tolerance: 1.0e-8 }, along: { kernelPrediction: { tests: 20, points: 2 } }',
      );
      const { kernelTestDistance, kernelTrainDistance, kernelTestMove } = scalars;
      expect(kernelTestMove!.value).toBeGreaterThan(0.05);
      for (const distance of [kernelTestDistance!, kernelTrainDistance!]) {
        expect(distance.value).toBeLessThan(1e-7);
        expect(distance.converged).toBe(true);
      }
      const { kernelTestLoss, kernelTrainLoss, testLoss, trainLoss } = scalars;
      expect(kernelTestLoss!.value).toBeCloseTo(testLoss!.value, 7);
      expect(kernelTrainLoss!.value).toBeCloseTo(trainLoss!.value, 7);
      // On the way, at other times.
      expect(series.kernelTestMove![0]).toBe(0);
      const distances = series.kernelTestDistance!.filter(Number.isFinite);
      expect(distances.length).toBeGreaterThan(2);
      expect(Math.max(...distances)).toBeLessThan(1e-7);
    },
  );

  test('descent is off by the first order in its rate', async () => {
    const [coarse, fine] = await Promise.all(
      [0.005, 0.0025].map(async (rate) => {
        const { scalars } = await run(`{ method: gradient-descent, rate: ${rate} }`);
        return scalars.kernelTestDistance!.value;
      }),
    );
    expect(coarse! / fine!).toBeGreaterThan(1.8);
    expect(coarse! / fine!).toBeLessThan(2.3);
  });
});

test('a network is off by as much as its kernel moves: by 1/α where outputs are multiplied by α', async () => {
  const at = async (alpha: number) => {
    const { scalars } = await execute(
      only(`
data: { name: glyphs, train: 10, test: 20 }
network: { hidden: [8], centred: true, outputScale: ${alpha} }
precision: double
methods: [${flow}]
stop: { time: ${0.3 / alpha ** 2} }
measure: { trace: false, sharpness: false, threshold: false, kernelPrediction: { tests: 20 } }`),
      sources,
    );
    return scalars.kernelTestDistance!.value;
  };
  const [lazy, lazier] = [await at(30), await at(60)];
  expect(lazy).toBeGreaterThan(1e-5);
  // Outputs move by 1, weights by 1/α, and so the kernel.
  expect(lazy / lazier).toBeGreaterThan(1.8);
  expect(lazy / lazier).toBeLessThan(2.2);
});

describe('what has no prediction', () => {
  test('a method whose weights do not follow the flow leaves it out', async () => {
    const [spec] = specsOf(`
data: { name: glyphs, train: 10, test: 20 }
network: { hidden: [2] }
methods: [{ method: gradient-descent, rate: 0.01, weightDecay: 0.1 }, { method: gradient-flow }]
seeds: 1
stop: { steps: 1 }
measure: { trace: false, sharpness: false, threshold: false, kernelPrediction: true }`);
    const { scalars } = await execute(spec!, sources);
    expect(Object.keys(scalars)).not.toContain('kernelTestDistance');
  });

  test('no method that does is an error line, and so are more examples than the limit', () => {
    const ask = (method: string, options: string) =>
      errorOf(
        `question: q\ndata: { name: glyphs, train: 101 }\nmeasure: { kernelPrediction: ${options} }\nmethods:\n  - ${method}`,
      );
    expect(ask('{ method: adam, rate: 0.1 }', '{ examples: 101 }')).toContain(
      'measure.kernelPrediction needs weights that follow dθ/dt = −∇L(θ), and those of no method here do: train by gradient-flow, or by gradient-descent or sgd with nothing more to their gradients',
    );
    for (const method of [
      'gradient-descent, rate: 0.1',
      'sgd, rate: 0.1, batch: 4',
      'gradient-flow',
    ]) {
      expect(ask(`{ method: ${method} }`, '{ examples: 101 }')).toBe('no error');
      expect(ask(`{ method: ${method} }`, 'true')).toContain(
        'measure.kernelPrediction takes the kernel of all training examples, 100 at most, and data.train is 101: raise examples there, or lower data.train',
      );
    }
  });

  test('weights in a file have no training time', () => {
    const spec = specOf(flow);
    expect(() => checkNeeds({ asked: spec.measure, spec, weights: 'w.npz' })).toThrow(
      'kernelPrediction needs the training time of its run, which weights in a file do not tell: ask for it under measure of an experiment file',
    );
  });
});

describe('on WebAssembly, in single precision', () => {
  beforeAll(async () => {
    await openEngine('wasm');
  });
  afterAll(async () => {
    await openEngine('native');
  });

  test.each(['squared-error', 'cross-entropy'])(
    'flow of a linearised network under %s is the prediction too',
    async (loss) => {
      const spec = only(`
data: { name: glyphs, train: 10, test: 20 }
network: { hidden: [8], linearised: true }
loss: ${loss}
methods: [{ method: gradient-flow, solver: dormand-prince, tolerance: 1.0e-5 }]
stop: { time: 0.5 }
measure: { trace: false, sharpness: false, threshold: false, kernelPrediction: { tests: 20 } }
`);
      const { scalars } = await execute(spec, sources);
      expect(scalars.kernelTestMove!.value).toBeGreaterThan(0.05);
      expect(scalars.kernelTestDistance!.value).toBeLessThan(1e-4);
      expect(scalars.kernelTestLoss!.value).toBeCloseTo(scalars.testLoss!.value, 4);
    },
  );
});
