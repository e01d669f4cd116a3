import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { reason } from '../../core/error.ts';
import { isRunId } from '../../lab/records/plan.ts';
import { isFileOfRun } from '../../lab/records/run-files.ts';
import { most } from '../../lab/spec/limits.ts';
import { limits, type Member, membersOf, refused, unpackedBytes } from './members.ts';

/**
 * Copies what is looked at of a submission into an empty folder: answers.yaml, experiment files and records, by their names. Nothing
 * else of it is read, and nothing of it is ever run.
 *
 * @throws InputError where it has no answers.yaml, is larger than is read, has a file twice, or has a name that leads out of it
 */
export function takeIn(path: string, into: string): void {
  const members = membersOf(path);
  const top = topOf(members);
  if (top === undefined) throw refused(path, 'has no answers.yaml');
  let all = 0;
  const taken = new Set<string>();
  for (const member of members) {
    if (!member.name.startsWith(top)) continue;
    const name = member.name.slice(top.length);
    if (!isLookedAt(name)) continue;
    if (taken.has(name)) throw refused(path, `has two files ${name}`);
    taken.add(name);
    all += member.bytes;
    if (member.bytes > mostBytes(name) || all > limits.allBytes)
      throw refused(path, `is larger than is read (${name} has ${member.bytes} bytes)`);
    const content = contentOf(path, name, member);
    // Arrays are kept packed, and unpacked where they are read.
    if (name.endsWith('.npz')) all += sizeOfArrays(content);
    if (all > limits.allBytes)
      throw refused(path, `has arrays that unpack to more than is read (up to ${name})`);
    const target = join(into, name);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, content);
  }
}

function contentOf(path: string, name: string, member: Member): Uint8Array {
  try {
    return member.read();
  } catch (error) {
    throw refused(path, `has a file ${name} that cannot be read (${reason(error)})`);
  }
}

/** Bytes of arrays once unpacked; those that cannot be read are found damaged with the record that they are part of. */
function sizeOfArrays(bytes: Uint8Array): number {
  try {
    return unpackedBytes(bytes);
  } catch {
    return 0;
  }
}

/** The folder in which answers.yaml lies, with its slash: a zip often has one around everything. */
function topOf(members: readonly Member[]): string | undefined {
  const found = members
    .map(({ name }) => name)
    .filter((name) => /(^|\/)answers\.yaml$/.test(name) && !name.startsWith('__MACOSX/'))
    .sort((a, b) => a.split('/').length - b.split('/').length);
  return found[0]?.slice(0, -'answers.yaml'.length);
}

/** Answers and experiment files are parsed as a whole, so that they may have no more than an experiment file of one's own. */
const mostBytes = (name: string): number =>
  name.endsWith('.yaml') ? most.fileBytes : limits.fileBytes;

function isLookedAt(name: string): boolean {
  if (/^[a-z0-9-]+\.yaml$/.test(name)) return true;
  const [runs, experiment = '', third = '', fourth, ...more] = name.split('/');
  if (runs !== 'runs' || !/^[a-z0-9-]+$/.test(experiment) || more.length > 0) return false;
  if (fourth === undefined) return third === 'experiment.json' || third === 'predictions.json';
  return isRunId(third) && isFileOfRun(fourth);
}
