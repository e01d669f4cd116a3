import { InputError } from '../../core/error.ts';
import type { Examples, ImageSet } from './images.ts';

/**
 * An image set from checked splits; its outputs are 0 … the largest label of either, or the numbers of a target.
 *
 * @throws InputError where images or targets of the test split have another size than those of the training split.
 */
export function imageSet(set: Omit<ImageSet, 'outputs' | 'classes'>): ImageSet {
  const { train, test, source } = set;
  alike(sizeOf(train.pixels, train), sizeOf(test.pixels, test), 'image', source);
  if (train.values !== undefined && test.values !== undefined) {
    const outputs = sizeOf(train.values, train);
    alike(outputs, sizeOf(test.values, test), 'target', source);
    return { ...set, outputs, classes: [] };
  }
  const classes = [...new Set([train, test].flatMap(classesOf))].sort((a, b) => a - b);
  return { ...set, outputs: classes.at(-1)! + 1, classes };
}

const sizeOf = ({ length }: ArrayLike<number>, { count }: Examples): number => length / count;

function alike(train: number, test: number, what: string, source: string): void {
  if (train === test) return;
  throw new InputError(
    `invalid examples in ${source}: a training ${what} has ${train} numbers, a test ${what} ${test}; ` +
      'give both the same size',
  );
}

/** The classes of which there is an example. */
export const classesOf = ({ labels }: Pick<Examples, 'labels'>): number[] => [...new Set(labels)];
