import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { InputError } from '../../../src/core/error.ts';
import type { Estimate } from '../../../src/core/estimate.ts';
import { openEngine } from '../../../src/engine/backend.ts';
import { askedOf, specOfFlags } from '../../../src/lab/experiment/probe-request.ts';
import type { ProbeArrays } from '../../../src/lab/probes/registry.ts';
import { probeWeights } from '../../../src/lab/runner/probe-weights.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';

beforeAll(async () => {
  await openEngine('native');
});
expectNoLeaks();

/** What PyTorch says in float64 of a 6-5-3 network on 30 examples; bench/peers/probes.py. */
interface Recorded {
  readonly trainLoss: number;
  readonly trace: number;
  readonly eigenvalues: readonly number[];
  readonly layerTraces: readonly number[];
  readonly gradientNorms: readonly number[];
  readonly distances: readonly number[];
  readonly [name: string]: number | readonly number[];
}
const file = (name: string) => fileURLToPath(new URL(`../../cli/numpy/${name}`, import.meta.url));
const recorded = JSON.parse(readFileSync(file('pytorch.json'), 'utf8')) as Record<string, Recorded>;

const flags = { dataset: 'npz', path: file('data.npz'), train: '30', test: '12' };

async function measured(
  names: readonly string[],
  { loss = 'squared-error', options = [] }: { loss?: string; options?: readonly string[] } = {},
): Promise<{ scalars: Record<string, Estimate>; arrays: ProbeArrays }> {
  const weights = file('float64.npz');
  const own = { ...flags, network: '6-5-3 tanh', loss, initial: file('initial.npz') };
  const request = { weights, ...specOfFlags(weights, own), asked: askedOf(names, options) };
  const { measures } = await probeWeights(request, { cacheDir: tmpdir(), baseDir: tmpdir() });
  return {
    scalars: Object.assign({}, ...measures.map(({ scalars }) => scalars)),
    arrays: Object.fromEntries(measures.map(({ name, arrays }) => [name, arrays])),
  };
}

/** Within float32 round-off of sums over 30 examples. */
function near(got: Estimate | undefined, want: number, tolerance = 2e-5) {
  expect(got).toBeDefined();
  expect(Math.abs(got!.value - want)).toBeLessThan(tolerance * Math.max(1, Math.abs(want)));
}

/** Within four standard errors, of which there are some. */
function within(got: Estimate | undefined, want: number, error: number) {
  expect(got!.stderr).toBeGreaterThan(0);
  expect(got!.stderr).toBeLessThan(error * Math.abs(want));
  expect(Math.abs(got!.value - want)).toBeLessThan(4 * got!.stderr);
}

