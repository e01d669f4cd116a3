// Loaded before the command line: writes how long the first worker took from its start to the end of its first run.
import { ChildProcess } from 'node:child_process';
import { writeFileSync } from 'node:fs';

const { spawn, emit } = ChildProcess.prototype;
let started;
let written = false;
ChildProcess.prototype.spawn = function (...args) {
  if (args[0]?.args?.some((arg) => /worker\.js$/.test(arg))) started ??= performance.now();
  return spawn.apply(this, args);
};
ChildProcess.prototype.emit = function (event, message, ...rest) {
  if (event === 'message' && message?.kind === 'done' && started !== undefined && !written) {
    const worker = (performance.now() - started) / 1000;
    writeFileSync(process.env.FLOWLAB_WORKER_TIMES, JSON.stringify({ worker }));
    written = true;
  }
  return emit.call(this, event, message, ...rest);
};
