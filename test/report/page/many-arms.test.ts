import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { writeReport } from '../../../src/report/page/report.ts';
import { scratchFolder } from '../../support/scratch-folder.ts';
import { experimentOf, gd, synthetic } from '../../support/synthetic-runs.ts';

const folder = scratchFolder();

describe('a report on many arms of long names', () => {
  // Names of forty methods at one rate each take more than a sheet of fixed height has.
  const runs = Array.from({ length: 40 }, (_, i) => gd(0.0123456 + i / 1e5)).flatMap((method) =>
    [0, 1].map((seed) => synthetic(method, seed)),
  );

  test('is written all the same, on higher figures', async () => {
    const lines: string[] = [];
    const { files } = await writeReport({
      ...{ experiment: experimentOf(runs), runs, outDir: join(folder, 'many') },
      ...{ command: 'npx flowlab run many', log: (line) => lines.push(line) },
    });
    expect(lines.filter((line) => line.startsWith('left out'))).toEqual([]);
    expect(files).toContain('figures/training-loss.png');
    expect(readFileSync(join(folder, 'many/index.html'), 'utf8')).toContain('0.0123456');
  });
});
