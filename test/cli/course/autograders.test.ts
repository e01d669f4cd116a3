import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import { expect, test } from 'vitest';
import { writeAutograders } from '../../../src/cli/course/autograders.ts';
import { courseFolder, editFile, SECRET } from '../../support/course.ts';
import { scratchFolder } from '../../support/scratch-folder.ts';

const folder = scratchFolder();

test('autograders have what the teacher changed, and keep their package', () => {
  cpSync(courseFolder, folder, { recursive: true });
  writeFileSync(join(folder, 'secret.txt'), SECRET);
  const zip = () => unzipSync(readFileSync(join(folder, 'autograder', 'noise.zip')));
  writeAutograders(folder, Uint8Array.of(1));
  editFile(join(folder, 'teacher', 'noise.yaml'), (text) => `# Mine.\n${text}`);
  writeAutograders(folder, undefined);
  expect(strFromU8(zip()['course/teacher/noise.yaml']!)).toMatch(/^# Mine\./);
  expect(strFromU8(zip()['course/secret.txt']!)).toBe(SECRET);
  expect(zip()['flowlab.tgz']).toEqual(Uint8Array.of(1));
});
