import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { assignmentIds } from '../../../src/course/kit/assignment-ids.ts';
import { codeOf } from '../../../src/course/kit/student.ts';
import { isRunId } from '../../../src/lab/records/plan.ts';
import { listingOf } from '../../../src/lab/records/run-files.ts';
import { readSealed, writeSealed } from '../../../src/lab/records/seal.ts';
import { flowlab, temporaryFolder } from '../../support/command-line.ts';

const folder = temporaryFolder();
afterAll(folder.remove);
const at = (...names: readonly string[]) => join(folder.path, ...names);

beforeAll(() => {
  writeFileSync(at('roster.csv'), 'name,student\nAda,s1\nGrace,s2\n');
  const { code, err } = flowlab(folder.path, [
    'course',
    'init',
    'teacher',
    '--teacher',
    '--roster',
    'roster.csv',
  ]);
  expect({ code, err: code === 0 ? '' : err }).toEqual({ code: 0, err: '' });
}, 600_000);

/** The score of each test of a submission's results. */
function scores(path: string, name: string) {
  const file = at(`${name}.json`);
  const call = flowlab(folder.path, ['check', path, '--course', 'teacher', '--results', file]);
  expect(call.code).toBe(0);
  return JSON.parse(readFileSync(file, 'utf8')) as {
    readonly score: number;
    readonly tests: readonly {
      readonly name: string;
      readonly output: string;
      readonly score: number;
    }[];
  };
}

describe('course init --teacher', () => {
  test('makes a secret, codes, autograders and model solutions', () => {
    const secret = readFileSync(at('teacher', 'secret.txt'), 'utf8').trim();
    expect(secret).toMatch(/^[0-9a-f]{64}$/);
    expect(readFileSync(at('teacher', 'codes.csv'), 'utf8')).toContain(
      `s1,${codeOf(secret, 's1')},`,
    );
    expect(readdirSync(at('teacher', 'autograder')).sort()).toEqual(
      assignmentIds.map((id) => `${id}.zip`).sort(),
    );
    const zip = unzipSync(readFileSync(at('teacher', 'autograder', 'noise.zip')));
    expect(new TextDecoder().decode(zip['course/secret.txt'])).toBe(`${secret}\n`);
  });

  test.each(assignmentIds)('the model solution of %s gets full marks', (id) => {
    const { score, tests } = scores(at('teacher', 'solutions', id), id);
    expect([score, tests.filter(({ output }) => !/\S/.test(output))]).toEqual([20, []]);
    expect(tests[0]!.output).toMatch(/[1-9]\d* computed again, and the same/);
  });
});

test('a scalar that was edited and sealed anew is found when its run is computed again', () => {
  cpSync(at('teacher', 'solutions', 'flatness'), at('forged'), { recursive: true });
  const records = at('forged', 'runs', 'flatness');
  for (const id of readdirSync(records).filter(isRunId)) {
    const place = join(records, id);
    const scalars = JSON.parse(readFileSync(join(place, 'scalars.json'), 'utf8'));
    scalars.trace.value *= 1.5;
    writeFileSync(join(place, 'scalars.json'), JSON.stringify(scalars));
    const {
      files: _,
      format: __,
      ...manifest
    } = readSealed(join(place, 'manifest.json')).value as {
      readonly files: Readonly<Record<string, unknown>>;
      readonly format?: unknown;
    };
    const names = Object.keys(_);
    const { files } = listingOf(
      id,
      new Map(names.map((name) => [name, readFileSync(join(place, name))])),
    );
    writeSealed(join(place, 'manifest.json'), { ...manifest, files });
  }
  const { score, tests } = scores(at('forged'), 'forged');
  expect(score).toBe(0);
  expect(tests[0]!.output).toMatch(/^Run [0-9a-f]{16} is not what its spec gives: trace is/);
});
