import process from 'node:process';

/** Results go to standard output. */
export const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** Progress and notes go to standard error, unless quiet was asked for. */
export const note = (line: string): void => {
  if (!isQuiet()) complain(line);
};

/** Errors and failures go to standard error, whatever was asked for. */
export const complain = (line: string): void => void process.stderr.write(`${line}\n`);

/** What --quiet does, for this process and those that it starts. */
export const beQuiet = (): void => {
  process.env.FLOWLAB_QUIET = '1';
};

/** True where progress and notes are not wanted. */
const isQuiet = (): boolean => Boolean(process.env.FLOWLAB_QUIET);

/** True where a person watches. */
export const onTerminal = (): boolean => process.stderr.isTTY === true && !isQuiet();

const colour = (code: number) => (text: string) =>
  process.env.NO_COLOR || process.stdout.isTTY !== true ? text : `\u001b[${code}m${text}\u001b[0m`;

export const bold = colour(1);
export const dim = colour(2);
