import { didYouMean } from '../../../core/nearest.ts';
import { list } from '../../spec/axis.ts';
import { type Issue, type Path, pathName } from '../../spec/issue.ts';
import type { ExperimentFile } from '../format.ts';
import { quote } from '../issues/format-issues.ts';
import { type ControlEntry, MOST_WORDS, type Patch, wordsIn } from './claim-format.ts';

/** What a claim says of itself that cannot be: too long a quotation, controls and patches of what is not there or not theirs. */
export const claimIssues = (file: ExperimentFile): Issue[] => [
  ...tooLong(file),
  ...list(file.control ?? []).flatMap((control, i) =>
    controlIssues(file, control, Array.isArray(file.control) ? ['control', i] : ['control']),
  ),
  ...(['quick', 'long'] as const).flatMap((name) =>
    patchIssues(file.budgets?.[name] ?? {}, ['budgets', name], 'budget'),
  ),
];

function tooLong({ sentence }: ExperimentFile): Issue[] {
  const count = sentence === undefined ? 0 : wordsIn(sentence.words);
  if (count <= MOST_WORDS) return [];
  const text = `sentence.words has ${count} words: quote at most ${MOST_WORDS} of them`;
  return [{ path: ['sentence', 'words'], text }];
}

function controlIssues(file: ExperimentFile, control: ControlEntry, at: Path): Issue[] {
  const { set = {}, expect, id: _, why: __, ...changes } = control;
  const expected = Object.keys(expect);
  const nothing: Issue[] =
    Object.keys(set).length === 0 && Object.keys(changes).length === 0
      ? [{ path: at, text: `${pathName(at)} changes nothing: give set, arms, let, where or match` }]
      : [];
  const idle: Issue[] =
    expected.length === 0
      ? [
          {
            path: [...at, 'expect'],
            text: `${pathName([...at, 'expect'])} is empty: say what becomes of which statement, such as { flatter: refuted }`,
          },
        ]
      : [];
  return [
    ...nothing,
    ...idle,
    ...expected.flatMap((id) => statementIssue(file, id, [...at, 'expect', id])),
    ...patchIssues(set, [...at, 'set'], 'control'),
  ];
}

/** Of a statement that the file does not have, or that predicts nothing, no control can say anything. */
function statementIssue({ expect = [] }: ExperimentFile, id: string, path: Path): Issue[] {
  const statements = expect.map((one) => (one ?? {}) as { id?: unknown; in?: unknown });
  const known = statements.flatMap((one) => (typeof one.id === 'string' ? [one.id] : []));
  const found = statements.find((one) => one.id === id);
  if (found === undefined) {
    const names = known.length === 0 ? '; there is none' : `; there are ${known.join(', ')}`;
    const text = `no statement of expect is called ${quote(id)}${didYouMean(id, known) || names}`;
    return [{ path, key: true, text }];
  }
  const text = `the statement ${quote(id)} has in: any and predicts nothing, so that nothing can refute it: drop it here`;
  return found.in === 'any' ? [{ path, key: true, text }] : [];
}

/** What no patch may touch: what the file says of itself, and what it predicts. */
const FIXED = [
  ...[
    'title',
    'question',
    'sentence',
    'formula',
    'control',
    'budgets',
    'cost',
    'limits',
    'figures',
    'checkpoint',
  ],
  ...['expect', 'claim', 'across', 'scope'],
];

/** What a control has keys of its own for. */
const BESIDE = ['arms', 'let', 'match'];

function patchIssues(patch: Patch, at: Path, of: 'control' | 'budget'): Issue[] {
  return Object.keys(patch).flatMap((key) => {
    const top = key.split(/[.[]/u)[0]!;
    const why = FIXED.includes(top)
      ? `it stays the same in every ${of}; drop it here`
      : of === 'control' && BESIDE.includes(top)
        ? `write ${top}: beside set:, by name as in the file`
        : undefined;
    if (why === undefined) return [];
    const text = `${pathName(at)} cannot change ${quote(key)}: ${why}`;
    return [{ path: [...at, key], key: true as const, text }];
  });
}
