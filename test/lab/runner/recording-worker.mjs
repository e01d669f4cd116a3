// In the place of a worker: leaves the record of a run that took no time, appends its id to a log, and fails seed 9.
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';

const manifest = {
  ...{ flowlab: '0', node: '20', cpu: 'any', preparation: '' },
  ...{ engine: { name: 'wasm', version: 'any' }, threads: { intraOp: 1, interOp: 1 } },
  ...{ environment: {}, commit: null, lockfile: null, dirty: null, data: {} },
  ...{ parameters: 1, steps: 0, time: 0, initialLoss: 1, loss: 1 },
  ...{ method: { title: 'any', family: 'any' }, outputs: {} },
  cost: { gradients: 0, hvps: 0, trainSeconds: 0, measureSeconds: 0 },
};

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
  put('series.csv', 'step,time,epoch,trainLoss\n0,0,0,1\n');
  put('manifest.json', JSON.stringify(manifest));
  process.send({ kind: 'progress', id, fraction: 0.5, phase: 'training' });
  process.send({ kind: 'done', id, ending: 'completed', reason: 'It was asked to.', seconds: 0 });
});
