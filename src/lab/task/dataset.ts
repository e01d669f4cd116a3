import { canonicalJson } from '../../core/canonical-json.ts';
import { rng } from '../../core/random.ts';
import type { Precision } from '../../engine/program/compile.ts';
import type { ImageSet, ImageSource } from '../../problems/data/images.ts';
import { type Dataset, prepare } from '../../problems/data/prepare.ts';
import type { DataSpec } from '../spec/data.ts';

/**
 * The examples that a run of this seed trains on: drawn by the stream `data` of the data's own seed, or else of the run's.
 * In double precision its inputs stay in float64. Those of the last few runs are kept, since every arm of a seed asks for the same:
 * they are not the caller's to change.
 *
 * @throws InputError where the images cannot be had, and for more examples than there are
 */
export async function datasetOf(
  spec: DataSpec,
  seed: number,
  images: ImageSource,
  precision: Precision = 'single',
): Promise<Dataset> {
  const found = await images(spec);
  const own = spec.seed ?? seed;
  const key = canonicalJson([{ ...spec, precision }, own]);
  const known = kept.get(found) ?? new Map<string, Dataset>();
  kept.set(found, known);
  const data = known.get(key) ?? prepare(found, { ...spec, precision }, rng(own).fork('data'));
  known.delete(key);
  known.set(key, data);
  // A map keeps its entries in the order of insertion: the longest unused come first.
  let bytes = [...known.values()].reduce((sum, one) => sum + bytesOf(one), 0);
  for (const [unused, one] of known) {
    if (bytes <= BYTES) break;
    known.delete(unused);
    bytes -= bytesOf(one);
  }
  return data;
}

/** Bytes of prepared examples that are kept. */
const BYTES = 1 << 26;

const kept = new WeakMap<ImageSet, Map<string, Dataset>>();

const bytesOf = ({ x, testX, marked }: Dataset): number =>
  x.byteLength + testX.byteLength + (marked === undefined ? 0 : 2 * testX.byteLength);
