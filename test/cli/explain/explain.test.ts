import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { flowlab, temporaryFolder } from '../../support/command-line.ts';

const folder = temporaryFolder();
afterAll(folder.remove);
const explain = (...args: string[]) => flowlab(folder.path, ['explain', ...args]);

describe('flowlab explain', () => {
  test('lists the topmost keys', () => {
    const { code, out, err } = explain();
    expect(code).toBe(0);
    for (const key of ['question', 'data', 'methods', 'measure', 'expect', 'control']) {
      expect(out).toMatch(new RegExp(`^${key} +\\S`, 'm'));
    }
    expect(out).not.toContain('data.centre');
    expect(err).toContain('flowlab explain data.centre');
  });

  test('tells of a key what it means, what it takes, its default with the source, and an example', () => {
    const { code, out, err } = explain('data.test');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/^data\.test\n {2}The number of test examples/);
    expect(out).toContain(
      'a whole number from 1 to 1000000; a list of them is an axis of the grid',
    );
    expect(out).toContain('2000 (accuracy near 0.9 then has a standard error of');
    expect(out).toMatch(/example\n +data: \{ test: \d+ \}/);
  });

  test('tells of a method its keys and sources', () => {
    const { out } = explain('heavy-ball');
    expect(out).toContain('v ← βv + ∇L');
    expect(out).toMatch(/^ +momentum +β, the share/m);
    expect(out).toContain('Boris T. Polyak. Some methods of speeding up the convergence');
  });

  test('tells what is alike once', () => {
    const { out } = explain('gradientNoise');
    expect(out.match(/standard deviation of normal noise on every entry/g)).toHaveLength(1);
    expect(out).toMatch(/^methods\.gradient-descent\.gradientNoise, .* and \d+ more$/m);
    expect(out).toMatch(/^measure\.gradientNoise/m);
  });

  test('refuses an unknown key in one line, with the nearest one', () => {
    const { code, out, err } = explain('data.center');
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toBe(
      'unknown key "data.center" (did you mean "data.centre"?); flowlab explain lists the topmost ones\n',
    );
  });

  test('prints JSON', () => {
    const { code, out } = explain('stop.stall', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject([
      { path: 'stop.stall', default: true, values: 'true or false', axis: false },
    ]);
  });
});

test('docs/reference.md is what npm run reference makes', () => {
  const page = readFileSync(
    fileURLToPath(new URL('../../../docs/reference.md', import.meta.url)),
    'utf8',
  );
  const { code, out } = explain('--markdown');
  expect(code).toBe(0);
  expect(out).toBe(page);
});
