// In the place of a worker: leaves the record of a run that took no time, appends its id to a log, and fails seed 9.
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';

process.on('message', ({ id, spec, folder }) => {
  appendFileSync(process.env.STARTED, `${id}\n`);
  if (spec.seed === 9) {
    process.send({ kind: 'failed', id, message: 'out of luck', input: false });
    return;
  }
  mkdirSync(join(folder, id));
  const put = (name, content) => writeFileSync(join(folder, id, name), content);
  put('spec.json', JSON.stringify(spec));
  put('ending.json', JSON.stringify({ ending: 'completed', reason: 'It was asked to.' }));
  put('scalars.json', '{}');
  put('series.csv', 'step,time\n0,0\n');
  put('manifest.json', '{}');
  process.send({ kind: 'progress', id, fraction: 0.5, phase: 'training' });
  process.send({ kind: 'done', id, ending: 'completed', reason: 'It was asked to.', seconds: 0 });
});
