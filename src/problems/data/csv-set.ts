import { parseCsv } from './csv.ts';
import { examples, holdOut, imageShape } from './examples.ts';
import type { DataFile, Splits } from './images.ts';

/**
 * The splits of a training and a test file, or of one file, of which one example in seven is held out for testing.
 *
 * @throws InputError where they are not readable as labelled numbers
 */
export function csvSplits(files: readonly DataFile[]): Splits {
  const tables = files.map(({ path, bytes }) => ({ path, ...parseCsv(bytes, path) }));
  const [train, test] = tables.map(({ path, pixels, columns, labels }) =>
    examples(pixels, columns, labels, path),
  );
  const { path, columns } = tables[0]!;
  const shape = imageShape([columns], path);
  return { shape, ...(test === undefined ? holdOut(train!, path) : { train: train!, test }) };
}
