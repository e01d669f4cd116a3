import process from 'node:process';
import type { ProbeJob } from '../../lab/runner/messages.ts';
import { prober } from '../../lab/runner/prober.ts';
import { obeyParent } from './parent.ts';

obeyParent();
const send = process.send?.bind(process);
const work = prober((report) => void send?.(report));
process.on('message', (job: ProbeJob) => void work(job));
