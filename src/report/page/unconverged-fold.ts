import { withError } from '../../core/format.ts';
import type { Run } from '../../lab/records/record.ts';
import { plural } from '../arms/wording.ts';
import type { Findings } from '../findings/findings.ts';
import type { Block, Fold } from './block.ts';

/** The estimates that did not reach the accuracy that was asked for, or that there are none. */
export const unconvergedFold = ({ unconverged }: Findings, runs: readonly Run[]): Fold => {
  const all = runs.reduce((total, { scalars }) => total + Object.keys(scalars).length, 0);
  return {
    kind: 'fold',
    anchor: 'unconverged',
    heading: 'Unconverged estimates',
    extent: unconverged.length === 0 ? 'none' : `${unconverged.length} of ${all}`,
    blocks: [blockOf(unconverged, all)],
  };
};

function blockOf(unconverged: Findings['unconverged'], all: number): Block {
  if (unconverged.length === 0)
    return { kind: 'paragraph', text: `None: all ${plural(all, 'estimate')} converged.` };
  return {
    kind: 'table',
    caption:
      `${unconverged.length} of ${plural(all, 'estimate')} did not reach the requested accuracy within ` +
      'the budget. They enter the means above.',
    head: ['arm', 'seed', 'quantity', 'value ± standard error', 'run'],
    rows: unconverged.map(({ arm, seed, quantity, value, stderr, run }) => [
      arm,
      String(seed),
      quantity,
      value === null ? 'not finite' : withError(value, stderr ?? Number.POSITIVE_INFINITY),
      run,
    ]),
  };
}
