import process from 'node:process';

/** Ends the work at the first Ctrl-C and answers undefined; a second Ctrl-C ends the program at once. */
export async function interruptible<T>(
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T | undefined> {
  const controller = new AbortController();
  const stop = () => {
    if (controller.signal.aborted) process.exit(130);
    controller.abort();
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
  try {
    const result = await work(controller.signal);
    return controller.signal.aborted ? undefined : result;
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop);
  }
}
