import process from 'node:process';
import type { BetweenJob } from '../../lab/runner/messages.ts';
import { obeyParent } from './parent.ts';

obeyParent();
const { surveyor } = await import('../../lab/runner/prober.ts');
const send = process.send?.bind(process);
const work = surveyor((report) => void send?.(report));
process.on('message', (job: BetweenJob) => void work(job));
