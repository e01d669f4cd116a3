import { InputError } from '../../core/error.ts';
import { drawGlyphs } from '../../problems/data/glyphs.ts';
import { imageSet } from '../../problems/data/image-set.ts';
import type { ImageSet, ImageSource } from '../../problems/data/images.ts';
import { unpackDigits } from './digits.ts';

/** How many glyphs there are, as the card of the dataset says: which ones are drawn from them hangs on it. */
export const GLYPHS = { train: 10_000, test: 2_000 };

/** The most images of MNIST that the page can train and test on. */
export const DIGITS = { train: 1_000, test: 500 };

/** Draws glyphs, and takes digits from the selection of MNIST that `fetchDigits` brings; either once. */
export function imageSource(fetchDigits: () => Promise<Uint8Array>): ImageSource {
  const found = new Map<string, Promise<ImageSet>>();
  const make = async (name: string): Promise<ImageSet> => {
    if (name === 'mnist') return unpackDigits(await fetchDigits(), name);
    if (name !== 'glyphs')
      throw new InputError(`unknown dataset "${name}"; choose glyphs or mnist`);
    return imageSet({ name, ...drawGlyphs(GLYPHS), checksums: {}, source: 'drawn' });
  };
  return ({ name }) => {
    const known = found.get(name) ?? make(name);
    found.set(name, known);
    return known;
  };
}

/** The page reads no arrays from files. */
export const noArrays = (path: string): never => {
  throw new InputError(`cannot read ${path} in a browser; use the command line`);
};
