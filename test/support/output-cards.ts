import type { Scalars } from '../../src/core/scalars.ts';
import { probeNames, probes } from '../../src/lab/probes/registry.ts';
import type { Series } from '../../src/lab/records/record.ts';
import { ownOutputs } from '../../src/lab/run/own-outputs.ts';
import { factsOf, type OutputCards, outputCard } from '../../src/lab/spec/output.ts';

/** The cards that a record with these numbers carries; one that nothing declares goes by its key. */
export const outputCards = (scalars: Scalars, series: Series): OutputCards => {
  const along = Object.keys(series).filter((key) => `${key}Stderr` in series);
  const keys = [...Object.keys(scalars), ...along];
  return {
    ...Object.fromEntries(keys.map((key) => [key, cardOf(key)])),
    ...ownOutputs(scalars),
  };
};

function cardOf(key: string) {
  const name = probeNames.find((probe) => factsOf(probes[probe].outputs, key) !== undefined);
  if (name === undefined) return outputCard(key, {}, 'end');
  const { outputs, ofStart } = probes[name];
  return outputCard(key, factsOf(outputs, key)!, ofStart ? 'start' : 'end');
}
