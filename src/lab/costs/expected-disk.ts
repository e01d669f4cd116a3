import type { RunSpec } from '../experiment/run-spec.ts';
import { askedNames } from '../probes/registry.ts';
import { examplesIn } from '../spec/problem.ts';
import { rowsOf } from './expected-cost.ts';
import { regularLooks, trainingSteps } from './expected-steps.ts';
import { networkSize } from './network-size.ts';

/** Bytes of a record beside its arrays and series: manifest, spec, ending and scalars, of which a probe adds some to each. */
const TEXT = { run: 7000, probe: 1200 };
/** Columns of a series that every run has, those of a probe along it, and the bytes of a number as text. */
const SERIES = { columns: 6, probe: 5, number: 17 };
/** Bytes of a zip around an array. */
const ARRAY = 300;

/** Arrays as large as the weights that solvers carry, by the keys of their methods: velocity, mean gradient and mean square, mean square. */
const CARRIED = { momentum: 1, beta1: 2, alpha: 1 };

/**
 * Bytes that the record of a run is expected to take: weights, what its solver carries, snapshots, outputs and series, by the spec alone. Curves and
 * grids of probes are not counted.
 */
export function expectedBytes(spec: RunSpec): number {
  const { measure, precision } = spec;
  const { weights, outputs } = networkSize(spec);
  const width = precision === 'double' ? 8 : 4;
  const tests = 'test' in spec.data ? spec.data.test : 0;
  const carried = Object.entries(CARRIED).reduce(
    (all, [key, arrays]) => all + (key in spec.method ? arrays : 0),
    0,
  );
  const trained = measure.trainOutputs ? examplesIn(spec) * outputs : 0;
  const whole = (1 + carried) * weights;
  // One more is kept, of the start.
  const snapshots = measure.snapshots.length === 0 ? 0 : measure.snapshots.length + 1;
  const course = trainingSteps(spec, spec);
  const along = Object.values(measure.along ?? {});
  const rows =
    rowsOf(measure.points, course.steps) +
    [measure, ...along].reduce((all, one) => all + regularLooks(one, course), 0);
  const columns = SERIES.columns + SERIES.probe * along.length;
  return Math.round(
    width * (whole + trained + snapshots * (whole + tests * outputs + trained)) +
      ARRAY * (2 + snapshots) +
      rows * columns * SERIES.number +
      TEXT.run +
      TEXT.probe * askedNames(measure).length,
  );
}
