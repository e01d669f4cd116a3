import process from 'node:process';

/** Lets the program end with the code of a command, once what it has started is done. */
export async function exitWith(code: Promise<number>): Promise<void> {
  process.exitCode = await code;
}
