import { list, nodesOf } from '../spec/axis.ts';
import { serves } from '../spec/data.ts';
import { defaults } from '../spec/defaults.ts';
import { type Issue, pathName, unusedKey } from '../spec/issue.ts';
import { isToyName } from '../spec/toy.ts';
import { dataEntries } from './expand.ts';
import type { DataEntry, ExperimentFile } from './format.ts';

/** n of each training set of an entry; infinite for problems without examples, of which no batch is too large. */
export const examplesOf = ({ name, train = defaults.data.train }: DataEntry): readonly number[] =>
  list(name ?? defaults.data.name).some((one) => serves('train', one))
    ? list(train)
    : [Number.POSITIVE_INFINITY];

/** What a file says that its toy problems do without: network and loss, where nothing else needs them, examples and targets. */
export function toyIssues(file: ExperimentFile): Issue[] {
  const names = dataEntries(file).flatMap(({ name }) => list(name ?? defaults.data.name));
  const toys = names.filter(isToyName);
  const problems = `problem ${toys.join(', ')}`;
  const idle = (['network', 'loss'] as const).filter((key) => file[key] !== undefined);
  const whole = toys.filter((name) => !serves('train', name));
  return toys.length === 0
    ? []
    : [
        ...(toys.length < names.length
          ? []
          : idle.map((key) => unusedKey([key], problems, 'name a dataset in data'))),
        ...file.methods.flatMap((entry, i) => {
          const at = (key: string) => ['methods', i, key];
          const unused = (['labelFlips', 'targetNoise', 'shards'] as const).filter(
            (key) =>
              key in entry && nodesOf(Reflect.get(entry, key), []).some(({ value }) => value),
          );
          return [
            ...unused.map((key) => unusedKey(at(key), problems, 'name a dataset in data')),
            ...('batch' in entry && entry.batch !== undefined && whole.length > 0
              ? [
                  {
                    path: at('batch'),
                    text: `${pathName(at('batch'))} needs examples, and problem ${whole.join(', ')} has none: train on the full loss, as by gradient-descent`,
                  },
                ]
              : []),
          ];
        }),
      ];
}
