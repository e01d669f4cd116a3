import type { ImageSource } from '../../problems/data/images.ts';
import type { Arrays } from '../../problems/data/npz.ts';
import { readNpz } from './file.ts';
import { loadImages } from './load.ts';
import type { DataPlaces } from './places.ts';

/** What a task reads, from the files of this machine. */
export interface FileSources {
  readonly images: ImageSource;
  /** The arrays of an .npz by its path; throws InputError where it cannot be read. */
  readonly readArrays: (path: string) => Arrays;
}

/** Reads images from where data may lie, by `load` where it keeps some of them, and arrays from `.npz` files. */
export const fileSources = (places: DataPlaces, load = loadImages): FileSources => ({
  images: (data) => load(data, places),
  readArrays: readNpz,
});
