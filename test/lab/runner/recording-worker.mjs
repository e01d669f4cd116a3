// In the place of a worker: leaves the record of a run that took no time, appends its id to a log, and fails seed 9.
import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { leaveRecord } from '../../support/bare-record.mjs';

process.on('message', (job) => {
  const { id, spec, folder } = job;
  appendFileSync(process.env.STARTED, `${id}\n`);
  if (spec.seed === 9) {
    process.send({ kind: 'failed', id, message: 'out of luck', input: false });
    return;
  }
  mkdirSync(join(folder, id));
  const done = leaveRecord(job);
  process.send({ kind: 'progress', id, fraction: 0.5, phase: 'training' });
  process.send(done);
});
