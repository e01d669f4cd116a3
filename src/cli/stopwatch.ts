import process from 'node:process';
import type { TimeJob } from '../lab/messages.ts';
import { stopwatch } from '../lab/stopwatch.ts';

const send = process.send?.bind(process);
const time = stopwatch((report) => void send?.(report));
process.on('message', (job: TimeJob) => void time(job));
process.on('disconnect', () => process.exit(0));
