import * as z from 'zod';
import { datasetNames, fileDatasets } from '../../problems/data/datasets.ts';
import { channelOrders, targetKinds } from '../../problems/data/images.ts';
import { scales } from '../../problems/data/standardise.ts';
import type { Keys, SpecOf } from './axis.ts';
import { defaults } from './defaults.ts';
import { dataPath, means, oneOf, size, text, whole, withoutMeant, yesNo } from './field.ts';
import { allToyKeys, isToyName, type ToySpec, toyKeys, toyNames, toyOf } from './toy.ts';

const { data } = defaults;

const columnsRemedy = 'give the names of columns, such as [price]';

/** Where the training and test examples come from, and what is done to them. */
export const dataKeys = {
  name: oneOf(datasetNames).default(data.name),
  path: dataPath('give the path of your own file or folder')
    .exactOptional()
    .meta(
      means(
        'Your own data, as a path from the experiment file: a folder for idx, a file or a folder for csv, a file for npz.',
        { example: 'my-data', see: 'how-to/own-data.md' },
      ),
    ),
  targets: oneOf(targetKinds)
    .exactOptional()
    .meta(
      means('Whether targets are class numbers, trained on as one-hot vectors, or real numbers.', {
        ...{
          default: data.targets,
          source: 'classes, as of the datasets that come along',
          example: 'values',
        },
      }),
    ),
  columns: z
    .array(text(columnsRemedy), { error: columnsRemedy })
    .min(1, { error: columnsRemedy })
    .exactOptional()
    .meta(
      means(
        'The columns of a csv that hold the targets; left out, the one that is named like a label.',
        {
          example: ['price'],
        },
      ),
    ),
  channels: oneOf(channelOrders)
    .exactOptional()
    .meta(
      means(
        'Which axis of the images of an npz holds the channels, first as in PyTorch; left out it is the last, and what looks like first is refused.',
        { example: 'first' },
      ),
    ),
  train: size(1, 'give a number of training examples, such as 500')
    .default(data.train)
    .meta(
      means('The number n of training examples, drawn class-balanced.', {
        source:
          'chosen by trial: a laptop trains on as many in seconds, and descent reaches the edge of stability',
      }),
    ),
  test: size(1, 'give a number of test examples, such as 2000')
    .default(data.test)
    .meta(
      means('The number of test examples, drawn class-balanced.', {
        source: 'accuracy near 0.9 then has a standard error of √(0.9·0.1/2000) = 0.7 %',
      }),
    ),
  centre: yesNo.default(data.centre).meta(
    means(
      'Subtract the training mean from each pixel; false where scale is none and nothing else is said.',
      {
        source: 'the standard recipe of this lab',
      },
    ),
  ),
  scale: oneOf(scales)
    .exactOptional()
    .meta(
      means(
        'What inputs are divided by: the standard deviation of all centred training pixels, one number, or nothing.',
        { default: data.scale, source: 'the standard recipe of this lab', example: 'none' },
      ),
    ),
  labelNoise: z
    .number({ error: 'give a fraction of the training labels' })
    .gte(0, { error: 'give a fraction of the training labels' })
    .lte(1, { error: 'give a fraction of the training labels' })
    .default(data.labelNoise)
    .meta(
      means(
        'The fraction of training labels that are replaced once, before training, by another class.',
        {
          source: 'true labels, unless noise is asked for',
          example: 0.2,
        },
      ),
    ),
  randomLabels: yesNo.default(data.randomLabels).meta(
    means('Replace every training label by a uniform draw from the classes.', {
      source: 'true labels, unless others are asked for',
    }),
  ),
  marker: z
    .number({ error: 'give a share of the training images' })
    .gte(0, { error: 'give a share of the training images' })
    .lte(1, { error: 'give a share of the training images' })
    .exactOptional()
    .meta(
      means(
        'The share of training images that bear a marker, a bright square on the top edge whose place names their label; test images bear none. Left out, there are no markers.',
        { example: 0.9 },
      ),
    ),
  markerSize: size(1, 'give a number of pixels, such as 2')
    .exactOptional()
    .meta(
      means('The side of a marker in pixels.', {
        ...{ default: data.markerSize, source: 'the least that can name a class', needs: 'marker' },
        example: 2,
      }),
    ),
  seed: whole(0, 'give the seed of the subset')
    .exactOptional()
    .meta(
      means(
        'The seed that examples are drawn by, so that they stay while weights and batches vary; left out, the run’s own.',
        { example: 0 },
      ),
    ),
};

export type DataSpec = SpecOf<typeof dataKeys>;

/** What `data.name` may be: a dataset, a format of the user's own files, or a toy problem. */
export const dataNames = [...datasetNames, ...toyNames] as const;

/** The keys of an entry of `data`, those of all datasets and toy problems. */
export const entryKeys = {
  ...allToyKeys,
  ...dataKeys,
  name: oneOf(dataNames)
    .default(data.name)
    .meta(
      means('The dataset, the format of your own files, or a problem in closed form.', {
        source: 'it comes with the packages, so that nothing is downloaded',
        example: 'fashion-mnist',
      }),
    ),
};

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
