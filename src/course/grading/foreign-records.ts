import { canonicalJson } from '../../core/canonical-json.ts';
import type { Run } from '../../lab/records/record.ts';
import { isToyName } from '../../lab/spec/toy.ts';
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
    const own = [variant.dataSeed, variant.unit];
    const marks = runs.map(markOf);
    if (runs.length === 0 || marks.some(({ value }) => own.includes(value))) return [];
    const { key, value } = marks[0]!;
    const mine = key === 'data.seed' ? variant.dataSeed : variant.unit;
    const found = value === undefined ? 'left out' : canonicalJson(value);
    return [
      `The records of ${experiment} are of another number or code: ${key} is ${found}, and yours ${String(mine)}. Start from the files of your own number.`,
    ];
  });

/** What of a run's data is a student's own: the seed, or the start of a problem that draws nothing. */
function markOf({ spec: { data } }: Run): { readonly key: string; readonly value: unknown } {
  const key = isToyName(data.name) && !Object.hasOwn(data, 'seed') ? 'start' : 'seed';
  return { key: `data.${key}`, value: Reflect.get(data, key) };
}
