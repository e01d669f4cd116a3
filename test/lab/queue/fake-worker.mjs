// In the place of a worker process: leaves the record of a run that took a little time, and appends its id to a log.
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
  put('series.csv', 'step,time,epoch,trainLoss\n0,0,0,1\n');
  put('manifest.json', JSON.stringify(manifest));
  process.send({ kind: 'done', id, ending: 'completed', reason: 'It was asked to.', seconds: 0 });
});
