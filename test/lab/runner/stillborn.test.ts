import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { runPool } from '../../../src/lab/runner/pool.ts';
import { temporaryFolder } from '../../support/command-line.ts';

const folder = temporaryFolder();
afterAll(folder.remove);

// The second job is spoken of before the process dies, by a signal as a damaged library sends it.
const entry = join(folder.path, 'dying.mjs');
writeFileSync(
  entry,
  `process.on('message', ({ id }) => {
     const die = () => process.kill(process.pid, 'SIGBUS');
     if (id === 'mute') die();
     else process.send({ kind: 'progress', id }, die);
   });`,
);

test('a process that dies before its first word comes with what to do, another one without', async () => {
  const said: string[] = [];
  await runPool([{ id: 'mute' }, { id: 'spoken' }], {
    ...{ entry, size: 1, env: process.env, stillborn: 'delete the folder' },
    onReport: (report) => {
      if ('message' in report) said.push(report.message);
    },
  });
  expect(said).toEqual([
    'the process of this run died (SIGBUS); delete the folder',
    'the process of this run died (SIGBUS)',
  ]);
});
