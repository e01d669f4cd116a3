import { InputError } from '../../core/error.ts';
import { examples, holdOut, imageShape, valuedExamples } from './examples.ts';
import type { ChannelOrder, DataFile, Examples, Reading, Splits } from './images.ts';
import type { NdArray, Numbers } from './npy.ts';
import { type Npz, openNpz } from './npz.ts';

/**
 * The splits of an `.npz` file: of its arrays `x_train`, `y_train`, `x_test`, `y_test`, or of `x` and `y`, of which
 * one example in seven is held out for testing. Other arrays are not read.
 *
 * @throws InputError where arrays are missing, do not fit each other, or seem to have another order of channels
 */
export function npzSplits({ path, bytes }: DataFile, reading: Reading = {}): Splits {
  const arrays = openNpz(bytes, path);
  const both = ['x_train', 'y_train', 'x_test', 'y_test'].every((name) =>
    arrays.names.includes(name),
  );
  if (!both) {
    const { shape, all } = split(arrays, '', reading, path);
    return { shape, ...holdOut(all, path) };
  }
  const [train, test] = ['_train', '_test'].map((suffix) => split(arrays, suffix, reading, path));
  return { shape: train!.shape, train: train!.all, test: test!.all };
}

function split(
  { names, array }: Npz,
  suffix: string,
  reading: Reading,
  file: string,
): { readonly shape: Splits['shape']; readonly all: Examples } {
  const [xName, yName] = [`x${suffix}`, `y${suffix}`];
  if (!names.includes(xName) || !names.includes(yName)) {
    throw new InputError(
      `${file} holds the arrays ${names.join(', ') || '(none)'}; give x_train, y_train, x_test and ` +
        'y_test, or x and y',
    );
  }
  const y = array(yName);
  const values = reading.targets === 'values';
  if (!(y.shape.length === 1 || (y.shape.length === 2 && (values || y.shape[1] === 1)))) {
    const shape = `${file}: ${yName} has shape [${y.shape.join(', ')}]`;
    throw new InputError(
      values
        ? `invalid targets in ${shape}; give shape [n] or [n, k]`
        : `invalid labels in ${shape}; give class numbers of shape [n], or set data.targets: values for real-valued targets`,
    );
  }
  const { shape, pixels } = images(array(xName), reading.channels, `${file}:${xName}`);
  const dim = shape[0] * shape[1] * shape[2];
  const all = values
    ? valuedExamples(pixels, dim, { data: y.data, size: y.shape[1] ?? 1 }, file)
    : examples(pixels, dim, y.data, file);
  return { shape, all };
}

/** Images [n, …] with their channels last. */
function images(
  { shape: [, ...axes], data }: NdArray,
  order: ChannelOrder | undefined,
  file: string,
): { readonly shape: Splits['shape']; readonly pixels: Numbers } {
  const shape = imageShape(axes, file);
  if (axes.length < 3) return { shape, pixels: data };
  const looks = looksLike(axes);
  if (looks !== undefined && looks !== (order ?? 'last') && order !== 'last') {
    const given =
      order === undefined ? 'channels are taken to be last' : `data.channels is ${order}`;
    throw new InputError(
      `${file}: one image has shape [${axes.join(', ')}], which looks like channels ${looks}, but ${given}; ` +
        `set data.channels: ${looks}${order === undefined ? ', or last to have it as it is' : ''}`,
    );
  }
  if (order !== 'first') return { shape, pixels: data };
  const [channels, height, width] = shape;
  return { shape: [height, width, channels], pixels: channelsLast(data, channels, height * width) };
}

/** Where one axis is as short as channels of grey, RGB or RGBA are, and that at the other end is not. */
function looksLike([first, , last]: readonly number[]): ChannelOrder | undefined {
  const short = (axis: number | undefined) => axis === 1 || axis === 3 || axis === 4;
  if (short(first) && last! > 4) return 'first';
  return short(last) && first! > 4 ? 'last' : undefined;
}

/** Rows [channels, places] as rows [places, channels]. */
function channelsLast(data: Numbers, channels: number, places: number): Numbers {
  const out = data.slice();
  const dim = channels * places;
  for (let row = 0; row < data.length; row += dim)
    for (let c = 0; c < channels; c++)
      for (let p = 0; p < places; p++) out[row + p * channels + c] = data[row + c * places + p]!;
  return out;
}
