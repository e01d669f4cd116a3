import process from 'node:process';
import type { TimeJob } from '../../lab/runner/messages.ts';
import { stepTimer } from '../../lab/runner/step-timer.ts';
import { obeyParent } from './parent.ts';

obeyParent();
const send = process.send?.bind(process);
const time = stepTimer((report) => void send?.(report));
process.on('message', (job: TimeJob) => void time(job));
