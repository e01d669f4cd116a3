import type { Scalars } from '../../src/core/scalars.ts';
import { probeNames, probes } from '../../src/lab/probes/registry.ts';
import { ownOutputs } from '../../src/lab/run/own-outputs.ts';
import { factsOf, type OutputCards, outputCard } from '../../src/lab/spec/output.ts';

/** The cards that a record with these scalars carries. */
export const outputCards = (scalars: Scalars): OutputCards => ({
  ...ownOutputs(scalars),
  ...Object.fromEntries(
    Object.keys(scalars).flatMap((key) =>
      probeNames.flatMap((name) => {
        const { outputs, ofStart } = probes[name];
        const facts = factsOf(outputs, key);
        return facts === undefined
          ? []
          : [[key, outputCard(key, facts, ofStart ? 'start' : 'end')] as const];
      }),
    ),
  ),
});
