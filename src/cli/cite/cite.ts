import { bibliography, type Cited } from '../../lab/bibliography/reference.ts';
import { citedBy, worksOf } from '../../lab/bibliography/works.ts';
import { datasetCards } from '../../lab/data/card.ts';
import { findExperiment, readExperiment } from '../../lab/experiment/read.ts';
import type { RunSpec } from '../../lab/experiment/run-spec.ts';
import { hasPlan } from '../../lab/records/plan.ts';
import { flowlabPackage } from '../../lab/records/provenance.ts';
import type { Manifest } from '../../lab/records/record.ts';
import { bibtexOf } from '../../report/citations/bibtex.ts';
import { cffOf } from '../../report/citations/cff.ts';
import { plainOf } from '../../report/citations/plain.ts';
import { bundledExperiments } from '../host/environment.ts';
import { finishedRuns, recordsFolder } from '../shared/finished-runs.ts';
import { note, say } from '../shared/output.ts';
import { mustBeFree, writeOut } from '../shared/output-file.ts';

export interface CiteFlags {
  readonly format: 'bibtex' | 'text' | 'cff';
  readonly runs: string;
  readonly out?: string | undefined;
  readonly force?: boolean | undefined;
}

/** Prints the references of the lab and of what an experiment used; returns the exit code. */
export async function cite(name: string | undefined, flags: CiteFlags): Promise<number> {
  const { format, out, force = false } = flags;
  if (out !== undefined) mustBeFree(out, force);
  const { specs, version } = name === undefined ? justTheLab() : usedBy(name, flags.runs);
  const references = bibliography();
  const works = worksOf(specs, datasetCards());
  const [lab, ...further] = citedBy(
    [
      { part: 'the lab', keys: ['flowlab'] },
      ...(specs.length === 0 ? [] : [{ part: 'the engine', keys: ['smilkov2019'] }]),
      ...works,
    ],
    references,
  );
  const own: Cited = { ...lab!, reference: { ...lab!.reference, version } };
  for (const { part, none } of works)
    if (none !== undefined && part.startsWith('data ')) note(`${part}: nothing is cited; ${none}`);
  const text =
    format === 'cff'
      ? cffOf({ ...own, ...flowlabPackage() }, further)
      : { bibtex: bibtexOf, text: plainOf }[format]([own, ...further]);
  if (out === undefined) say(text.trimEnd());
  else writeOut(out, text, force);
  return 0;
}

/** What runs are cited for, and the version of the lab that computed them. */
interface Used {
  readonly specs: readonly RunSpec[];
  readonly version: string;
}

const justTheLab = (): Used => ({ specs: [], version: flowlabPackage().version });

/** The finished runs on record, else those that the experiment file asks for. */
function usedBy(name: string, runsDir: string): Used {
  if (hasPlan(recordsFolder(name, runsDir))) {
    const { runs } = finishedRuns(name, runsDir);
    if (runs.length > 0)
      return {
        specs: runs.map(({ spec }) => spec),
        version: [...new Set(runs.map(({ manifest }) => versionText(manifest)))].join(' and '),
      };
  }
  const { specs } = readExperiment(findExperiment(name, bundledExperiments));
  note(`no run of ${name} is on record: these are the sources of what its file asks for`);
  return { ...justTheLab(), specs };
}

const versionText = ({ flowlab, commit }: Manifest): string =>
  commit === null ? flowlab : `${flowlab}, commit ${commit.slice(0, 12)}`;
