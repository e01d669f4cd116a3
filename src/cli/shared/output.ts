import process from 'node:process';

/** Results go to standard output. */
export const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** Progress, warnings and errors go to standard error. */
export const note = (line: string): void => void process.stderr.write(`${line}\n`);

/** True where a person watches. */
export const onTerminal = (): boolean => process.stderr.isTTY === true;

const colour = (code: number) => (text: string) =>
  process.env.NO_COLOR || process.stdout.isTTY !== true ? text : `\u001b[${code}m${text}\u001b[0m`;

export const bold = colour(1);
export const dim = colour(2);
