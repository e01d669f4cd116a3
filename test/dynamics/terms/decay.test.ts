import { expect, test } from 'vitest';
import { centralEuler } from '../../../src/dynamics/central/central-euler.ts';
import type { Term } from '../../../src/dynamics/integrate/term.ts';
import { dormandPrince } from '../../../src/dynamics/solvers/dormand-prince.ts';
import { inertial } from '../../../src/dynamics/solvers/inertial.ts';
import { rkc2 } from '../../../src/dynamics/solvers/rkc2.ts';
import { decayed } from '../../../src/dynamics/terms/decay.ts';

const still: Term = { drift: (theta) => [...theta], jacobian: (_, v) => [...v] };

test.each([-1, Number.NaN, Number.POSITIVE_INFINITY])('a decay of %d is refused', (w) => {
  expect(() => decayed(still, w, 'coupled')).toThrow(`invalid weight decay; not in [0, ∞): ${w}`);
});

test.each([
  ['rkc2', rkc2],
  ['dormand-prince', dormandPrince],
  ['dormand-prince', inertial(dormandPrince, { mass: 1, friction: 1, launch: 0 })],
  ['central-flow', centralEuler({} as never)],
] as const)('%s says that it would leave out a decay beside its term', (name, solver) => {
  expect(() => solver.bind(decayed(still, 0.1, 'decoupled'), 'single')).toThrow(
    `${name} would leave out the decay of weights beside its term; use euler`,
  );
});
