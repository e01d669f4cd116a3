import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type * as Runs from '../../../src/cli/host/run-experiment.ts';
import { spotChecks } from '../../../src/course/grading/spot-checks.ts';
import { specKey } from '../../../src/lab/experiment/claim/all-specs.ts';
import type { Run } from '../../../src/lab/records/record.ts';
import { flowlab, temporaryFolder } from '../../support/command-line.ts';
import { courseFolder, evidenceAt, handIn, SECRET, weightsOf } from '../../support/course.ts';

const folder = temporaryFolder();
afterAll(folder.remove);
const at = (...names: readonly string[]) => join(folder.path, ...names);

/** What is built, since its processes are. */
const built = new URL('../../../dist/cli/host/run-experiment.js', import.meta.url).href;

/** Submissions, and minutes that checking them may take on two cores. */
const SUBMISSIONS = 100;
const MOST_MINUTES = 10;

/** Weights of 784-16-10, so that made-up records are as large as computed ones. */
const PARAMETERS = 12_730;

// Records are made up but for those that the lot draws, which are computed: the lot is known here, and nowhere else.
test('a class of a hundred submissions is checked in ten minutes, each honest one with full marks, and a copy named', async () => {
  const students = Array.from({ length: SUBMISSIONS - 1 }, (_, i) => `s${i}`);
  mkdirSync(at('draft'));
  const drawn = students.flatMap((student) => {
    const evidence = evidenceAt(handIn(at('draft'), { student }), at('read', student));
    return spotChecks(evidence, SECRET, new Set()).map(({ run }) => run.spec);
  });
  expect(drawn.length).toBe(2 * students.length);
  const { runExperiment } = (await import(/* @vite-ignore */ built)) as typeof Runs;
  const { runs, failures } = await runExperiment(
    { id: 'drawn', title: 'Drawn', question: 'What do they end in?', specs: drawn },
    { source: at('drawn.yaml'), runsDir: at('computed'), engine: 'native', jobs: 2 },
  );
  expect(failures).toEqual([]);
  const computed = new Map(runs.map((run) => [specKey(run.spec), run]));
  const alter = (run: Run): Run => {
    const found = computed.get(specKey(run.spec));
    if (found === undefined) return run;
    const { id: _, spec: __, ...rest } = found;
    return { ...run, ...rest, weights: found.weights };
  };
  const weights = ({ spec }: Run) =>
    computed.get(specKey(spec))?.weights ?? weightsOf(spec, PARAMETERS);
  mkdirSync(at('class'));
  for (const student of students) {
    const made = handIn(at('made'), { student, alter, weights });
    cpSync(made, at('class', student), { recursive: true });
  }
  const thief = handIn(at('made'), { student: 'thief', recordsOf: 's0', alter, weights });
  cpSync(thief, at('class', 'thief'), { recursive: true });
  cpSync(courseFolder, at('teacher'), { recursive: true });
  writeFileSync(at('teacher', 'secret.txt'), SECRET);
  const from = performance.now();
  const { code, out, err } = flowlab(folder.path, [
    ...['check', 'class', '--course', 'teacher', '--jobs', '2', '--engine', 'native'],
  ]);
  const minutes = (performance.now() - from) / 60_000;
  console.info(`${SUBMISSIONS} submissions checked in ${minutes.toFixed(2)} minutes`);
  expect([code, err]).toEqual([0, expect.stringContaining('runs again')]);
  expect(minutes).toBeLessThan(MOST_MINUTES);
  const rows = out.split('\n').filter((row) => /, [\d.]+ of 20$/.test(row));
  expect(rows.length).toBe(SUBMISSIONS);
  expect(rows.filter((row) => !row.endsWith(' 20 of 20'))).toEqual([
    'thief: Sharp and flat minima, 0 of 20',
  ]);
  expect(out).toContain('byte for byte that of student s0');
}, 3_000_000);
