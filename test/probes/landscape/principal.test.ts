import { describe, expect, test } from 'vitest';
import { rng } from '../../../src/core/random.ts';
import { principalDirections } from '../../../src/probes/landscape/principal.ts';
import { expectNear } from '../../support/expect-near.ts';
import { jacobiEigenvalues } from '../../support/jacobi-eigenvalues.ts';

const dot = (x: ArrayLike<number>, y: ArrayLike<number>) =>
  Array.from(x).reduce((sum, xi, i) => sum + xi * y[i]!, 0);

describe('the principal components of a trajectory', () => {
  const points = Array.from({ length: 9 }, (_, k) =>
    rng(k)
      .normals(6)
      .map((z, i) => z * [5, 3, 1, 0.5, 0.2, 0.1][i]! + 100 * i),
  );
  const { directions, shares, coordinates } = principalDirections(points, 3);

  test('have the variances of the covariance matrix, entry by entry', () => {
    const mean = Float64Array.from({ length: 6 }, (_, i) =>
      points.reduce((sum, p) => sum + p[i]! / points.length, 0),
    );
    const covariance = Array.from({ length: 6 }, (_, i) =>
      Float64Array.from({ length: 6 }, (_, j) =>
        points.reduce((sum, p) => sum + (p[i]! - mean[i]!) * (p[j]! - mean[j]!), 0),
      ),
    );
    const values = [...jacobiEigenvalues(covariance)].reverse();
    const total = values.reduce((a, b) => a + b, 0);
    for (const [k, direction] of directions.entries()) {
      expectNear(shares[k]!, values[k]! / total, { rtol: 1e-10 });
      for (const [i, row] of covariance.entries())
        expectNear(dot(row, direction), values[k]! * direction[i]!, { atol: 1e-9 * values[0]! });
    }
  });

  test('are orthonormal and point to where it began', () => {
    for (const [i, a] of directions.entries())
      for (const [j, b] of directions.entries())
        expectNear(dot(a, b), i === j ? 1 : 0, { atol: 1e-12 });
    for (const c of coordinates[0]!) expect(c).toBeGreaterThan(0);
    expect(coordinates.at(-1)).toEqual([0, 0, 0]);
  });

  test('explain everything where the points lie in a plane, whatever the origin', () => {
    const flat = Array.from({ length: 7 }, (_, k) =>
      Float64Array.of(1000 + k, 2 * k - k ** 2, 7, -k),
    );
    const plane = principalDirections(flat, 2);
    expectNear(plane.shares[0]! + plane.shares[1]!, 1, { rtol: 1e-12 });
    for (const [k, [a, b]] of plane.coordinates.entries()) {
      const back = plane.directions[0]!.map(
        (d, i) => flat[6]![i]! + a! * d + b! * plane.directions[1]![i]!,
      );
      for (const [i, x] of back.entries()) expectNear(x, flat[k]![i]!, { atol: 1e-9 });
    }
  });

  test('of a random walk explain 6/(π k)² of its variance, so a large share proves little', () => {
    const walk = [new Float64Array(3000)];
    for (let n = 1; n < 80; n++) {
      const step = rng(n).normals(3000);
      walk.push(walk.at(-1)!.map((x, i) => x + step[i]!));
    }
    // Antognini & Sohl-Dickstein 2018, in the limit of many steps and dimensions.
    for (const [j, share] of principalDirections(walk, 3).shares.entries())
      expectNear(share, 6 / (Math.PI * (j + 1)) ** 2, { rtol: 0.1 });
  });

  test('are refused where the points span too little', () => {
    const line = Array.from({ length: 5 }, (_, k) => Float64Array.of(k, 2 * k, 3));
    expect(() => principalDirections(line, 2)).toThrow(/5 points do not span 2/);
    expectNear(principalDirections(line, 1).shares[0]!, 1, { rtol: 1e-12 });
    for (const few of [[], [Float64Array.of(1, 2)], [Float64Array.of(1, 2), Float64Array.of(1, 2)]])
      expect(() => principalDirections(few, 1)).toThrow(RangeError);
  });
});
