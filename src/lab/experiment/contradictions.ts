import { methodEntry, methodOf } from '../methods/registry.ts';
import { list, nodesOf } from '../spec/axis.ts';
import { defaults } from '../spec/defaults.ts';
import { type Issue, type Path, pathName, unusedKey } from '../spec/issue.ts';
import { type EndMatch, endMatch, matches } from '../spec/stop.ts';
import { dataIssues, examplesOf, isValued, lossIssues, toyIssues } from './data-contradictions.ts';
import { dataEntries, methodSpecs, networkEntries } from './expand.ts';
import { missingFiles } from './file-paths.ts';
import type { ExperimentFile, MethodEntry } from './format.ts';
import { modelIssues } from './issues/model-issues.ts';
import { moduleLossIssues, networkIssues } from './issues/network-issues.ts';
import { noiseIssues } from './issues/noise-issues.ts';

/** What is wrong with an experiment whose every key is well formed: keys that contradict each other. */
export const contradictions = (file: ExperimentFile): Issue[] => [
  ...dataEntries(file).flatMap((entry, i) => dataIssues(entry, entryPath('data', file.data, i))),
  ...toyIssues(file),
  ...networkEntries(file).flatMap((entry, i) =>
    networkIssues(entry, entryPath('network', file.network, i)),
  ),
  ...modelIssues(file),
  ...lossIssues(file),
  ...moduleLossIssues(file),
  ...methodIssues(file),
  ...noiseIssues(file),
  ...stopIssues(file),
  ...matchIssues(file),
];

/** `data` where there is one entry, `data[1]` where the section is a list. */
const entryPath = (key: string, section: unknown, i: number): Path =>
  Array.isArray(section) ? [key, i] : [key];

function methodIssues(file: ExperimentFile): Issue[] {
  const examples = dataEntries(file).flatMap(examplesOf);
  const losses = list(file.loss ?? defaults.loss);
  const classes = !dataEntries(file).some(isValued);
  return [
    ...file.methods.map((entry, i) => ({ entry, at: ['methods', i] })),
    ...(file.start === undefined ? [] : [{ entry: file.start.method, at: ['start', 'method'] }]),
  ].flatMap(({ entry, at }) => {
    const method = methodEntry(entry.method);
    return [
      ...method.contradictions(entry, { at, examples, losses, classes }),
      ...missingFiles(entry, method.keys, at),
    ];
  });
}

/** What is wrong with the rules, at a path, by which these methods stop. */
function ruleIssues(
  { stall, ...rules }: ExperimentFile['stop'],
  methods: readonly MethodEntry[],
  at: Path,
): Issue[] {
  const name = pathName(at);
  if (Object.keys(rules).length === 0) {
    return [{ path: at, text: `${name} has no rule: give loss, steps, epochs or time` }];
  }
  const staged = methods.some((entry) => 'stages' in entry && entry.stages !== undefined);
  return [
    ...(stall === true && rules.loss === undefined
      ? [unusedKey([...at, 'stall'], 'a run without a target', `give ${name}.loss`)]
      : []),
    ...(staged && rules.epochs !== undefined
      ? [unusedKey([...at, 'epochs'], 'a batch size that changes', `give ${name}.steps`)]
      : []),
  ];
}

function stopIssues({ stop, start, measure, methods }: ExperimentFile): Issue[] {
  const end = stop.time ?? Number.POSITIVE_INFINITY;
  const late = nodesOf(measure.snapshots, ['measure', 'snapshots'])
    .filter(({ value }) => value > end)
    .map(({ value, path }) => ({
      path,
      text: `${pathName(path)} is ${value}, after the end at stop.time ${end}: lower it or raise stop.time`,
    }));
  return [
    ...ruleIssues(stop, methods, ['stop']),
    ...(start === undefined ? [] : ruleIssues(start.stop, [start.method], ['start', 'stop'])),
    ...keepIssues(start, methods),
    ...late,
  ];
}

/** What a solver carries goes on in a solver of the same method, or of one that begins with it. */
function keepIssues(start: ExperimentFile['start'], methods: readonly MethodEntry[]): Issue[] {
  if (start?.keep !== 'state') return [];
  const { method } = start.method;
  const path = ['start', 'keep'];
  if (!methodSpecs(start.method).every((spec) => methodOf(spec).remembers))
    return [
      unusedKey(
        path,
        `${method}, whose solver carries nothing over`,
        'start by a method with a velocity or averages, such as heavy-ball or adam',
      ),
    ];
  const other = methods.find(
    (entry) =>
      entry.method !== method &&
      !methodSpecs(entry).every((spec) => methodOf(spec).takesOver?.method === method),
  );
  if (other === undefined) return [];
  const text = `start.keep: state goes on by ${method}, and the runs by ${other.method}: name one method in both, or keep weights`;
  return [{ path, text }];
}

/** Runs end alike only by a rule that they have, that all methods know, and that no other rule comes before. */
function matchIssues({ match, stop, methods }: ExperimentFile): Issue[] {
  const by = endMatch(match);
  if (by === undefined) return [];
  if (stop[by] === undefined) {
    const text = `match: ${by} needs stop.${by}, where all runs end: give it, or let single statements say match`;
    return [{ path: ['match'], text }];
  }
  if (by === 'loss') return [];
  const others = matches.filter((rule) => rule !== by && stop[rule] !== undefined);
  return [
    ...others.map((rule) => ({
      path: ['stop', rule],
      key: true as const,
      text: `stop.${rule} ends some runs before others: with match: ${by} give stop.${by} alone`,
    })),
    ...(by === 'time' ? [] : methods.flatMap((entry, i) => stepless(entry, by, ['methods', i]))),
  ];
}

/** A flow has the steps of its solver, which are no measure of training, and no epochs. */
function stepless(entry: MethodEntry, by: EndMatch, at: Path): Issue[] {
  if (methodSpecs(entry).every((spec) => methodOf(spec).at !== undefined)) return [];
  const text = `${pathName([...at, 'method'])}: ${entry.method} has no ${by} that compare with those of others: match by time, or drop it`;
  return [{ path: [...at, 'method'], text }];
}
