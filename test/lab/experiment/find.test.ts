import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { InputError } from '../../../src/core/error.ts';
import { findExperiment, readExperiment } from '../../../src/lab/experiment/read.ts';

const root = mkdtempSync(join(tmpdir(), 'flowlab-'));
afterAll(() => rmSync(root, { recursive: true }));

const bundled = join(root, 'bundled');
const empty = join(root, 'empty');
mkdirSync(bundled);
mkdirSync(empty);
const text = 'methods: [{ method: gradient-descent, rate: 0.1 }]\n';
for (const name of ['quickstart', 'gd-rates']) writeFileSync(join(bundled, `${name}.yaml`), text);
writeFileSync(join(root, 'secret.yaml'), text);
writeFileSync(join(root, 'no-ending'), text);

describe('a name', () => {
  test('of a bundled experiment means its file', () => {
    expect(findExperiment('quickstart', bundled)).toBe(join(bundled, 'quickstart.yaml'));
  });

  test('that ends in .yaml or .yml is a path, whether it exists or not', () => {
    expect(findExperiment('quickstart.yaml', bundled)).toBe('quickstart.yaml');
    expect(findExperiment('a/b.yml', bundled)).toBe('a/b.yml');
  });

  test('of a file that exists is a path, and of a folder is not', () => {
    expect(findExperiment(join(root, 'no-ending'), bundled)).toBe(join(root, 'no-ending'));
    expect(() => findExperiment(empty, bundled)).toThrow(InputError);
  });

  test('that is unknown is an error with the nearest bundled name, or all of them', () => {
    const messageOf = (name: string, folder: string) => {
      try {
        return findExperiment(name, folder);
      } catch (error) {
        expect(error).toBeInstanceOf(InputError);
        return (error as Error).message;
      }
    };
    expect(messageOf('quickstrat', bundled)).toBe(
      'unknown experiment "quickstrat" (did you mean "quickstart"?)',
    );
    expect(messageOf('../secret', bundled)).toBe(
      'unknown experiment "../secret" (known: gd-rates, quickstart; or give the path of a .yaml file)',
    );
    const none = 'unknown experiment "quickstart" (or give the path of a .yaml file)';
    expect(messageOf('quickstart', empty)).toBe(none);
    expect(messageOf('quickstart', join(root, 'nowhere'))).toBe(none);
  });
});

describe('reading', () => {
  test('names the experiment after its file, in kebab case', () => {
    const file = join(root, 'My Runs_2.yaml');
    writeFileSync(file, text);
    expect(readExperiment(file).id).toBe('my-runs-2');
  });

  test.each([
    [join(root, 'missing.yaml'), 'does not exist: give the path of an experiment file'],
    [bundled, 'is a folder: give the path of an experiment file'],
    [
      join(root, 'no-ending', 'x.yaml'),
      'cannot be read (ENOTDIR): give the path of an experiment file',
    ],
  ])('%s is an error', (file, message) => {
    expect(() => readExperiment(file)).toThrow(new InputError(`${file} ${message}`));
  });
});
