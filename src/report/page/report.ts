import type { Experiment } from '../../lab/experiment/run-spec.ts';
import type { Run } from '../../lab/records/record.ts';
import type { Stated } from '../../lab/records/stated.ts';
import { figuresOf } from '../figures/figures.ts';
import { type Findings, summarise } from '../findings/findings.ts';
import { createRenderer } from '../plot/render.ts';
import { type Answers, answersOf } from '../predictions/answers.ts';
import type { Subset } from '../predictions/subset.ts';
import { figurePath } from './block.ts';
import { documentOf } from './document.ts';
import { htmlOf } from './html.ts';
import { markdownOf } from './markdown.ts';
import { resultsCsv } from './results-csv.ts';
import { writeFolder } from './write-folder.ts';

/**
 * Writes the report of an experiment: index.html, report.md, results.csv and figures/*.png.
 *
 * Any subset of the runs will do; what they do not allow is left out. Returns the files' paths within
 * `outDir`, the findings, and a verdict for each prediction. Throws InputError where a file there is not a report's own, or was edited
 * since, and where the folder cannot be written.
 *
 * @example
 * const experiment = readExperiment('small.yaml');
 * const { runs } = await runExperiment(experiment, { source: 'small.yaml' });
 * const report = { experiment, runs, outDir: 'reports/again', command: 'npx flowlab run small.yaml' };
 * const { files } = await writeReport(report);
 * console.log(files[0]); // index.html
 */
export async function writeReport(input: {
  readonly experiment: Experiment;
  readonly runs: readonly Run[];
  /** What the records remember of the experiment's predictions. */
  readonly stated?: readonly Stated[];
  /** Where the runs were picked from those that are finished. */
  readonly subset?: Subset | undefined;
  readonly outDir: string;
  /** The command line that makes this report again. */
  readonly command: string;
  readonly log?: (line: string) => void;
}): Promise<{
  files: readonly string[];
  findings: Findings;
  answers: Answers;
}> {
  const { experiment, runs, stated, subset, outDir, command, log = () => {} } = input;
  const meant = subset === undefined ? experiment.specs : runs.map(({ spec }) => spec);
  const findings = summarise({ ...experiment, specs: meant }, runs);
  const answers = answersOf(experiment, runs, subset === undefined ? stated : 'after the data');
  const figures = figuresOf(runs, findings, answers);
  const render = createRenderer();
  const pngs = new Map(figures.map((figure) => [figure.id, render(figure)]));
  const blocks = documentOf({ experiment, runs, subset, findings, answers, figures, command });
  const html = htmlOf(experiment.title, blocks, (id) => pngs.get(id)!);
  const files = new Map<string, Uint8Array>([
    ['index.html', Buffer.from(html)],
    ['report.md', Buffer.from(markdownOf(blocks))],
    ['results.csv', Buffer.from(resultsCsv(runs))],
    ...figures.map((figure) => [figurePath(figure), pngs.get(figure.id)!] as const),
  ]);
  await writeFolder(outDir, files);
  log(`report: ${files.size} files in ${outDir}`);
  return { files: [...files.keys()], findings, answers };
}
