// In the place of a worker process: leaves the record of a run that took a little time, and appends its id to a log.
import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { leaveRecord } from '../../support/bare-record.mjs';

process.on('disconnect', () => process.exit());
process.on('message', async (job) => {
  const { id, folder } = job;
  appendFileSync(process.env.STARTED, `${id}\n`);
  process.send({ kind: 'progress', id, fraction: 0.5, phase: 'training' });
  await new Promise((resolve) => setTimeout(resolve, Number(process.env.TAKES)));
  mkdirSync(join(folder, id), { recursive: true });
  process.send(leaveRecord(job));
});
