import { beforeAll, expect, test } from 'vitest';
import { rng } from '../../../src/core/random.ts';
import { gradientCovariance } from '../../../src/dynamics/terms/diffusion.ts';
import { covariances, matched } from '../../../src/dynamics/terms/matched-noise.ts';
import { normals } from '../../../src/dynamics/terms/normals.ts';
import { openEngine } from '../../../src/engine/backend.ts';
import { compile } from '../../../src/engine/program/compile.ts';
import { dispose } from '../../../src/engine/tensors/memory.ts';
import { flatten64 } from '../../../src/engine/tensors/params.ts';
import { tensor } from '../../../src/engine/tensors/tensor.ts';
import { expectNear } from '../../support/expect-near.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import { dot, meanOf, subtract } from '../../support/moments.ts';
import { exampleGradients, smallMlp, withProblem } from '../../support/small-network.ts';

beforeAll(async () => {
  await openEngine('native');
});
expectNoLeaks();

const [n, draws] = [20, 3000];
const noise = { eta: 0.3, batch: 5, sampling: 'with-replacement' } as const;

/** Draws of the noise of mini-batches in each of its shapes, from the same normals. */
const drawsOf = (
  small: ReturnType<typeof smallMlp>,
  precision: 'single' | 'double',
  count: number,
) =>
  withProblem(small, small.theta, (objective, theta) => {
    const P = objective.parameters;
    const full = gradientCovariance(objective, noise);
    const programs = covariances.map((name) => {
      const diffusion = matched(full, name, P);
      return {
        m: diffusion.normals,
        run: compile(([xi, ...q]) => diffusion.apply(q, xi!), precision),
      };
    });
    const stream = normals(n + P, rng(7));
    const found = programs.map(() => [] as Float64Array[]);
    for (let k = 0; k < count; k++) {
      const xi = stream(k);
      for (const [j, { m, run }] of programs.entries()) {
        const fed = tensor(xi.slice(0, m), [m]);
        const out = run([fed, ...theta]);
        found[j]!.push(flatten64(out));
        dispose([fed, ...out]);
      }
    }
    for (const { run } of programs) run.dispose();
    return found;
  });

test.each(['cross-entropy', 'squared-error'] as const)(
  'has the diagonal of C, or its trace, and nothing else of it: %s',
  (loss) => {
    const small = smallMlp('tanh', loss, 3, n);
    const P = small.theta.length;
    const [full, diagonal, isotropic] = drawsOf(small, 'single', draws);
    const g = exampleGradients(small);
    const away = g.map((v) => subtract(v, meanOf(g)));
    const scale = noise.eta / noise.batch / n;
    const diag = away[0]!.map((_, a) => scale * away.reduce((s, v) => s + v[a]! ** 2, 0));
    const trace = diag.reduce((a, b) => a + b, 0);
    // Along the steepest direction of C, where full noise is largest, and along others.
    let top = Float64Array.from(rng(1).normals(P));
    for (let k = 0; k < 50; k++) {
      const next = new Float64Array(P);
      for (const v of away) for (let a = 0; a < P; a++) next[a]! += dot(v, top) * v[a]!;
      const size = Math.sqrt(dot(next, next));
      top = next.map((x) => x / size);
    }
    const directions = [top, ...[2, 3].map((s) => Float64Array.from(rng(s).normals(P)))];
    for (const v of directions) {
      const laws = [
        [full!, scale * away.reduce((s, x) => s + dot(x, v) ** 2, 0)],
        [diagonal!, diag.reduce((s, d, a) => s + d * v[a]! ** 2, 0)],
        [isotropic!, (trace / P) * dot(v, v)],
      ] as const;
      for (const [samples, expected] of laws) {
        const squares = samples.map((x) => dot(x, v) ** 2);
        const mean = squares.reduce((a, b) => a + b, 0) / draws;
        const spread = squares.reduce((s, x) => s + (x - mean) ** 2, 0) / draws;
        const error = Math.sqrt(spread / draws);
        expect(error).toBeLessThan(0.08 * expected);
        expect(Math.abs(mean - expected)).toBeLessThan(4 * error);
      }
    }
    // What the shapes differ in: the share of the noise that lies along the steepest direction.
    const share = (samples: readonly Float64Array[]) =>
      samples.reduce((s, x) => s + dot(x, top) ** 2, 0) / draws / trace;
    expect(share(full!)).toBeGreaterThan(2 * share(diagonal!));
    expect(share(diagonal!)).toBeGreaterThan(1.5 * share(isotropic!));
  },
);

test('diagonal noise has the entries of a full draw with signs of its own, in double precision too', () => {
  const small = smallMlp('tanh', 'squared-error', 3, n);
  const [full, diagonal, isotropic] = drawsOf(small, 'double', 20);
  for (const [k, z] of full!.entries()) {
    const own = diagonal![k]!;
    z.forEach((x, a) => {
      expect(Math.abs(own[a]!)).toBe(Math.abs(x));
    });
    const flips = own.filter((x, a) => x === -z[a]! && x !== 0).length;
    const count = z.filter((x) => x !== 0).length;
    expect(Math.abs(flips - count / 2)).toBeLessThan(4 * Math.sqrt(count / 4));
    // ‖x‖² = ‖z‖² χ²_P/P
    const zeta = normals(n + z.length, rng(7))(k).slice(n);
    expectNear(dot(isotropic![k]!, isotropic![k]!), (dot(z, z) * dot(zeta, zeta)) / z.length, {
      rtol: 1e-12,
    });
  }
});
