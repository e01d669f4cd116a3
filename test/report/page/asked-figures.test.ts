import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { FigureRequest } from '../../../src/lab/experiment/figures/figure-request.ts';
import { measuredNames } from '../../../src/lab/experiment/prediction-names.ts';
import { askedPictures, picturesOf } from '../../../src/report/figures/pictures.ts';
import { unknownFigure } from '../../../src/report/figures/planned.ts';
import { sketchesFrom } from '../../../src/report/figures/wanted.ts';
import { writeReport } from '../../../src/report/page/report.ts';
import { createRenderer } from '../../../src/report/plot/render.ts';
import { bundled } from '../../support/bundled-runs.ts';
import { scratchFolder } from '../../support/scratch-folder.ts';
import { experimentOf, gd, sgd, synthetic } from '../../support/synthetic-runs.ts';

const runs = [gd(0.1), sgd(4), sgd(64)].flatMap((method) =>
  [0, 1, 2].map((seed) => synthetic(method, seed)),
);
const experiment = experimentOf(runs);
const render = createRenderer();
const folder = scratchFolder();

const asked = (...figures: FigureRequest[]) =>
  askedPictures(figures, (arms, from) => sketchesFrom({ experiment, runs }, arms, from), render);

describe('figures that an experiment file asks for', () => {
  test('lie in the folder of the report, as flowlab figure draws them, and take no place of others', async () => {
    const figures: FigureRequest[] = [
      { figure: 'trace', width: '3.25in', format: ['svg', 'pdf'], arms: 'method = sgd' },
      { figure: 'training-loss', preset: 'slides', format: 'png', dpi: 72 },
    ];
    const report = (file: typeof experiment, outDir: string) =>
      writeReport({ experiment: file, runs, outDir, command: 'npx flowlab run small' });
    const plain = await report(experiment, join(folder, 'plain'));
    const { files, missing } = await report({ ...experiment, figures }, join(folder, 'asked'));
    expect(missing).toEqual([]);
    const own = [
      'figures/column/hessian-trace.svg',
      'figures/column/hessian-trace.pdf',
      'figures/slides/training-loss.png',
    ];
    expect(files).toEqual([...plain.files, ...own]);
    const page = readFileSync(join(folder, 'asked/index.html'), 'utf8');
    expect(page).toContain('in folders those that the experiment asks for');

    const some = sketchesFrom({ experiment, runs }, 'method = sgd');
    const [alone] = picturesOf(some, { figure: 'hessian-trace', format: 'svg' }, render);
    expect(readFileSync(join(folder, 'asked', own[0]!))).toEqual(Buffer.from(alone!.bytes));

    // Without them the next report takes them away, as it does its own.
    await report(experiment, join(folder, 'asked'));
    expect(readdirSync(join(folder, 'asked/figures/column'))).toEqual([]);
  });

  test('all where none is named; two of one name do not collide', () => {
    const all = sketchesFrom({ experiment, runs }).map(({ id }) => `column/${id}.svg`);
    const { files } = asked(
      { format: 'svg' },
      { figure: ['trace', 'hessian-trace'], width: '80mm', format: 'svg' },
      { figure: 'trace', width: '90mm', format: 'svg' },
    );
    expect([...files.keys()]).toEqual([
      ...all,
      'column/hessian-trace-2.svg',
      'column/hessian-trace-3.svg',
    ]);
    const widths = ['', '-2', '-3'].map(
      (end) =>
        /width="([^"]+)"/.exec(
          Buffer.from(files.get(`column/hessian-trace${end}.svg`)!).toString(),
        )![1],
    );
    expect(widths[0]).toBe('3.25in');
    expect(new Set(widths).size).toBe(3);
  });

  test('one that cannot be drawn is one line, and the others are drawn', () => {
    const { files, missing } = asked(
      { figure: 'barier' },
      { figure: 'trace', x: 'log' },
      { figure: 'trace', height: '0.6in' },
      { figure: 'trace', arms: 'batch = 4 and method = gradient-descent' },
      { figure: 'trace', format: 'svg' },
    );
    expect([...files.keys()]).toEqual(['column/hessian-trace.svg']);
    expect(missing).toHaveLength(4);
    expect(missing[0]).toMatch(/^figures\[0\]: no figure "barier": there are training-loss, /);
    expect(missing[1]).toMatch(/^figures\[1\]: hessian-trace has no log x axis: .*names/);
    expect(missing[2]).toMatch(/^figures\[2\]: hessian-trace does not fit 3\.25in × 0\.60in/);
    expect(missing[3]).toMatch(/^figures\[3\]\.arms: of 9 finished runs none has batch = 4/);
    for (const line of missing) expect(line).not.toMatch(/\n|--/);
  });
});

describe('names of figures before there are runs', () => {
  const unknown = (figure: string, of = bundled[0]!.experiment) =>
    unknownFigure({ ...of, figures: [{ width: '3in' }, { figure: ['all', figure] }] });

  test.each(bundled.map((one) => [one.experiment.id, one] as const))(
    'every figure that the runs of %s allow is known, by its id, its measure and its prediction',
    (_, { experiment: of, runs: all }) => {
      // The synthetic runs have measures that not every file asks for.
      const { end } = measuredNames(of.specs);
      const own = all.map((one) => ({
        ...one,
        scalars: Object.fromEntries(
          Object.entries(one.scalars).filter(([key]) => end.includes(key)),
        ),
      }));
      const sketches = sketchesFrom({ experiment: of, runs: own });
      expect(sketches.length).toBeGreaterThan(3);
      const names = sketches.flatMap(({ id, measure = id, statement = id }) => [
        ...[id, measure, statement],
      ]);
      for (const name of names) expect(unknown(name, of)).toBeUndefined();
    },
  );

  test('one that no run could give is one line with the nearest name', () => {
    const gd = bundled.find((one) => one.experiment.id === 'gd-rates')!.experiment;
    expect(unknown('hesian-trace', gd)).toBe(
      'figures[1].figure: no figure "hesian-trace" (did you mean "hessian-trace"?)',
    );
    expect(unknown('bananas', gd)).toBe(
      'figures[1].figure: no figure "bananas"; flowlab figure lists the names once there are runs',
    );
    // It measures no kernel.
    expect(unknown('kernel-drift', gd)).toBeDefined();
  });
});
