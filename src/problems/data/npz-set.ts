import { InputError } from '../../core/error.ts';
import { examples, holdOut, imageShape } from './examples.ts';
import type { DataFile, Examples, Splits } from './images.ts';
import { type Arrays, parseNpz } from './npz.ts';

/**
 * The splits of an `.npz` file: of its arrays `x_train`, `y_train`, `x_test`, `y_test`, or of `x` and `y`, of which
 * one example in seven is held out for testing.
 *
 * @throws InputError where arrays are missing or do not fit each other
 */
export function npzSplits({ path, bytes }: DataFile): Splits {
  const arrays = parseNpz(bytes, path);
  const both = ['_train', '_test'].every((suffix) => arrays[`x${suffix}`] && arrays[`y${suffix}`]);
  if (!both) {
    const { shape, all } = labelled(arrays, '', path);
    return { shape, ...holdOut(all, path) };
  }
  const [train, test] = [labelled(arrays, '_train', path), labelled(arrays, '_test', path)];
  return { shape: train.shape, train: train.all, test: test.all };
}

function labelled(
  arrays: Arrays,
  suffix: string,
  file: string,
): { readonly shape: Splits['shape']; readonly all: Examples } {
  const [x, y] = [arrays[`x${suffix}`], arrays[`y${suffix}`]];
  if (x === undefined || y === undefined) {
    throw new InputError(
      `${file} holds the arrays ${Object.keys(arrays).join(', ') || '(none)'}; give x_train, ` +
        'y_train, x_test and y_test, or x and y',
    );
  }
  if (!(y.shape.length === 1 || (y.shape.length === 2 && y.shape[1] === 1))) {
    throw new InputError(
      `invalid labels in ${file}: y${suffix} has shape [${y.shape.join(', ')}]; give class numbers ` +
        'of shape [n]',
    );
  }
  const shape = imageShape(x.shape.slice(1), `${file}:x${suffix}`);
  const [height, width, channels] = shape;
  return { shape, all: examples(x.data, height * width * channels, y.data, file) };
}