describe.each(Object.keys(recorded))('on %s each probe finds what PyTorch does:', (loss) => {
  const exact = recorded[loss]!;
  const number = (name: string) => exact[name] as number;

  test('eigenvalues at both ends, and the trace as their sum', async () => {
    const options = ['eigenvalues.bottom=2', 'eigenvalues.tolerance=1.0e-4'];
    const { scalars } = await measured(['eigenvalues', 'exactTrace'], { loss, options });
    for (const k of [1, 2, 3, 4, 5]) near(scalars[`eigenvalue${k}`], exact.eigenvalues.at(-k)!);
    for (const k of [1, 2]) near(scalars[`lowestEigenvalue${k}`], exact.eigenvalues[k - 1]!);
    near(scalars.exactTrace, exact.trace);
  });

  test('the shares of eigenvalues by sign, and a density of integral 1', async () => {
    const { scalars, arrays } = await measured(['density'], { loss });
    const { dim, lambda, density } = arrays.density!;
    expect(dim).toBe(53);
    const zero = 1e-4 * Math.max(...exact.eigenvalues.map(Math.abs));
    const share = (which: (x: number) => boolean) =>
      exact.eigenvalues.filter(which).length / exact.eigenvalues.length;
    const holds = ({ interval }: Estimate, truth: number) =>
      interval![0] <= truth && truth <= interval![1];
    expect(
      holds(
        scalars.negativeShare!,
        share((x) => x < -zero),
      ),
    ).toBe(true);
    expect(
      holds(
        scalars.zeroShare!,
        share((x) => Math.abs(x) <= zero),
      ),
    ).toBe(true);
    expect(scalars.undecidedShare!.value).toBeLessThan(1);
    const area = density.reduce((sum, p) => sum + p * (lambda[1]! - lambda[0]!), 0);
    expect(Math.abs(area - 1)).toBeLessThan(0.01);
  });

  test('the trace by other estimators, and by layer', async () => {
    const names = ['hutchPlusPlus', 'xtrace', 'layerTraces'];
    const options = names.flatMap((name) => [`${name}.relativeError=0.03`]);
    const { scalars } = await measured(names, { loss, options });
    // With 53 products a matrix of 53 × 53 is known: only round-off may be left.
    for (const name of ['hutchPlusPlus', 'xtrace']) {
      const { value, stderr } = scalars[name]!;
      expect(Math.abs(value - exact.trace)).toBeLessThan(4 * stderr + 1e-5 * exact.trace);
    }
    for (const [l, want] of exact.layerTraces.entries())
      within(scalars[`layerTrace${l + 1}`], want, 0.1);
  });

  test('the Gauss–Newton matrix, and what it leaves of the Hessian', async () => {
    const options = ['matrices.of=[gaussNewton, residual]', 'matrices.relativeError=0.02'];
    const { scalars } = await measured(['matrices'], { loss, options });
    near(scalars.gaussNewtonSharpness, number('gaussNewtonSharpness'));
    within(scalars.gaussNewtonTrace, number('gaussNewtonTrace'), 0.02001);
    const rest = exact.trace - number('gaussNewtonTrace');
    within(scalars.residualTrace, rest, 0.1);
  });

  test('gradient noise, exactly and from pairs of mini-batches', async () => {
    const options = ['twoBatch.pairs=2000', 'twoBatch.batch=8', 'gradientNoise.examples=30'];
    const { scalars, arrays } = await measured(['gradientNoise', 'twoBatch', 'layerNoise'], {
      loss,
      options,
    });
    for (const name of ['noiseTrace', 'noiseScale', 'noiseCurvature']) {
      near(scalars[name], number(name));
    }
    expect(arrays.gradientNoise!.norms).toHaveLength(30);
    within(scalars.twoBatchTrace, number('noiseTrace'), 0.05);
    within(scalars.twoBatchNoiseScale, number('noiseScale'), 0.2);
    for (const l of [0, 1]) {
      near(scalars[`gradientNorm${l + 1}`], exact.gradientNorms[l]!);
      near(scalars[`distance${l + 1}`], exact.distances[l]!);
    }
  });

  test('batch sharpness and the bound of the rate, of mini-batches of one', async () => {
    const options = ['batchSharpness', 'finalStabilityBounds'].map((name) => `${name}.batch=1`);
    const draws = ['batchSharpness.maxBatches=9000', 'finalStabilityBounds.draws=3000'];
    const more = ['batchSharpness.relativeError=0.04', ...draws];
    const { scalars } = await measured(['batchSharpness', 'finalStabilityBounds'], {
      loss,
      options: [...options, ...more],
    });
    within(scalars.batchSharpness, number('batchSharpness'), 0.05);
    within(scalars.finalBatchBound, number('batchBound'), 0.1);
    expect(scalars.finalFrobeniusBound!.value).toBeGreaterThan(0);
  });

  test('rises of the loss about the weights', async () => {
    const { scalars } = await measured(['rises'], { loss, options: ['rises.relativeError=0.03'] });
    near(scalars.samFirstOrder, number('samFirstOrder'), 1e-5);
    expect(scalars.samSharpness!.value).toBeGreaterThanOrEqual(scalars.samFirstOrder!.value - 1e-5);
    const second = scalars.meanRiseSecondOrder!;
    expect(Math.abs(second.value - number('meanRiseSecondOrder'))).toBeLessThan(4 * second.stderr);
    expect(scalars).toHaveProperty('relativeFlatness2');
  });

  test('the tangent kernel against its start and the labels', async () => {
    const { scalars } = await measured(['kernel'], { loss });
    for (const name of ['kernelDrift', 'kernelAlignment', 'kernelLabelAlignment']) {
      near(scalars[name], number(name), 1e-6);
    }
    near(scalars.kernelEigenvalue, number('kernelEigenvalue'), 1e-5);
  });

  test('the barrier from the initial weights, and the plane through the weights', async () => {
    const options = ['barrier.maxIntervals=2048', 'barrier.tolerance=1.0e-4', 'landscape.points=5'];
    const { scalars, arrays } = await measured(['barrier', 'landscape'], { loss, options });
    expect(Math.abs(scalars.barrier!.value - number('barrier'))).toBeLessThan(1e-4);
    const { axes, losses: grid } = arrays.landscape!;
    expect(axes[0]).toEqual({ label: 'Random direction 1', at: [-1, -0.5, 0, 0.5, 1] });
    expect(grid.map((row) => row.length)).toEqual([5, 5, 5, 5, 5]);
    expect(Math.abs(grid[2]![2]! - exact.trainLoss)).toBeLessThan(1e-5);
    expect(scalars.landscapeMinimum!.value).toBe(Math.min(...grid.flat()));
    const { losses: ends } = arrays.barrier!;
    expect(Math.abs(ends[0]!.at(-1)! - exact.trainLoss)).toBeLessThan(1e-5);
  });

  test('the loss along the leading eigenvectors, which bends by their eigenvalues', async () => {
    const options = ['directions=eigenvectors', 'range=0.1', 'points=3'].map(
      (option) => `landscape.${option}`,
    );
    const { scalars, arrays } = await measured(['landscape'], { loss, options });
    const { losses: grid } = arrays.landscape!;
    const [here, h] = [grid[1]![1]!, 0.1];
    const bends = [grid[1]![0]! + grid[1]![2]!, grid[0]![1]! + grid[2]![1]!]
      .map((pair) => (pair - 2 * here) / h ** 2)
      .sort((a, b) => b - a);
    // Fourth derivatives over h² and float32 round-off of the losses.
    for (const k of [1, 2]) expect(bends[k - 1]! / exact.eigenvalues.at(-k)!).toBeCloseTo(1, 1);
    expect(scalars.landscapeMinimum!.cost.hvps).toBeGreaterThan(2);
  });
});

test('a mini-batch larger than the data is refused', async () => {
  const error = await measured(['batchSharpness'], { options: ['batchSharpness.batch=31'] }).catch(
    (e: unknown) => e,
  );
  expect(error).toBeInstanceOf(InputError);
  expect((error as Error).message).toContain('measure.batchSharpness.batch 31 exceeds the 30');
});
