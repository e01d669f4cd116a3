import { execFile } from 'node:child_process';
import { platform } from 'node:os';

/** What a child process left behind. */
export interface ExecResult {
  /** Exit code; null where the program could not be started or ran out of time. */
  readonly code: number | null;
  /** True where no program of that name was found. */
  readonly absent: boolean;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ExecOptions {
  readonly env: Record<string, string | undefined>;
  readonly cwd?: string;
  /** Milliseconds until the program is stopped. */
  readonly timeout: number;
}

/** The one door to child processes: tests put a fake here and count the calls. */
export type Exec = (
  command: string,
  args: readonly string[],
  options: ExecOptions,
) => Promise<ExecResult>;

/** Runs a program to its end and captures what it prints; never rejects. */
export const execute: Exec = (command, args, { env, cwd, timeout }) =>
  new Promise((resolve) => {
    const options = {
      env,
      timeout,
      maxBuffer: 2 ** 26, // bytes; a compiler can be talkative
      ...(cwd === undefined ? {} : { cwd }),
      shell: platform() === 'win32', // npm is a batch file there, which only the shell can start
    };
    execFile(command, args, options, (error, stdout, stderr) => {
      const failure = error as (Error & { code?: number | string | null }) | null;
      const code = failure === null ? 0 : typeof failure.code === 'number' ? failure.code : null;
      resolve({ code, absent: failure?.code === 'ENOENT', stdout, stderr });
    });
  });
