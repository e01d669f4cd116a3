/** A list that is read as it is written, by one reader. */
export interface Channel<T> extends AsyncIterable<T> {
  put(value: T): void;
  /** There will be no more. */
  readonly end: () => void;
}

export function channel<T>(): Channel<T> {
  const values: T[] = [];
  let isOver = false;
  let wake = () => {};
  async function* read(): AsyncGenerator<T> {
    for (;;) {
      const value = values.shift();
      if (value !== undefined) yield value;
      else if (isOver) return;
      else
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
    }
  }
  const reader = read();
  return {
    [Symbol.asyncIterator]: () => reader,
    put(value) {
      values.push(value);
      wake();
    },
    end() {
      isOver = true;
      wake();
    },
  };
}
