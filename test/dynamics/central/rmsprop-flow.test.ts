import { beforeAll, expect, test } from 'vitest';
import { rng } from '../../../src/core/random.ts';
import { centralFlow, oscillation } from '../../../src/dynamics/central/central-flow.ts';
import { free } from '../../../src/dynamics/integrate/checkpoint.ts';
import { integrate } from '../../../src/dynamics/integrate/integrate.ts';
import { openEngine } from '../../../src/engine/backend.ts';
import { compile } from '../../../src/engine/program/compile.ts';
import { dispose } from '../../../src/engine/tensors/memory.ts';
import { flatten64, unflatten } from '../../../src/engine/tensors/params.ts';
import { expectNoLeaks } from '../../support/expect-no-leaks.ts';
import { distance, initial, smallProblem, withWeights } from '../../support/small-training.ts';

beforeAll(async () => {
  await openEngine('native');
});
expectNoLeaks();

const [eta, alpha, epsilon] = [0.005, 0.95, 1e-8];
const [first, steps] = [300, 100];

test('from where RMSProp is at its edge, its central flow predicts where it goes, its loss and its squared gradient', () => {
  const { objective, dispose: freeProblem } = smallProblem('double');
  const { shapes } = objective;
  const both = compile((q) => {
    const { value, gradient } = objective.gradient(q);
    return [value, ...gradient];
  }, 'double');
  const at = (theta: Float64Array) => {
    const held = unflatten(theta, shapes);
    const out = both(held);
    const [loss, ...g] = flatten64(out);
    dispose([...held, ...out]);
    return { loss: loss!, g, squared: g.reduce((sum, x) => sum + x * x, 0) };
  };
  // RMSProp by its definition.
  let [theta, nu] = [initial(), new Float64Array(initial().length)];
  const path = Array.from({ length: first + steps + 12 }, () => {
    const { loss, g, squared } = at(theta);
    const here = { theta, nu, loss, squared };
    nu = nu.map((x, i) => alpha * x + (1 - alpha) * g[i]! ** 2);
    theta = theta.map((x, i) => x - (eta * g[i]!) / (Math.sqrt(nu[i]!) + epsilon));
    return here;
  });
  /** Free of what alternates. */
  const smooth = (k: number, key: 'theta' | 'nu') =>
    path[k]![key].map((x, i) => x / 2 + (path[k - 1]![key][i]! + path[k + 1]![key][i]!) / 4);
  const begun = unflatten(smooth(first, 'nu'), shapes);
  const flow = { loss: 0, squared: 0, own: 0, points: 0 };
  let end = new Float64Array(0);
  withWeights(smooth(first, 'theta'), shapes, (theta0) => {
    const method = centralFlow(objective, { eta, rmsprop: { alpha, epsilon }, random: rng(3) });
    for (const point of integrate(method, theta0, {
      ...{ steps: 4 * steps, stride: 4, precision: 'double' },
      carried: { numbers: {}, vectors: { nu: begun } },
    })) {
      end = flatten64(point.theta) as Float64Array<ArrayBuffer>;
      if (point.step < 80) continue;
      const checkpoint = point.checkpoint();
      const about = oscillation(checkpoint);
      free(checkpoint);
      const { loss, squared } = at(end);
      flow.loss += loss + about.loss;
      flow.squared += squared + about.squaredGradient;
      flow.own += squared;
      flow.points++;
    }
  });
  const window = path.slice(first + 20, first + steps + 1);
  const mean = (key: 'loss' | 'squared') =>
    window.reduce((sum, here) => sum + here[key], 0) / window.length;
  const [loss, squared, own] = [flow.loss, flow.squared, flow.own].map((x) => x / flow.points);
  const target = smooth(first + steps, 'theta');
  const gone = distance(target, smooth(first, 'theta'));
  dispose(begun);
  both.dispose();
  freeProblem();
  expect(Math.abs(loss! / mean('loss') - 1), `${loss}, ${mean('loss')} by RMSProp`).toBeLessThan(
    0.1,
  );
  expect(
    Math.abs(squared! / mean('squared') - 1),
    `${squared}, ${mean('squared')} by RMSProp`,
  ).toBeLessThan(0.15);
  expect(own!, `${own} of ${squared}`).toBeLessThan(0.5 * mean('squared'));
  expect(distance(end, target), `${distance(end, target)} of ${gone}`).toBeLessThan(0.2 * gone);
});
