import { list, nodesOf } from '../../spec/axis.ts';
import { defaults } from '../../spec/defaults.ts';
import { type Issue, type Path, pathName, unusedKey } from '../../spec/issue.ts';
import { networkEntries } from '../expand.ts';
import type { ExperimentFile, NetworkEntry } from '../format.ts';

/** Models of a loss, which have the targets of the examples and no others. */
const OF_LOSS = ['quadratic-taylor', 'gauss-newton'] as const;

/** What contradicts a model in the place of a network. */
export function modelIssues(file: ExperimentFile): Issue[] {
  const at = (i: number): Path => (Array.isArray(file.network) ? ['network', i] : ['network']);
  return [
    ...networkEntries(file).flatMap((entry, i) => entryIssues(entry, at(i), file)),
    ...targetIssues(file),
  ];
}

function entryIssues(entry: NetworkEntry, at: Path, { start }: ExperimentFile): Issue[] {
  const models = list(entry.model ?? defaults.model);
  const replaced =
    models.some((model) => model !== defaults.model) || list(entry.linearised).includes(true);
  const late = nodesOf(entry.expandedAt, [...at, 'expandedAt']).filter(
    ({ value }) => value === 'start',
  );
  return [
    ...(entry.model !== undefined && list(entry.linearised).includes(true)
      ? [unusedKey([...at, 'linearised'], 'a network with a model', 'drop model')]
      : []),
    ...late.flatMap(({ path }) => {
      if (!replaced)
        return [unusedKey(path, 'the network itself', 'give model, such as quadratic-taylor')];
      const text = `${pathName(path)} is start, and no training comes before the runs: give start, or drop it`;
      return start === undefined ? [{ path, text }] : [];
    }),
  ];
}

/** Targets that change at every step, which a model of the loss of given ones does not know. */
function targetIssues(file: ExperimentFile): Issue[] {
  const [model] = networkEntries(file).flatMap((entry) =>
    OF_LOSS.filter((name) => list(entry.model).includes(name)),
  );
  if (model === undefined) return [];
  return file.methods.flatMap((entry, i) =>
    (['labelFlips', 'targetNoise'] as const)
      .filter(
        (key) => key in entry && nodesOf((entry as Noisy)[key], []).some(({ value }) => value > 0),
      )
      .map((key) =>
        unusedKey(['methods', i, key], `network.model ${model}`, 'give data.labelNoise'),
      ),
  );
}

interface Noisy {
  readonly labelFlips?: number | readonly number[];
  readonly targetNoise?: number | readonly number[];
}
