import process from 'node:process';
import { Worker } from 'node:worker_threads';

/** What this process is told by the one that started it. */
export interface Parent {
  /** True once it has asked this process to stop. */
  readonly stopAsked: () => boolean;
}

/**
 * Obeys the process that started this one, which holds the other end of a pipe: when it is gone, whatever ended it, this process ends too, and when
 * it asks to stop, what is in between two jobs stops at once and what computes finds out by `stopAsked`.
 *
 * A thread listens, since a training leaves the main one no time to. Signals are left to the parent: a terminal sends Ctrl-C to
 * all processes of a command.
 */
export function obeyParent(): Parent {
  const asked = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const listener = import.meta.url.endsWith('.ts') ? 'parent-listener.ts' : 'parent-listener.js';
  const thread = new Worker(new URL(listener, import.meta.url), { workerData: asked });
  thread.on('message', () => process.exit(0));
  thread.unref();
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => {});
  // The parent's end of the channel closes when there is no more to do.
  process.on('disconnect', () => process.exit(0));
  return { stopAsked: () => Atomics.load(asked, 0) === 1 };
}
