// In the place of a worker process: leaves the record of a run that took a little time, and appends its id to a log.
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';

process.on('disconnect', () => process.exit());
process.on('message', async ({ id, spec, folder }) => {
  appendFileSync(process.env.STARTED, `${id}\n`);
  process.send({ kind: 'progress', id, fraction: 0.5, phase: 'training' });
  await new Promise((resolve) => setTimeout(resolve, Number(process.env.TAKES)));
  mkdirSync(join(folder, id), { recursive: true });
  const put = (name, content) => writeFileSync(join(folder, id, name), content);
  put('spec.json', JSON.stringify(spec));
  put('ending.json', JSON.stringify({ ending: 'completed', reason: 'It was asked to.' }));
  put('scalars.json', '{}');
  put('series.csv', 'step,time\n0,0\n');
  put('manifest.json', '{}');
  process.send({ kind: 'done', id, ending: 'completed', reason: 'It was asked to.', seconds: 0 });
});
