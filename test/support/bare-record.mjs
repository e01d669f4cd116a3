import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What `manifest.json` has of a run that took no step. */
const manifest = {
  ...{ flowlab: '0', node: '20', cpu: 'any', preparation: '' },
  ...{ engine: { name: 'wasm', version: 'any' }, threads: { intraOp: 1, interOp: 1 } },
  ...{ environment: {}, commit: null, lockfile: null, dirty: null, data: {} },
  ...{ parameters: 1, steps: 0, time: 0, initialLoss: 1, loss: 1 },
  ...{ method: { title: 'any', family: 'any' }, outputs: {} },
  cost: { gradients: 0, hvps: 0, trainSeconds: 0, measureSeconds: 0 },
};

/** How the run ended. */
const ending = { ending: 'completed', reason: 'It was asked to.' };

/** Leaves the record of a run that took no step in its folder, which is there, as the job of a worker asks; returns the worker's report. */
export function leaveRecord({ id, spec, folder }) {
  const put = (name, content) => writeFileSync(join(folder, id, name), content);
  put('spec.json', JSON.stringify(spec));
  put('ending.json', JSON.stringify(ending));
  put('scalars.json', '{}');
  put('series.csv', 'step,time,epoch,trainLoss\n0,0,0,1\n');
  put('manifest.json', JSON.stringify(manifest));
  return { kind: 'done', id, ...ending, seconds: 0 };
}
