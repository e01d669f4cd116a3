import process from 'node:process';
import type { ProbeJob } from '../../lab/runner/messages.ts';
import { obeyParent } from './parent.ts';

obeyParent();
const { prober } = await import('../../lab/runner/prober.ts');
const send = process.send?.bind(process);
const work = prober((report) => void send?.(report));
process.on('message', (job: ProbeJob) => void work(job));
