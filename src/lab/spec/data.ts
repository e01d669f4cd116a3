import * as z from 'zod';
import { datasetNames, fileDatasets } from '../../problems/data/datasets.ts';
import type { SpecOf } from './axis.ts';
import { defaults } from './defaults.ts';
import { dataPath, oneOf, whole, yesNo } from './field.ts';

const { data } = defaults;

/** Where the training and test examples come from, and what is done to them. */
export const dataKeys = {
  name: oneOf(datasetNames).default(data.name),
  /** The user's own file or folder; absent for named sets. */
  path: dataPath('give the path of your own file or folder').exactOptional(),
  /** Training examples, drawn class-balanced. */
  train: whole(1, 'give a number of training examples, such as 500').default(data.train),
  /** Test examples, drawn class-balanced. */
  test: whole(1, 'give a number of test examples, such as 2000').default(data.test),
  /** Subtract the training mean of each pixel. */
  centre: yesNo.default(data.centre),
  /** Fraction of training labels replaced by another class, in [0, 1]. */
  labelNoise: z
    .number({ error: 'give a fraction of the training labels' })
    .gte(0, { error: 'give a fraction of the training labels' })
    .lte(1, { error: 'give a fraction of the training labels' })
    .default(data.labelNoise),
  /** Replace every training label by a uniform draw. */
  randomLabels: yesNo.default(data.randomLabels),
  /** Seed of the subset; absent: the run's own seed. */
  seed: whole(0, 'give the seed of the subset').exactOptional(),
};

export type DataSpec = SpecOf<typeof dataKeys>;

const dataSpec = z.object(dataKeys);

/** The spec of data with these values, defaults filled in. */
export const dataOf = (given: object): DataSpec => dataSpec.parse(given);

/** Whether a dataset's name is a file format, so that the user gives the path. */
export const needsPath = (name: string): boolean => fileDatasets.some((format) => format === name);
