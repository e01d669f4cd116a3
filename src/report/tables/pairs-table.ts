import type { Run } from '../../lab/records/record.ts';
import { metricOf } from '../arms/metric.ts';
import { valueAndInterval } from '../arms/wording.ts';
import { pairVerdict } from '../effects/arm-pairs.ts';
import type { ArmPair } from '../effects/effect.ts';
import type { Findings } from '../findings/findings.ts';
import { NOTHING, type PaperTable } from './table.ts';

/** Every arm that is held against another, with the ratio or difference that the report's table of pairs gives. */
export function pairsTable(
  { pairs }: Pick<Findings, 'pairs'>,
  runs: readonly Run[],
  keys: readonly string[] | undefined,
): PaperTable {
  const asked = pairs.filter(({ quantity }) => keys?.includes(quantity) ?? true);
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
    rows: asked.map((pair) => [
      measureName(runs, pair.quantity),
      pair.arm,
      pair.reference,
      pair.kind,
      ...sizeOf(pair),
      String(pair.n),
      pairVerdict(pair),
    ]),
  };
}

function sizeOf({ estimate, interval }: ArmPair): readonly string[] {
  if (estimate === null) return [NOTHING, NOTHING];
  const [mean, ends] = valueAndInterval(estimate, interval);
  return [mean, ends ?? NOTHING];
}

function measureName(runs: readonly Run[], key: string): string {
  const metric = metricOf(runs, key);
  return metric === undefined ? key : metric.name;
}
