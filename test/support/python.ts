import { spawnSync } from 'node:child_process';

/** Whether the machine's Python has a package; tests that need it are skipped elsewhere. */
export const pythonHas = (name: string): boolean =>
  spawnSync('python3', ['-c', `import ${name}`]).status === 0;

/** What a script prints on standard output. @throws Error with what it wrote on standard error */
export function python(script: string, ...args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync('python3', ['-c', script, ...args], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  return stdout;
}
