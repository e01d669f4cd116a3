import { type Issue, pathName } from '../../spec/issue.ts';
import type { ExperimentFile } from '../format.ts';
import { readPick } from '../pick.ts';
import type { RunSpec } from '../run-spec.ts';

/** What is wrong with the arms that the figures of a file are to show. */
export const figureIssues = (
  { figures = [] }: Pick<ExperimentFile, 'figures'>,
  specs: readonly RunSpec[],
): readonly Issue[] =>
  figures.flatMap(({ arms }, i) => {
    if (arms === undefined) return [];
    const { issue } = readPick(arms, 'arms', specs);
    if (issue === undefined) return [];
    const path = ['figures', i, 'arms'];
    return [{ path, text: `${pathName(path)}, column ${issue.column}: ${issue.message}` }];
  });
