import process from 'node:process';
import type { Job } from '../../lab/runner/messages.ts';
import { worker } from '../../lab/runner/worker.ts';

const send = process.send?.bind(process);
const work = worker(
  { env: process.env, nodeVersion: process.versions.node },
  (report) => void send?.(report),
);
process.on('message', (job: Job) => void work(job));
// The parent's end of the channel closes when there is no more to do, or when the parent dies.
process.on('disconnect', () => process.exit(0));
