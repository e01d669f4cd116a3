import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { withoutSeconds } from '../../report/comparison/reproduction.ts';

/** What a manifest says beside what the run came to, and what a seal says of files with seconds in them. */
const ABOUT = [
  ...['flowlab', 'engine', 'node', 'cpu', 'threads', 'environment', 'commit', 'dirty', 'lockfile'],
  ...['format', 'seal', 'run', 'files'],
];

/** Files of two records that are not the same; of JSON with seconds in it all the rest is compared. */
export function filesThatDiffer(a: string, b: string): readonly string[] {
  const names = new Set([...readdirSync(a), ...readdirSync(b)]);
  return [...names].sort().filter((name) => {
    const paths = [join(a, name), join(b, name)];
    if (!paths.every((path) => existsSync(path))) return true;
    const [one, other] = paths.map((path) => readFileSync(path));
    if (one!.equals(other!)) return false;
    if (!name.endsWith('.json')) return true;
    const text = (bytes: Buffer) =>
      withoutSeconds(JSON.parse(bytes.toString('utf8')), name === 'manifest.json' ? ABOUT : []);
    return text(one!) !== text(other!);
  });
}
