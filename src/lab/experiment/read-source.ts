import type { ExpectationSource } from '../../claims/statements/check-statements.ts';
import { claimIssues } from './claim/claim-issues.ts';
import { contradictions } from './contradictions.ts';
import { expand } from './expand.ts';
import { figureIssues } from './figures/figure-issues.ts';
import { resolveInputFiles } from './file-paths.ts';
import { type ExperimentFile, experimentFormat } from './format.ts';
import { issuesOf } from './issues/format-issues.ts';
import { gridIssues } from './issues/grid-issues.ts';
import { measureIssues } from './issues/measure-issues.ts';
import { type Needed, predicted } from './predictions.ts';
import type { RunSpec } from './run-spec.ts';
import type { Source } from './yaml/yaml-source.ts';

/** A file that was found to be right. */
export interface ReadFile {
  /** With every measure asked for that a prediction names. */
  readonly file: ExperimentFile;
  readonly specs: readonly RunSpec[];
  readonly predictions?: ExpectationSource;
  /** What the predictions need beyond what the file asks for. */
  readonly needed: Needed;
}

/**
 * Checks the plain data of an experiment file in full. Of statements `only` those with one of these ids are read, all of them where it
 * is absent; `needed` is measured whatever they name.
 *
 * Throws InputError for the first problem, with a count of the others.
 */
export function readSource(
  source: Source,
  { only, needed: further }: { readonly only?: readonly string[]; readonly needed?: Needed } = {},
): ReadFile {
  const parsed = experimentFormat.safeParse(source.root);
  if (!parsed.success) throw source.error(issuesOf(parsed.error.issues, source.root));
  const large = gridIssues(parsed.data);
  if (large.length > 0) throw source.error(large);
  const asked = resolveInputFiles(parsed.data, source.folderOf);
  const issues = [...claimIssues(asked), ...contradictions(asked)];
  if (issues.length > 0) throw source.error(issues);
  const { issues: wrong, ...read } = predicted(asked, { only, needed: further });
  const { file } = read;
  const specs = expand(file);
  const all = [...wrong, ...measureIssues(file, specs), ...figureIssues(file, specs)];
  if (all.length > 0) throw source.error(all);
  return { ...read, specs };
}
