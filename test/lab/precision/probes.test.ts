import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Estimate } from '../../../src/core/estimate.ts';
import { openEngine } from '../../../src/engine/backend.ts';
import { askedOf, specOfFlags } from '../../../src/lab/experiment/probe-request.ts';
import { probeWeights } from '../../../src/lab/runner/probe-weights.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';

beforeAll(async () => {
  await openEngine('native');
});
expectNoLeaks();

const file = (name: string) => fileURLToPath(new URL(`../../cli/numpy/${name}`, import.meta.url));

/** What PyTorch says in float64 of a 6-5-3 network on 30 examples; bench/peers/probes.py. */
const recorded = JSON.parse(readFileSync(file('pytorch.json'), 'utf8')) as Record<
  string,
  Readonly<Record<string, number & readonly number[]>>
>;

const options = [
  ...['eigenvalues.bottom=2', 'eigenvalues.tolerance=1.0e-12', 'eigenvalues.maxProducts=5000'],
  ...['matrices.of=[gaussNewton]', 'matrices.tolerance=1.0e-12', 'gradientNoise.examples=30'],
  ...['sharpness.tolerance=1.0e-12', 'landscape.points=3'],
];
const names = [
  ...['gap', 'sharpness', 'eigenvalues', 'exactTrace', 'matrices', 'gradientNoise'],
  ...['layerNoise', 'rises', 'kernel', 'landscape'],
];

async function measured(loss: string, precision: string) {
  const flags = { dataset: 'npz', path: file('data.npz'), train: '30', test: '12', precision };
  const weights = file('float64.npz');
  const own = { ...flags, network: '6-5-3 tanh', loss, initial: file('initial.npz') };
  const request = { weights, ...specOfFlags(weights, own), asked: askedOf(names, options) };
  const { measures } = await probeWeights(request, { cacheDir: tmpdir(), baseDir: tmpdir() });
  const found: Record<string, Estimate> = Object.assign(
    {},
    ...measures.map(({ scalars }) => scalars),
  );
  const { losses } = measures.find(({ name }) => name === 'landscape')!.arrays as {
    losses: number[][];
  };
  return { found, centre: losses[1]![1]! };
}

describe.each(Object.keys(recorded))('on %s', (loss) => {
  /** The largest error of what is exact, relative to PyTorch's float64. */
  async function errors(precision: string): Promise<Record<string, number>> {
    const { found, centre } = await measured(loss, precision);
    const exact = recorded[loss]!;
    const off = (got: number, want: number) => Math.abs(got / want - 1);
    const same = [
      ...['trainLoss', 'noiseTrace', 'noiseScale', 'noiseCurvature', 'gaussNewtonSharpness'],
      ...['samFirstOrder', 'kernelDrift', 'kernelAlignment', 'kernelLabelAlignment'],
      'kernelEigenvalue',
    ].map((name) => [name, off(found[name]!.value, exact[name]!)]);
    const listed = [
      ...[1, 2, 3, 4, 5].map((k) => [`eigenvalue${k}`, exact.eigenvalues!.at(-k)!] as const),
      ...[1, 2].map((k) => [`lowestEigenvalue${k}`, exact.eigenvalues![k - 1]!] as const),
      ...[1, 2].map((l) => [`gradientNorm${l}`, exact.gradientNorms![l - 1]!] as const),
      ...[1, 2].map((l) => [`distance${l}`, exact.distances![l - 1]!] as const),
      ['sharpness', exact.eigenvalues!.at(-1)!] as const,
      ['exactTrace', exact.trace!] as const,
    ].map(([name, want]) => [name, off(found[name]!.value, want)]);
    return Object.fromEntries([...same, ...listed, ['centre', off(centre, exact.trainLoss!)]]);
  }

  test('double precision has what PyTorch has in float64', async () => {
    for (const [name, error] of Object.entries(await errors('double')))
      expect(error, name).toBeLessThan(1e-10);
  });

  test('single precision has not', async () => {
    const { trainLoss, exactTrace, samFirstOrder } = await errors('single');
    for (const error of [trainLoss, exactTrace, samFirstOrder]) expect(error).toBeGreaterThan(1e-9);
  });
});
