import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { exact } from '../../src/core/estimate.ts';
import { readExperiment } from '../../src/lab/experiment/read.ts';
import type { Experiment, RunSpec } from '../../src/lab/experiment/run-spec.ts';
import type { Run } from '../../src/lab/records/record.ts';
import { outputCards } from './output-cards.ts';
import { COST, synthetic } from './synthetic-runs.ts';

const folder = fileURLToPath(new URL('../../experiments/', import.meta.url));

function runOf(spec: RunSpec, index: number): Run {
  const made = synthetic(spec.method, spec.seed, { stop: spec.stop });
  const B = spec.method.method === 'sgd' ? spec.method.batch : 500;
  const bounds = spec.measure.stabilityBounds === undefined ? {} : boundsAt(B);
  const scalars = { ...made.scalars, ...(spec.measure.threshold ? thresholdAt(B) : {}), ...bounds };
  const series = spec.measure.along === undefined ? made.series : withSharpness(made);
  const manifest = { ...made.manifest, outputs: outputCards(scalars, series) };
  return { ...made, id: `${made.id}-${index}`, spec, scalars, series, manifest };
}

const thresholdAt = (B: number) => ({ threshold: exact(0.5 / (1 + 8 / B), COST) });

const boundsAt = (B: number) => ({
  batchBound: exact(0.4 / (1 + 20 / B), COST),
  frobeniusBound: exact(0.01 * B, COST),
});

/** λ rises to the edge of a descent, as far as it runs. */
function withSharpness({ series, spec: { method } }: Run): Run['series'] {
  const edge = 'rate' in method ? 2 / method.rate : 22;
  const sharpness = series.time!.map((t) => edge * (1 - 0.6 * Math.exp(-t / 10)));
  return {
    ...series,
    sharpness,
    sharpnessStderr: sharpness.map(() => 0.01),
    sharpnessConverged: sharpness.map(() => 1),
  };
}

/** Every bundled experiment with what its runs might leave behind, of three seeds at most. */
export const bundled: readonly {
  readonly experiment: Experiment;
  readonly runs: readonly Run[];
}[] = readdirSync(folder)
  .filter((name) => name.endsWith('.yaml'))
  .map((name) => {
    const experiment = readExperiment(folder + name);
    const specs = experiment.specs.filter(({ seed }) => seed < 3);
    return { experiment: { ...experiment, specs }, runs: specs.map(runOf) };
  });
