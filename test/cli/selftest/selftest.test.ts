import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { flowlab } from '../../support/command-line.ts';

const broken = fileURLToPath(new URL('broken-tanh.cjs', import.meta.url));

test('selftest passes on this machine, and says how far off each number is', () => {
  const { code, out } = flowlab('.', ['selftest', '--engine', 'wasm', '--json']);
  expect(code).toBe(0);
  const { engine, failed, checks } = JSON.parse(out);
  expect(engine.name).toBe('wasm');
  expect(failed).toBe(0);
  expect(checks.length).toBeGreaterThan(20);
  for (const { error, bound } of checks) expect(error).toBeLessThanOrEqual(bound);
});

test('with a tanh of half precision it fails, and exits with 1', () => {
  const { code, out } = flowlab('.', ['selftest', '--engine', 'wasm'], {
    NODE_OPTIONS: `--require ${broken}`,
  });
  expect(code).toBe(1);
  expect(out).toMatch(/FAIL {2}single {2}gradient, squared-error .* not ≤ 1\.2e-5/);
  expect(out).toMatch(/ok {4}single {2}gradient descent /);
  expect(out.trim().split('\n').at(-1)).toMatch(/^\d+ of 23 checks failed: do not trust/);
});

test('an engine that there is not is bad input', () => {
  const { code, err } = flowlab('.', ['selftest', '--engine', 'nativ']);
  expect(code).toBe(2);
  expect(err).toMatch(/^unknown engine "nativ" \(did you mean/);
});
