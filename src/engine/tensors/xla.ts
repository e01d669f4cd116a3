let recording = false;

/** Whether the operations being recorded are for XLA to compile: then what it is slow at is left out. */
export const recordingForXla = (): boolean => recording;

/** Runs `body`, which records operations that XLA is to compile, or not. */
export function forXla<T>(xla: boolean, body: () => T): T {
  const before = recording;
  recording = xla;
  try {
    return body();
  } finally {
    recording = before;
  }
}
