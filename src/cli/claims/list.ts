import type { ClaimOutcome } from '../../claims/judging/claim.ts';
import { readCollection } from '../../lab/collection/collection.ts';
import { placeText } from '../../report/scorecard/sections.ts';
import { bundledExperiments } from '../host/environment.ts';
import { claimsFolder, filtered, recordsOfClaims } from '../shared/claims-folder.ts';
import { lastVerdict } from '../shared/last-verdict.ts';
import { bold, complain, dim, note, say } from '../shared/output.ts';

interface ListFlags {
  readonly text?: string | undefined;
  readonly section?: string | undefined;
  readonly verdict?: ClaimOutcome | undefined;
  readonly runs?: string | undefined;
  readonly json?: boolean | undefined;
}

/** Lists the claims of a folder, each with its last verdict; returns the exit code, 2 where a file cannot be read. */
export async function list(asked: string | undefined, flags: ListFlags): Promise<number> {
  const folder = claimsFolder(asked, bundledExperiments);
  const { members, unreadable } = filtered(readCollection(folder), flags);
  const runsDir = recordsOfClaims(flags.runs, folder);
  const all = members
    .map(({ id, experiment: { question, sentence } }) => {
      const last = lastVerdict(runsDir, id);
      return {
        ...{ id, question, sentence: sentence ?? null },
        last: last === undefined ? null : { verdict: last.verdict, budget: last.budget },
      };
    })
    .filter(({ last }) => flags.verdict === undefined || last?.verdict === flags.verdict);
  if (flags.json === true) say(JSON.stringify({ claims: all, unreadable }, null, 2));
  else
    for (const { id, question, sentence, last } of all) {
      const verdict = last === null ? 'not verified yet' : `${last.verdict} (${last.budget})`;
      const place = sentence === null ? '' : `“${sentence.words}” ${placeText(sentence)}`;
      say(`${bold(id)}  ${verdict}\n  ${question}${place === '' ? '' : `\n  ${dim(place)}`}`);
    }
  if (all.length === 0) note('No claim has this verdict.');
  for (const { message } of unreadable) complain(message);
  return unreadable.length > 0 ? 2 : 0;
}
