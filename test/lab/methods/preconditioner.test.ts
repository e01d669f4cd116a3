import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { InputError } from '../../../src/core/error.ts';
import { rng } from '../../../src/core/random.ts';
import { constant } from '../../../src/dynamics/integrate/controller.ts';
import { eulerMaruyama } from '../../../src/dynamics/solvers/euler-maruyama.ts';
import { heavyBall } from '../../../src/dynamics/solvers/momentum.ts';
import { descend } from '../../../src/dynamics/terms/descend.ts';
import { diagonal, diffuse } from '../../../src/dynamics/terms/diffusion.ts';
import { normals } from '../../../src/dynamics/terms/normals.ts';
import { precondition } from '../../../src/dynamics/terms/precondition.ts';
import { openEngine } from '../../../src/engine/backend.ts';
import { readNpz } from '../../../src/lab/data/file.ts';
import { readDiffusion, readPreconditioner } from '../../../src/lab/methods/diagonals.ts';
import { methodOf } from '../../../src/lab/methods/registry.ts';
import { ownSums } from '../../../src/lab/records/input-checksums.ts';
import { preflight } from '../../../src/lab/runner/preflight.ts';
import { ndarray } from '../../../src/problems/data/npy.ts';
import { writeNpz } from '../../../src/problems/data/npz.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import { endOf, initial, network, smallProblem } from '../../support/small-training.ts';
import { specsOf, standard } from '../../support/standard-experiment.ts';

const folder = mkdtempSync(join(tmpdir(), 'flowlab-preconditioner-'));
afterAll(() => rmSync(folder, { recursive: true }));
beforeAll(async () => {
  await openEngine('native');
});
expectNoLeaks();

/** Writes an .npz with an array per shape, of values 1, 2, 3, … times `scale`. */
function written(name: string, shapes: readonly (readonly number[])[], scale = 1): string {
  let next = 0;
  const arrays = shapes.map((shape) => {
    const size = shape.reduce((a, b) => a * b, 1);
    return ndarray(
      Float64Array.from({ length: size }, () => scale * ++next),
      shape,
    );
  });
  const file = join(folder, name);
  writeFileSync(file, writeNpz(Object.fromEntries(arrays.map((a, i) => [`p${i}`, a]))));
  return file;
}

const upTo = (n: number) => Float64Array.from({ length: n }, (_, i) => i + 1);

test('a method with a preconditioner divides its gradients by the arrays of the file', () => {
  const file = written('right.npz', network.shapes);
  const entry = `{ method: heavy-ball, rate: 0.5, momentum: 0.8, preconditioner: ${file} }`;
  const { method: spec } = specsOf(`methods: [${entry}]\nseeds: 1`)[0]!;
  const { objective, dispose } = smallProblem();
  const built = methodOf(spec).build({ objective, readArrays: readNpz, random: rng(1) });
  const byHand = {
    term: precondition(descend(objective), upTo(network.parameters)),
    ...{ solver: heavyBall(0.8), controller: constant(0.5) },
  };
  const [a, b] = [built, byHand].map((m) => endOf(m, objective, initial(), { steps: 12 }));
  expect(a).toEqual(b);
  dispose();
  expect(methodOf(spec).label).toBe('preconditioned heavy ball η=0.5');
});

test('Langevin dynamics takes its diffusion, times T, from the arrays of the file', () => {
  const file = written('right.npz', network.shapes);
  const entry = `{ method: langevin, temperature: 0.01, diffusion: ${file}, dt: 0.1 }`;
  const { method: spec } = specsOf(`methods: [${entry}]\nseeds: 1`)[0]!;
  const { objective, dispose } = smallProblem();
  const built = methodOf(spec).build({ objective, readArrays: readNpz, random: rng(1) });
  const D = upTo(network.parameters);
  const byHand = {
    term: diffuse(
      descend(objective),
      diagonal(D.map((d) => 0.01 * d)),
      normals(network.parameters, rng(1)),
    ),
    ...{ solver: eulerMaruyama, controller: constant(0.1) },
  };
  const [a, b] = [built, byHand].map((m) => endOf(m, objective, initial(), { steps: 6 }));
  expect(a).toEqual(b);
  dispose();
  expect(methodOf(spec).label).toBe('Langevin T=0.01 D dt=0.1');
  expect(Object.keys(ownSums({ ...standard, method: spec }))).toEqual(['method.diffusion']);
  const negative = written('less.npz', network.shapes, -1);
  expect(() => readDiffusion(readNpz, negative, network)).toThrow(
    new InputError(`${negative} holds -1: a diffusion must not be negative`),
  );
});

describe('a file is refused that', () => {
  const read = (file: string) => () => readPreconditioner(readNpz, file, network);

  test('has another number of arrays', () => {
    const file = written('few.npz', network.shapes.slice(1));
    const message = `${file} has 3 arrays, but ${network.label} has 4: give one per weight array`;
    expect(read(file)).toThrow(new InputError(message));
  });

  test('has an array of another shape', () => {
    const file = written('shape.npz', [[6, 5], ...network.shapes.slice(1)]);
    const message = `${file}: array p0 has shape [6, 5], but ${network.label} needs [5, 6]; save its transpose, inputs first`;
    expect(read(file)).toThrow(new InputError(message));
  });

  test('is not positive', () => {
    const file = written('negative.npz', network.shapes, -1);
    const message = `${file} holds -1: a preconditioner must be positive everywhere`;
    expect(read(file)).toThrow(new InputError(message));
  });

  test('does not fit the network, before any run starts', async () => {
    const file = written('misfit.npz', network.shapes);
    const glyphs = { ...standard.data, name: 'glyphs' as const, train: 20, test: 20 };
    const method = { method: 'gradient-descent', rate: 0.1, preconditioner: file } as const;
    const places = { cacheDir: folder, baseDir: folder, offline: true };
    const checked = preflight([{ ...standard, data: glyphs, method }], places, () => {});
    await expect(checked).rejects.toThrow(`${file} has 4 arrays, but MLP`);
  });
});

test('the contents of a preconditioner enter the name of a run', () => {
  const file = written('named.npz', network.shapes);
  const method = { method: 'gradient-descent', rate: 0.1, preconditioner: file } as const;
  const first = ownSums({ ...standard, method });
  expect(Object.keys(first)).toEqual(['method.preconditioner']);
  expect(first['method.preconditioner']).toMatch(/^[0-9a-f]{64}$/);
  written('named.npz', network.shapes, 2);
  expect(ownSums({ ...standard, method })).not.toEqual(first);
  expect(ownSums(standard)).toEqual({});
});
