import { drawGlyphs } from './glyphs.ts';
import { idxSplits } from './idx-set.ts';
import type { DataFile, Splits } from './images.ts';

/** Makes a dataset from the files whose checksums its card lists, in the card's order. */
export interface FromFiles {
  decode(files: readonly DataFile[]): Splits;
}

/** Makes a dataset without files, of the sizes that its card states. */
export interface FromProgram {
  draw(sizes: { readonly train: number; readonly test: number }): Splits;
}

/** The datasets that can be named, each with its loader; all else about them is in datasets/<name>/card.yaml. */
export const datasets = {
  mnist: { decode: idxSplits },
  'fashion-mnist': { decode: idxSplits },
  glyphs: { draw: drawGlyphs },
} satisfies Readonly<Record<string, FromFiles | FromProgram>>;

export type NamedDataset = keyof typeof datasets;
export const namedDatasets = Object.keys(datasets) as readonly NamedDataset[];

/** The formats in which a user may give data, each with a `path`. */
export const fileDatasets = ['idx', 'csv', 'npz'] as const;
export type FileDataset = (typeof fileDatasets)[number];

/** What `data.name` may be. */
export const datasetNames = [...namedDatasets, ...fileDatasets] as const;
