import { InputError } from '../../core/error.ts';
import { didYouMean } from '../../core/nearest.ts';
import { type Collection, type Member, readCollection } from '../../lab/collection/collection.ts';
import { designOf } from '../../report/scorecard/design.ts';
import { placeText } from '../../report/scorecard/sections.ts';
import { controlText, termsOf } from '../../report/scorecard/terms.ts';
import { bundledExperiments } from '../host/environment.ts';
import { claimsFolder, recordsOfClaims } from '../shared/claims-folder.ts';
import { lastVerdict } from '../shared/last-verdict.ts';
import { bold, say } from '../shared/output.ts';

interface ShowFlags {
  readonly runs?: string | undefined;
  readonly json?: boolean | undefined;
}

/** Explains one claim of a folder; returns the exit code. Throws InputError where there is no such claim, or its file is broken. */
export async function show(
  id: string,
  asked: string | undefined,
  flags: ShowFlags,
): Promise<number> {
  const folder = claimsFolder(asked, bundledExperiments);
  const { experiment, file } = claimOf(readCollection(folder), id);
  const last = lastVerdict(recordsOfClaims(flags.runs, folder), id);
  const { question, sentence, formula, cost, limits, controls = [] } = experiment;
  const [design, terms] = [designOf(experiment), termsOf(experiment)];
  if (flags.json === true) {
    const told = controls.map((one) => ({ id: one.id, sentence: controlText(one) }));
    const about = { id, file, question, sentence, formula, design, cost, limits };
    say(JSON.stringify({ ...about, statements: terms, controls: told, last }, null, 2));
    return 0;
  }
  const lines: readonly (readonly [string, readonly string[]])[] = [
    ['Sentence', sentence === undefined ? [] : [`“${sentence.words}”`, placeText(sentence)]],
    ['Mathematics', formula === undefined ? [] : [formula]],
    ['Design', [design]],
    [
      'Statements',
      terms.flatMap((one) => [
        `${one.id}: ${one.says}`,
        `  ${one.quantity}${one.meant === '' ? '' : ` (${one.meant})`}, predicted ${one.predicted}${one.because === null ? '' : `, because ${one.because}`}${one.source === null ? '' : ` (${one.source})`}`,
        `  Would refute it: ${one.refutedBy}`,
      ]),
    ],
    [
      controls.length === 1 ? 'Control' : 'Controls',
      controls.map((one) => `${one.id}: ${controlText(one)}`),
    ],
    [
      'Cost in minutes on two cores',
      cost === undefined
        ? []
        : Object.entries(cost).map(([name, minutes]) => `${name}: ${minutes}`),
    ],
    ['Limits', limits === undefined ? [] : [limits]],
    [
      'Last verdict',
      last === undefined
        ? ['not verified yet']
        : [
            `${last.verdict} at the ${last.budget} budget: ${last.measured}, predicted ${last.predicted}, n = ${last.n}, control ${last.control ?? 'none'}`,
          ],
    ],
  ];
  say(`${bold(id)}  ${question}\n${file}`);
  for (const [heading, own] of lines)
    if (own.length > 0) say(`\n${bold(heading)}\n${own.map((line) => `  ${line}`).join('\n')}`);
  return 0;
}

function claimOf({ members, unreadable, folder }: Collection, id: string): Member {
  const found = members.find((one) => one.id === id);
  if (found !== undefined) return found;
  const broken = unreadable.find((one) => one.id === id);
  if (broken !== undefined) throw new InputError(broken.message);
  const known = members.map((one) => one.id);
  throw new InputError(
    `no claim ${JSON.stringify(id)} in ${folder}${didYouMean(id, known)}; flowlab claims lists them`,
  );
}
