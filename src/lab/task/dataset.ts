import { rng } from '../../core/random.ts';
import type { Precision } from '../../engine/program/compile.ts';
import type { ImageSource } from '../../problems/data/images.ts';
import { type Dataset, prepare } from '../../problems/data/prepare.ts';
import type { DataSpec } from '../spec/data.ts';

/**
 * The examples that a run of this seed trains on: drawn by the stream `data` of the data's own seed, or else of the run's.
 * In double precision its inputs stay in float64.
 *
 * @throws InputError where the images cannot be had, and for more examples than there are
 */
export const datasetOf = async (
  spec: DataSpec,
  seed: number,
  images: ImageSource,
  precision: Precision = 'single',
): Promise<Dataset> =>
  prepare(await images(spec), { ...spec, precision }, rng(spec.seed ?? seed).fork('data'));
