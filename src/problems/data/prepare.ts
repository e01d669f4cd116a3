import { InputError } from '../../core/error.ts';
import { significant } from '../../core/format.ts';
import type { Rng } from '../../core/random.ts';
import type { Examples, ImageSet } from './images.ts';
import { disturbed, type LabelDisturbance } from './label-noise.ts';
import { standardise } from './standardise.ts';
import { balancedSubset } from './subset.ts';

/** What is done to a dataset before training; the fields of a run's `data` that matter here. */
export interface Preparation extends LabelDisturbance {
  /** Training examples, ≥ 1. */
  readonly train: number;
  /** Test examples, ≥ 1. */
  readonly test: number;
  /** Subtract the training subset's mean of each pixel. */
  readonly centre: boolean;
}

/** Examples ready for training. */
export interface Dataset {
  readonly x: Float32Array; // [count, dim]
  readonly labels: Int32Array; // [count]
  readonly testX: Float32Array; // [testCount, dim]
  readonly testLabels: Int32Array; // [testCount]
  readonly count: number;
  readonly testCount: number;
  readonly dim: number;
  readonly shape: ImageSet['shape'];
  readonly classes: number;
  /** One sentence for captions. */
  readonly preparation: string;
  readonly checksums: Readonly<Record<string, string>>;
}

/**
 * A class-balanced subset, centred, scaled, and with its training labels disturbed as asked.
 *
 * x = (pixel − mean of that pixel) / s, with s the standard deviation of all centred training pixels;
 * mean and s come from the training subset and serve the test subset too. Without centring, the same
 * s divides the raw pixels. Subset, label noise and random labels have streams of their own, so none
 * changes another.
 *
 * @throws InputError for more examples than there are, a label noise outside [0, 1], label noise
 *   together with random labels, and images without any variation.
 */
export function prepare(images: ImageSet, spec: Preparation, random: Rng): Dataset {
  check(spec);
  const { name, shape, classes, checksums } = images;
  const dim = shape[0] * shape[1] * shape[2];
  const draw = random.fork('subset');
  const train = balancedSubset(images.train, classes, spec.train, draw.fork('train'));
  const test = balancedSubset(images.test, classes, spec.test, draw.fork('test'));
  if (train === undefined || test === undefined) {
    const [asked, split] = train === undefined ? [spec.train, 'train'] : [spec.test, 'test'];
    const there = train === undefined ? images.train.count : images.test.count;
    throw new InputError(
      `data.${split} asks for ${asked} examples, but ${name} has ${there}; lower data.${split}`,
    );
  }
  const inputs = standardise(images, train.index, test.index, spec.centre);
  if (inputs === undefined) {
    throw new InputError(
      `the ${spec.train} training images of ${name} do not differ in any pixel; raise data.train`,
    );
  }
  const labels = pick(images.train, train.index);
  return {
    x: inputs.x,
    testX: inputs.testX,
    labels: disturbed(labels, classes, spec, random),
    testLabels: pick(images.test, test.index),
    count: spec.train,
    testCount: spec.test,
    dim,
    shape,
    classes,
    preparation: sentence(images, spec, inputs.scale, train.short, test.short),
    checksums,
  };
}

function check({ train, test, labelNoise, randomLabels }: Preparation): void {
  for (const [key, value] of Object.entries({ train, test })) {
    if (!(Number.isSafeInteger(value) && value >= 1)) {
      throw new InputError(`invalid data.${key} ${value}; give an integer of at least 1`);
    }
  }
  if (!(labelNoise >= 0 && labelNoise <= 1)) {
    throw new InputError(`invalid data.labelNoise ${labelNoise}; give a fraction in [0, 1]`);
  }
  if (randomLabels && labelNoise > 0) {
    throw new InputError(
      `data.labelNoise ${labelNoise} has no meaning with data.randomLabels; remove one of them`,
    );
  }
}

const pick = ({ labels }: Examples, index: Int32Array): Int32Array =>
  index.map((from) => labels[from]!);

function sentence(
  { name }: ImageSet,
  { train, test, centre, labelNoise, randomLabels }: Preparation,
  scale: number,
  short: readonly number[],
  testShort: readonly number[],
): string {
  const balance = [
    ...(short.length > 0 ? [`all there is of training class ${short.join(', ')}`] : []),
    ...(testShort.length > 0 ? [`all there is of test class ${testShort.join(', ')}`] : []),
  ];
  const noisy = Math.round(labelNoise * train);
  return `${[
    `${group(train)} training and ${group(test)} test examples of ${name}`,
    `class-balanced${balance.length > 0 ? ` but for ${balance.join(' and ')}` : ''}`,
    centre ? 'the training mean of each pixel subtracted' : 'not centred',
    `divided by ${significant(scale, 4)}, the standard deviation of the centred training pixels`,
    ...(noisy > 0 ? [`${group(noisy)} training labels replaced by another class`] : []),
    ...(randomLabels ? ['all training labels replaced by uniform draws'] : []),
  ].join(', ')}.`;
}

const group = (n: number): string => String(n).replace(/\B(?=(\d{3})+$)/g, ',');
