import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import process from 'node:process';
import type { Runner } from '../../lab/records/lease.ts';

/** This process, as others that share a folder of records with it know it. */
export const thisRunner = (): Runner => ({
  host: hostname(),
  // Containers may have one name, and numbers of processes of their own.
  machine: [
    hostname(),
    told(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()),
    told(() => readlinkSync('/proc/self/ns/pid')),
  ].join(' '),
  pid: process.pid,
  isAlive,
});

/** What the system tells, if it does. */
function told(read: () => string): string {
  try {
    return read();
  } catch {
    return '';
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // A process of another user's is alive.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
