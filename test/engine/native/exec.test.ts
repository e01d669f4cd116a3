import { execPath } from 'node:process';
import { describe, expect, test } from 'vitest';
import { execute } from '../../../src/engine/native/exec.ts';
import { scratch } from '../../support/fake-install.ts';

const run = (code: string, timeout = 30_000) =>
  execute(execPath, ['-e', code], { env: { WORD: 'hello' }, timeout });

describe('execute', () => {
  test('it captures output, environment and exit code', async () => {
    expect(
      await run('console.log(process.env.WORD); console.error("oh"); process.exit(3)'),
    ).toEqual({ code: 3, absent: false, stdout: 'hello\n', stderr: 'oh\n' });
    expect((await run('')).code).toBe(0);
  });

  test('a program that does not exist is absent, not an exception', async () => {
    const result = await execute('no-such-program', [], {
      env: { PATH: scratch() },
      timeout: 1000,
    });
    expect(result).toMatchObject({ code: null, absent: true });
  });

  test('a program that takes too long is stopped', async () => {
    const { code, absent } = await run('setInterval(() => {}, 1000)', 300);
    expect({ code, absent }).toEqual({ code: null, absent: false });
  });
});
