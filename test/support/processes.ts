import { readdirSync, readFileSync } from 'node:fs';

/** What Linux says of a process under /proc: its state, its parent, and the processor time that it took, in seconds. */
function statOf(pid: number) {
  try {
    const [, rest] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(/\) /) as [string, string];
    const fields = rest.split(' ');
    const ticks = Number(fields[11]) + Number(fields[12]);
    return { state: fields[0]!, parent: Number(fields[1]), seconds: ticks / 100 };
  } catch {
    return undefined;
  }
}

/** Whether a process is still there; one that is over may be listed until somebody asks what became of it. */
export const isAlive = (pid: number): boolean =>
  !['Z', 'X', undefined].includes(statOf(pid)?.state);

/** The processes that one has started, and that took at least so many seconds of a processor. */
export const workersOf = (parent: number, seconds = 0): readonly number[] =>
  readdirSync('/proc')
    .map(Number)
    .filter((pid) => {
      const found = Number.isInteger(pid) ? statOf(pid) : undefined;
      return found?.parent === parent && found.seconds >= seconds && isAlive(pid);
    });
