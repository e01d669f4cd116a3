import type { ImageSource } from '../../problems/data/images.ts';
import type { Arrays } from '../../problems/data/npz.ts';
import { readNpz } from './file.ts';
import { loadImages } from './load.ts';
import { readModule } from './own-module.ts';
import type { DataPlaces } from './places.ts';

/** What a task reads, from the files of this machine. */
export interface FileSources {
  readonly images: ImageSource;
  /** The arrays of an .npz by its path; throws InputError where it cannot be read. */
  readonly readArrays: (path: string) => Arrays;
  /** What a module of the user exports by default; throws InputError where it cannot be loaded. */
  readonly readModule: (path: string) => Promise<unknown>;
}

/** Reads images from where data may lie, by `load` where it keeps some of them, arrays from `.npz` files, and modules. */
export const fileSources = (places: DataPlaces, load = loadImages): FileSources => ({
  images: (data) => load(data, places),
  readArrays: readNpz,
  readModule,
});
