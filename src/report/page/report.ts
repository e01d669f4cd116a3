import type { Experiment } from '../../lab/experiment/run-spec.ts';
import type { Run } from '../../lab/records/record.ts';
import type { Stated } from '../../lab/records/stated.ts';
import { sketchesOf } from '../figures/figures.ts';
import { askedPictures } from '../figures/pictures.ts';
import { sketchesFrom } from '../figures/wanted.ts';
import { type Findings, summarise } from '../findings/findings.ts';
import type { Figure } from '../plot/figure.ts';
import { createRenderer } from '../plot/render.ts';
import { type Answers, answersOf } from '../predictions/answers.ts';
import type { Subset } from '../predictions/subset.ts';
import { pageFigures } from '../sketch/page-figures.ts';
import { FIGURES, figurePath } from './block.ts';
import { columnPictures } from './column-pictures.ts';
import { documentOf } from './document.ts';
import { htmlOf } from './html/page.ts';
import { interactiveOf } from './interactive.ts';
import { markdownOf } from './markdown.ts';
import { resultsCsv } from './results-csv.ts';
import { writeFolder } from './write-folder.ts';

/**
 * Writes the report of an experiment: index.html, report.md, results.csv, figures/*.png, the figures that the experiment asks for, and report.pdf where `print` prints it.
 *
 * Any subset of the runs will do; what they do not allow is left out. Returns the files' paths within
 * `outDir`, why figures are missing that the experiment asks for, the findings, and a verdict for each prediction. Throws InputError where a file there is not a report's own, or was edited
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
  /** Runs of its controls that are none of its own, as `runExperiment` gives them; without them no control is judged. */
  readonly controlRuns?: readonly Run[] | undefined;
  /** What the records remember of the experiment's predictions. */
  readonly stated?: readonly Stated[];
  /** Where the runs were picked from those that are finished. */
  readonly subset?: Subset | undefined;
  readonly outDir: string;
  /** The command line that makes this report again. */
  readonly command: string;
  /** Prints the page as report.pdf; undefined where it cannot. */
  readonly print?: ((html: string) => Promise<Uint8Array | undefined>) | undefined;
  readonly log?: (line: string) => void;
}): Promise<{
  files: readonly string[];
  missing: readonly string[];
  findings: Findings;
  answers: Answers;
}> {
  const { experiment, runs, stated, subset, outDir, command, log = () => {} } = input;
  const meant = subset === undefined ? experiment.specs : runs.map(({ spec }) => spec);
  const findings = summarise({ ...experiment, specs: meant }, runs);
  const known = subset === undefined ? stated : 'after the data';
  const answers = answersOf(experiment, runs, known, input.controlRuns);
  const sketches = sketchesOf(runs, findings, answers);
  const { figures, light, dark } = pageFigures(sketches, log);
  const render = createRenderer();
  const pictures = columnPictures({ light, dark }, render);
  const asked = askedPictures(
    experiment.figures ?? [],
    (arms, from) =>
      arms === undefined ? sketches : sketchesFrom({ experiment, runs }, arms, from),
    render,
  );
  const blocks = documentOf({ experiment, runs, subset, findings, answers, figures, command });
  const picturesOf = ({ id }: Figure) => pictures.get(id)!;
  const html = htmlOf(experiment.title, blocks, picturesOf, interactiveOf(light, dark));
  const pdf = await input.print?.(html);
  const files = new Map<string, Uint8Array>([
    ['index.html', Buffer.from(html)],
    ['report.md', Buffer.from(markdownOf(blocks))],
    ['results.csv', Buffer.from(resultsCsv(runs))],
    ...(pdf === undefined ? [] : [['report.pdf', pdf] as const]),
    ...figures.map((figure) => [figurePath(figure), render(figure)] as const),
    ...[...asked.files].map(([path, bytes]) => [`${FIGURES}/${path}`, bytes] as const),
  ]);
  await writeFolder(outDir, files);
  log(`report: ${files.size} files in ${outDir}`);
  return { files: [...files.keys()], missing: asked.missing, findings, answers };
}
