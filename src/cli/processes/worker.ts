import process from 'node:process';
import type { Job } from '../../lab/runner/messages.ts';
import { obeyParent } from './parent.ts';

const { stopAsked } = obeyParent();
// Loading the engine's packages takes seconds, in which the parent may go.
const { worker } = await import('../../lab/runner/worker.ts');
const send = process.send?.bind(process);
const work = worker(
  { env: process.env, nodeVersion: process.versions.node },
  { say: (report) => void send?.(report), stopAsked },
);
process.on('message', (job: Job) => void work(job));
