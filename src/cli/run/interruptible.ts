import process from 'node:process';
import { Interruption } from '../shared/interruption.ts';
import { note } from '../shared/output.ts';

/** The codes that a shell knows for a program that was ended by these signals. */
const codes = { SIGINT: 130, SIGTERM: 143 } as const;

/**
 * Does work that a first Ctrl-C or SIGTERM asks to save and stop, and a second one ends at once, with all of the program.
 *
 * @throws Interruption where it was stopped
 */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  let code: number | undefined;
  const stop = (signal: NodeJS.Signals) => {
    const now = signal === 'SIGTERM' ? codes.SIGTERM : codes.SIGINT;
    if (code !== undefined) process.exit(now);
    code = now;
    note('Stopping: what is running is saved; Ctrl-C again stops at once.');
    controller.abort();
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
  try {
    const result = await work(controller.signal);
    if (code !== undefined) throw new Interruption(code);
    return result;
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop);
  }
}
