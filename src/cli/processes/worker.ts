import process from 'node:process';
import type { Job } from '../../lab/runner/messages.ts';
import { worker } from '../../lab/runner/worker.ts';
import { obeyParent } from './parent.ts';

const { stopAsked } = obeyParent();
const send = process.send?.bind(process);
const work = worker(
  { env: process.env, nodeVersion: process.versions.node },
  { say: (report) => void send?.(report), stopAsked },
);
process.on('message', (job: Job) => void work(job));
