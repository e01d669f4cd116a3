/** What keeps a text from being an expression, and where: 0-based in UTF-16 units. */
export class Mistake extends Error {
  readonly at: number;
  constructor(at: number, message: string) {
    super(message);
    this.at = at;
  }
}
