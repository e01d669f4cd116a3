import type { Run } from '../../lab/records/record.ts';
import { metricOf } from '../arms/metric.ts';
import { valueAndInterval } from '../arms/wording.ts';
import type { Comparison } from '../findings/comparison.ts';
import type { Findings } from '../findings/findings.ts';
import { NOTHING, type PaperTable } from './table.ts';

/** Every arm that is held against another, with the ratio or difference that the report's sentence gives. */
export function pairsTable(
  { comparisons }: Pick<Findings, 'comparisons'>,
  runs: readonly Run[],
  keys: readonly string[] | undefined,
): PaperTable {
  const asked = comparisons.filter(({ evidence }) => keys?.includes(evidence.quantity) ?? true);
  return {
    caption:
      'Arms held against others seed by seed: the geometric mean of their ratio, or their mean difference, with its 95 % ' +
      'Student t interval over paired seeds; n counts the pairs.',
    columns: [
      { heading: 'measure', holds: 'words' },
      { heading: 'arm', holds: 'words' },
      { heading: 'against', holds: 'words' },
      { heading: 'as', holds: 'words' },
      { heading: 'mean', holds: 'number' },
      { heading: '95 % interval', holds: 'interval' },
      { heading: 'n', holds: 'number' },
      { heading: 'verdict', holds: 'words' },
    ],
    rows: asked.map(({ evidence, verdict }) => [
      metricOf(runs, evidence.quantity)?.name ?? evidence.quantity,
      evidence.arm,
      evidence.reference,
      evidence.kind,
      ...sizeOf(evidence),
      String(evidence.n),
      verdict ?? NOTHING,
    ]),
  };
}

function sizeOf({ estimate, interval }: Comparison): readonly string[] {
  if (estimate === null) return [NOTHING, NOTHING];
  const [mean, ends] = valueAndInterval(estimate, interval);
  return [mean, ends ?? NOTHING];
}
