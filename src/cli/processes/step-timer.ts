import process from 'node:process';
import type { TimeJob } from '../../lab/runner/messages.ts';
import { obeyParent } from './parent.ts';

obeyParent();
const { stepTimer } = await import('../../lab/runner/step-timer.ts');
const send = process.send?.bind(process);
const time = stepTimer((report) => void send?.(report));
process.on('message', (job: TimeJob) => void time(job));
