import process from 'node:process';
import type { SelftestJob, SelftestReport } from '../../selftest/messages.ts';
import { obeyParent } from './parent.ts';

obeyParent();
const { openEngine } = await import('../../engine/backend.ts');
const { finestPrecision } = await import('../../engine/program/compile.ts');
const { selftest } = await import('../../selftest/selftest.ts');
const say = (report: SelftestReport) => void process.send?.(report);

process.on('message', async ({ id, engine }: SelftestJob) => {
  await openEngine(engine);
  const precisions =
    finestPrecision() === 'double' ? (['single', 'double'] as const) : (['single'] as const);
  for (const checked of selftest(precisions)) {
    say({ kind: 'progress', id, checked });
    // Lets the line leave before the next check takes the thread.
    await new Promise(setImmediate);
  }
  say({ kind: 'done', id });
});
