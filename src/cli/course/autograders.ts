import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onDisk } from '../../core/disk-error.ts';
import { kitFiles, readAssignments } from '../../course/kit/kit.ts';
import { autograderZip, packageOf } from '../../course/results/autograder.ts';
import { SECRET } from '../check/secret.ts';
import { say } from '../shared/output.ts';
import { version } from '../shared/version.ts';

/**
 * Builds the autograders of a teacher's folder from the kit and the secret that are in it, as the teacher changed them. What was built before is
 * replaced; the packed flowlab in it is kept where no other is given.
 */
export function writeAutograders(folder: string, tarball: Uint8Array | undefined): void {
  const assignments = readAssignments(folder);
  const course = new Map(
    [...kitFiles(assignments), SECRET].map(
      (name) => [name, readFileSync(join(folder, name))] as const,
    ),
  );
  const place = join(folder, 'autograder');
  mkdirSync(place, { recursive: true });
  for (const { id: assignment } of assignments) {
    const file = join(place, `${assignment}.zip`);
    const zip = autograderZip({
      ...{ assignment, version: version(), course },
      tarball: tarball ?? (existsSync(file) ? packageOf(readFileSync(file)) : undefined),
    });
    onDisk(file, () => writeFileSync(file, zip));
  }
  say(`Built: ${assignments.length} autograders, from the kit in ${folder}`);
}
