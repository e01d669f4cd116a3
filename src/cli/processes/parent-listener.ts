import { Socket } from 'node:net';
import process from 'node:process';
import { parentPort, workerData } from 'node:worker_threads';

/** The file descriptor of the pipe to the parent process, beside input, output, errors and messages. */
const PIPE = 4;

const asked = workerData as Int32Array;
new Socket({ fd: PIPE, writable: false })
  .on('data', () => {
    Atomics.store(asked, 0, 1);
    parentPort?.postMessage('stop');
  })
  // It closes with the process at its other end.
  .on('close', () => process.kill(process.pid, 'SIGKILL'))
  .on('error', () => {});
