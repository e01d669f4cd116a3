import { beforeAll, expect, test } from 'vitest';
import { openEngine } from '../../../src/engine/backend.ts';
import { execute } from '../../../src/lab/run/execute.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import { smallRun, sources } from '../../support/small-run.ts';
import { only } from '../../support/standard-experiment.ts';

beforeAll(async () => {
  await openEngine('native');
});
expectNoLeaks();

const h = [2, 0.5, 0.1];
const x = [1, -3, 0.4];
const dot = (a: readonly number[], b: readonly number[]) =>
  a.reduce((sum, v, i) => sum + v * b[i]!, 0);

async function atTheEnd(method: string, steps: number) {
  const spec = only(`
data: { name: quadratic, eigenvalues: [${h}], start: [${x}] }
methods: [${method}]
precision: double
stop: { steps: ${steps} }
measure: { trace: false, sharpness: false, threshold: false, directionalSharpness: true }`);
  return (await execute(spec, sources)).scalars;
}

/** Along u at the gradient g of the quadratic. */
const expected = (u: readonly number[], g: readonly number[]) => ({
  curvature:
    dot(
      h,
      u.map((v) => v * v),
    ) / dot(u, u),
  cosine: -dot(g, u) / Math.sqrt(dot(g, g) * dot(u, u)),
});

test('on a quadratic it is the mean of the curvatures by the squares of the step', async () => {
  const [rate, steps] = [0.3, 2];
  const g = h.map((c, i) => c * (1 - rate * c) ** steps * x[i]!);
  const found = await atTheEnd(`{ method: gradient-descent, rate: ${rate} }`, steps);
  const { curvature, cosine } = expected(
    g.map((v) => -v),
    g,
  );
  expect(found.directionalSharpness!.value).toBeCloseTo(curvature, 12);
  expect(found.stepDescent!.value).toBeCloseTo(cosine, 12);
  expect(found.directionalSharpness!.cost).toMatchObject({ gradients: 2, hvps: 1 });
});

test('of heavy ball it is along the velocity that the run carries', async () => {
  const [rate, beta] = [0.1, 0.8];
  let [at, v] = [x, [0, 0, 0]];
  const step = () => {
    v = v.map((w, i) => beta * w + h[i]! * at[i]!);
    return v.map((w) => -rate * w);
  };
  for (let k = 0; k < 3; k++) {
    const u = step();
    at = at.map((w, i) => w + u[i]!);
  }
  const g = at.map((w, i) => w * h[i]!);
  const { curvature, cosine } = expected(step(), g);
  const found = await atTheEnd(`{ method: heavy-ball, rate: ${rate}, momentum: ${beta} }`, 3);
  expect(found.directionalSharpness!.value).toBeCloseTo(curvature, 11);
  expect(found.stepDescent!.value).toBeCloseTo(cosine, 11);
  expect(Math.abs(cosine)).toBeLessThan(0.999);
});

test('Adam’s second step is that of its two running means', async () => {
  const rate = 0.01;
  const first = h.map((c, i) => c * x[i]!);
  const at = x.map((w, i) => w - rate * Math.sign(first[i]!));
  const g = at.map((w, i) => h[i]! * w);
  const u = g.map((v, i) => {
    const mean = (0.9 * 0.1 * first[i]! + 0.1 * v) / (1 - 0.9 ** 2);
    const square = (0.999 * 0.001 * first[i]! ** 2 + 0.001 * v * v) / (1 - 0.999 ** 2);
    return -mean / (Math.sqrt(square) + 1e-8);
  });
  const { curvature, cosine } = expected(u, g);
  const found = await atTheEnd(`{ method: adam, rate: ${rate} }`, 1);
  expect(found.directionalSharpness!.value).toBeCloseTo(curvature, 7);
  expect(found.stepDescent!.value).toBeCloseTo(cosine, 7);
  expect(cosine).toBeLessThan(0.9);
});

test('flows have none', async () => {
  const { scalars } = await smallRun(
    '{ method: gradient-flow }',
    'steps: 3',
    'directionalSharpness: true',
  );
  expect(scalars).not.toHaveProperty('directionalSharpness');
});
