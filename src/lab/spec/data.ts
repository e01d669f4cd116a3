import * as z from 'zod';
import { datasetNames, fileDatasets } from '../../problems/data/datasets.ts';
import { channelOrders, targetKinds } from '../../problems/data/images.ts';
import { scales } from '../../problems/data/standardise.ts';
import type { Keys, SpecOf } from './axis.ts';
import { defaults } from './defaults.ts';
import { dataPath, needing, oneOf, size, text, whole, withoutMeant, yesNo } from './field.ts';
import { allToyKeys, isToyName, type ToySpec, toyKeys, toyNames, toyOf } from './toy.ts';

const { data } = defaults;

const columnsRemedy = 'give the names of columns, such as [price]';

/** Where the training and test examples come from, and what is done to them. */
export const dataKeys = {
  name: oneOf(datasetNames).default(data.name),
  /** The user's own file or folder; absent for named sets. */
  path: dataPath('give the path of your own file or folder').exactOptional(),
  /** Real numbers, or classes. */
  targets: oneOf(targetKinds).exactOptional().meta({ default: data.targets }),
  /** Of a csv: the columns of the targets; absent: the one that is named like a label. */
  columns: z
    .array(text(columnsRemedy), { error: columnsRemedy })
    .min(1, { error: columnsRemedy })
    .exactOptional(),
  /** Of an npz: the place of the channels; absent: last, and refused where it looks otherwise. */
  channels: oneOf(channelOrders).exactOptional(),
  /** Training examples, drawn class-balanced. */
  train: size(1, 'give a number of training examples, such as 500').default(data.train),
  /** Test examples, drawn class-balanced. */
  test: size(1, 'give a number of test examples, such as 2000').default(data.test),
  /** Subtract the training mean of each pixel. */
  centre: yesNo.default(data.centre),
  /** What inputs are divided by: a number that makes their standard deviation 1, or nothing. */
  scale: oneOf(scales).exactOptional().meta({ default: data.scale }),
  /** Fraction of training labels replaced by another class, in [0, 1]. */
  labelNoise: z
    .number({ error: 'give a fraction of the training labels' })
    .gte(0, { error: 'give a fraction of the training labels' })
    .lte(1, { error: 'give a fraction of the training labels' })
    .default(data.labelNoise),
  /** Replace every training label by a uniform draw. */
  randomLabels: yesNo.default(data.randomLabels),
  /** Share of training images with a marker that names their label; absent: there are no markers. */
  marker: z
    .number({ error: 'give a share of the training images' })
    .gte(0, { error: 'give a share of the training images' })
    .lte(1, { error: 'give a share of the training images' })
    .exactOptional(),
  /** Side of a marker in pixels. */
  markerSize: size(1, 'give a number of pixels, such as 2')
    .exactOptional()
    .meta({ default: data.markerSize, ...needing('marker') }),
  /** Seed of the subset; absent: the run's own seed. */
  seed: whole(0, 'give the seed of the subset').exactOptional(),
};

export type DataSpec = SpecOf<typeof dataKeys>;

/** What `data.name` may be: a dataset, a format of the user's own files, or a toy problem. */
export const dataNames = [...datasetNames, ...toyNames] as const;

/** The keys of an entry of `data`, those of all datasets and toy problems. */
export const entryKeys = { ...allToyKeys, ...dataKeys, name: oneOf(dataNames).default(data.name) };

const dataSpec = z.object(dataKeys);

/** The spec of data with these values, defaults filled in; inputs that are left as they are are not centred unless told to be. */
export const dataOf = (given: Readonly<Record<string, unknown>>): DataSpec =>
  withoutMeant(
    dataKeys,
    dataSpec.parse(given.scale === 'none' ? { centre: false, ...given } : given),
  );

/** The spec of the dataset or the toy problem of this name, likewise. */
export const entryOf = (
  name: string,
  given: Readonly<Record<string, unknown>>,
): DataSpec | ToySpec => (isToyName(name) ? toyOf(name, given) : dataOf({ ...given, name }));

/** Whether a dataset's name is a file format, so that the user gives the path. */
export const needsPath = (name: string): boolean => fileDatasets.some((format) => format === name);

/** Keys that say how files are read, and what is put into images, with the names of the datasets that they serve. */
const readingKeys: Readonly<Record<string, readonly string[]>> = {
  path: fileDatasets,
  targets: ['csv', 'npz'],
  columns: ['csv'],
  channels: ['npz'],
  marker: datasetNames.filter((name) => name !== 'csv'),
  markerSize: datasetNames.filter((name) => name !== 'csv'),
};

/** The keys that say something of the dataset or the toy problem of this name. */
export const keysOfData = (name: string): Keys =>
  isToyName(name)
    ? { name: dataKeys.name, ...toyKeys[name] }
    : Object.fromEntries(
        Object.entries(dataKeys).filter(([key]) => readingKeys[key]?.includes(name) ?? true),
      );

/** Whether a key says something of the dataset or the toy problem of this name. */
export const serves = (key: string, name: string): boolean => Object.hasOwn(keysOfData(name), key);
