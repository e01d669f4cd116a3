/** A user's signal stopped a command before it was done. */
export class Interruption extends Error {
  override readonly name = 'Interruption';
  /** What the program ends with. */
  readonly exitCode: number;

  constructor(exitCode: number) {
    super('Interrupted. Finished runs are kept, and the same command goes on from there.');
    this.exitCode = exitCode;
  }
}
