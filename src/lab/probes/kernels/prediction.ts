import { InputError } from '../../../core/error.ts';
import { addCosts, type Cost, costSince, type Estimate, exact } from '../../../core/estimate.ts';
import { compile, finestPrecision } from '../../../engine/program/compile.ts';
import { dispose } from '../../../engine/tensors/memory.ts';
import { read64 } from '../../../engine/tensors/precise.ts';
import { type Params, tensor } from '../../../engine/tensors/tensor.ts';
import { norm } from '../../../linalg/float64.ts';
import { oneHot } from '../../../objective/targets.ts';
import { gram } from '../../../probes/kernel/gram.ts';
import {
  crossEntropy,
  type OutputLoss,
  squaredError,
} from '../../../probes/kernel/output-losses.ts';
import { kernelPrediction as predicted } from '../../../probes/kernel/prediction.ts';
import type { Network } from '../../../problems/networks/network.ts';
import type { LossName } from '../../../problems/supervised/loss-names.ts';
import { fraction, means, size } from '../../spec/field.ts';
import type { Supervised } from '../../task/opened.ts';
import { defineProbe } from '../probe.ts';

/** Steps of the differential equation of cross-entropy: some minutes of one core at the largest kernels. */
const MAX_STEPS = 20_000;

const losses: Readonly<Record<LossName, (k: number) => OutputLoss>> = {
  'squared-error': () => squaredError,
  'cross-entropy': crossEntropy,
};

export const kernelPrediction = defineProbe({
  about:
    'how far the network is from what the tangent kernel of its start predicts at the same training time, on test and on training examples, and the predicted losses',
  sources: ['lee2019', 'jacot2018', 'dormand1980'],
  cost: 'a gradient of one example for each output of all training examples and of the test examples',
  form: '{ examples: 100, tests: 50, tolerance: 1.0e-6 }',
  options: {
    examples: size(1, 'give the most training examples, such as 100')
      .default(100)
      .meta(
        means('The most training examples: the kernel is taken on all that the run trains on.', {
          source: 'chosen: with ten outputs a Gram matrix of 1500 × 1500, some seconds',
          example: 200,
        }),
      ),
    tests: size(1, 'give the test examples to take, such as 50')
      .default(50)
      .meta(
        means('The number of test examples, the first ones.', {
          source: 'chosen: their part of the Gram matrix is then no larger than the others',
          example: 100,
        }),
      ),
    tolerance: fraction('give the error of predicted outputs, such as 1.0e-6')
      .default(1e-6)
      .meta(
        means(
          'The error of predicted outputs, relative to the root mean square of ∂ℓ/∂f at the start.',
          { source: 'the round-off of outputs in single precision', example: 1e-4 },
        ),
      ),
  },
  outputs: {
    kernelTestDistance: {
      name: 'distance from the kernel’s prediction on test examples',
      axis: 'RMS distance from the kernel’s prediction, test',
      associated: false,
    },
    kernelTrainDistance: {
      name: 'distance from the kernel’s prediction on training examples',
      axis: 'RMS distance from the kernel’s prediction, training',
      associated: false,
    },
    kernelTestMove: {
      name: 'move of test outputs from the start',
      axis: 'RMS move of test outputs from the start',
      associated: false,
    },
    kernelTestLoss: { axis: 'Test loss that the kernel predicts', associated: false },
    kernelTrainLoss: { axis: 'Training loss that the kernel predicts', associated: false },
  },
  needs: ['initial-weights', 'network', 'time', 'flow'],
  measure({ task: { supervised, theta0 }, theta, method, time }, { examples, tests, tolerance }) {
    const { lossName, data, net, objective } = supervised ?? {};
    if (!supervised || !lossName || !data || !net || !objective) return undefined;
    const k = data.outputs;
    if (!method.followsFlow || time === undefined || objective.microbatches.outputSize !== k)
      return undefined;
    const n = data.count;
    if (n > examples)
      throw new InputError(
        `measure.kernelPrediction takes the kernel of all ${n} training examples, of at most ${examples}: raise measure.kernelPrediction.examples, or lower data.train`,
      );
    const m = Math.min(tests, data.testCount);
    const start = performance.now();
    const loss = losses[lossName](k);
    const y = Float64Array.from(objective.targets.values);
    const { rows, cost: formed, f0, f } = onBoth(net, supervised, { theta0, theta, m });
    const found = predicted({ rows, f0, y, examples: n }, loss, time, {
      tolerance,
      maxSteps: MAX_STEPS,
    });
    const cost = addCosts({ ...formed, seconds: 0 }, costSince(start, { gradients: 1 }));
    const { values, converged } = found;
    const error = { train: found.error.training, test: found.error.others };
    const parts = {
      train: { count: n, y, of: (a: Float64Array) => a.subarray(0, n * k) },
      test: { count: m, y: testTargets(supervised, m), of: (a: Float64Array) => a.subarray(n * k) },
    };
    const distance = (part: 'train' | 'test') => {
      const own = parts[part].of(away(f, values));
      return within(norm(own) / Math.sqrt(own.length), error[part], { cost, converged });
    };
    const lossAt = (part: 'train' | 'test') => {
      const { count, y: targets, of } = parts[part];
      const outputs = of(values);
      const slope = norm(loss.slopes(outputs, targets)) / Math.sqrt(count);
      const off = Math.sqrt(k) * error[part];
      // ∂²ℓ/∂f² is at most 1.
      return within(loss.sum(outputs, targets) / count, slope * off + off ** 2 / 2, {
        cost,
        converged,
      });
    };
    const move = norm(parts.test.of(away(f, f0))) / Math.sqrt(m * k);
    return {
      scalars: {
        kernelTestDistance: distance('test'),
        kernelTrainDistance: distance('train'),
        kernelTestMove: exact(move, cost),
        kernelTestLoss: lossAt('test'),
        kernelTrainLoss: lossAt('train'),
      },
    };
  },
});

const away = (a: Float64Array, b: Float64Array): Float64Array => a.map((x, i) => x - b[i]!);

/** A number ≥ 0 that is off by so much at most. */
const within = (
  value: number,
  error: number,
  { cost, converged }: { readonly cost: Cost; readonly converged: boolean },
): Estimate => ({
  ...{ value, stderr: error, cost, converged: converged && Number.isFinite(value) },
  bounds: [Math.max(0, value - error), value + error],
});

/** The kernel at θ₀ over all training and the first m test examples, and outputs on these at θ₀ and at θ. */
function onBoth(
  net: Network,
  { data }: Supervised,
  { theta0, theta, m }: { readonly theta0: Params; readonly theta: Params; readonly m: number },
) {
  const { x: inputs, testX, count, dim, outputs: k } = data;
  const precision = finestPrecision();
  const x = tensor(Float64Array.from([...inputs, ...testX.subarray(0, m * dim)]), [count + m, dim]);
  const outputs = compile((q) => [net.apply(q, x)], precision);
  const at = (q: Params) => {
    const out = outputs(q);
    const values = read64(out[0]!);
    dispose(out);
    return values;
  };
  const [f0, f] = [at(theta0), at(theta)] as [Float64Array, Float64Array];
  outputs.dispose();
  const program = gram(net.apply, x, k, precision);
  const found = program.at(theta0);
  program.dispose();
  dispose(x);
  return { ...found, f0, f };
}

/** y of the first m test examples. Shape [m, k]. */
function testTargets({ data }: Supervised, m: number): Float64Array {
  const { testTargets: targets, outputs: k } = data;
  const all = targets.values ?? oneHot(targets.labels, k);
  return Float64Array.from(all.subarray(0, m * k));
}
