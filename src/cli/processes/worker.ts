import process from 'node:process';
import type { Job } from '../../lab/runner/messages.ts';
import { obeyParent } from './parent.ts';

const { stopAsked } = obeyParent();
// Loading the engine's packages takes seconds, in which the parent may go.
const { worker } = await import('../../lab/runner/worker.ts');
const { keepCompiled } = await import('./compiled-code.ts');
const send = process.send?.bind(process);
// As it was set: where a compiler keeps what it makes changes no numbers.
const env = { ...process.env };
const work = worker(
  { env, nodeVersion: process.versions.node },
  { say: (report) => void send?.(report), stopAsked, keepCompiled },
);
process.on('message', (job: Job) => void work(job));
