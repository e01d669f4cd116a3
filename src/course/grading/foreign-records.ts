import { canonicalJson } from '../../core/canonical-json.ts';
import type { Run } from '../../lab/records/record.ts';
import { isToyName } from '../../lab/spec/toy.ts';
import type { Variant } from '../kit/variant.ts';
import type { Evidence } from './evidence.ts';

/**
 * Experiments of which every run is on other data than the student's: the seed of the data is filled in before anything is handed out, so that
 * such records are of another number. A sentence each.
 */
export const foreignRecords = ({
  submission,
  variant,
}: Pick<Evidence, 'submission' | 'variant'>): readonly string[] =>
  submission.records.flatMap(({ experiment, runs }) => {
    const [first] = runs;
    if (first === undefined || runs.some((run) => isOnOwnData(run, variant))) return [];
    const { key, value } = markOf(first);
    const mine = key === 'data.seed' ? variant.dataSeed : variant.unit;
    const found = value === undefined ? 'left out' : canonicalJson(value);
    return [
      `The records of ${experiment} are of another number or code: ${key} is ${found}, and yours ${String(mine)}. Start from the files of your own number.`,
    ];
  });

/** Whether a run is on the student's own data, whatever else of it is not as the variant demands. */
export const isOnOwnData = (run: Run, { dataSeed, unit }: Variant): boolean =>
  [dataSeed, unit].includes(markOf(run).value as never);

/** What of a run's data is a student's own: the seed, or the start of a problem that draws nothing. */
function markOf({ spec: { data } }: Run): { readonly key: string; readonly value: unknown } {
  const key = isToyName(data.name) && !Object.hasOwn(data, 'seed') ? 'start' : 'seed';
  return { key: `data.${key}`, value: Reflect.get(data, key) };
}
