import { compile } from '../engine/program/compile.ts';
import { dispose } from '../engine/tensors/memory.ts';
import { read64 } from '../engine/tensors/precise.ts';
import type { Precision } from '../engine/tensors/precision.ts';
import { tensor } from '../engine/tensors/tensor.ts';
import { exampleLosses } from '../problems/supervised/losses.ts';
import { type Check, relativeError, roundings } from './check.ts';

/** Outputs of which class 0 is right: nearly certain, all but certain, wrong by far. */
const outputs = [
  [1, 0.5, -1],
  [20, 0, 1],
  [75, 0, -5],
  [-300, 400, 0],
] as const;

/** log(1 + Σ_{c≠0} e^{f_c − f_0}), or the largest exponent and the rest where that would overflow. */
function exact([right, ...others]: readonly number[]): number {
  const gaps = others.map((f) => f - right!);
  const most = Math.max(0, ...gaps);
  return most === 0
    ? Math.log1p(gaps.reduce((sum, gap) => sum + Math.exp(gap), 0))
    : most +
        Math.log([-most, ...gaps.map((gap) => gap - most)].reduce((s, g) => s + Math.exp(g), 0));
}

/** Losses of classes that are all but certain, where −log softmax written plainly has no digit left. */
export const lossChecks: readonly Check[] = [
  {
    name: 'digits of cross-entropy from 0.6 to 10⁻³³ and 700',
    against: 'log1p of float64',
    bounds: roundings(200),
    error: (precision) =>
      Math.max(...losses(precision).map((loss, i) => relativeError([loss], [exact(outputs[i]!)]))),
  },
];

function losses(precision: Precision): number[] {
  const [n, k] = [outputs.length, outputs[0].length];
  const f = tensor(Float32Array.from(outputs.flat()), [n, k]);
  const y = tensor(
    Float32Array.from({ length: n * k }, (_, i) => Number(i % k === 0)),
    [n, k],
  );
  const program = compile(([z, of]) => [exampleLosses['cross-entropy'](z!, of!)], precision);
  const [values] = program([f, y]);
  const read = [...read64(values!)];
  dispose([f, y, values!]);
  program.dispose();
  return read;
}
