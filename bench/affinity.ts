import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** What to put before a command so that it runs on one core: `taskset -c n` on Linux; else nothing. */
export const oneCore: readonly string[] = (() => {
  const core = lastAllowed();
  if (core === undefined) return [];
  const prefix = ['taskset', '-c', core];
  return spawnSync(prefix[0]!, [...prefix.slice(1), 'true']).status === 0 ? prefix : [];
})();

/** The last core that this process may use: the first one has most of the system's own work. */
function lastAllowed(): string | undefined {
  try {
    const status = readFileSync('/proc/self/status', 'utf8');
    return /^Cpus_allowed_list:.*?(\d+)$/m.exec(status)?.[1];
  } catch {
    return undefined;
  }
}
