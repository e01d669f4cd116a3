import { InputError } from '../../core/error.ts';
import type { Rng } from '../../core/random.ts';
import { examplesAt, targetsAt } from './examples.ts';
import type { Examples, ImageSet, Targets } from './images.ts';
import { disturbed } from './label-noise.ts';
import { brightnessOf, markerPlaces, otherClasses, someOf, withMarkers } from './marker.ts';
import { type Preparation, preparationSentence } from './preparation.ts';
import { everyRow, standardise } from './standardise.ts';
import { balancedSubset, type Subset, uniformSubset } from './subset.ts';

/** Training examples with their targets, and test examples, ready for a network. */
export type Dataset = Targets & {
  readonly x: Float32Array | Float64Array; // [count, dim]
  readonly testX: Float32Array | Float64Array; // [testCount, dim]
  readonly testTargets: Targets; // of testCount
  readonly count: number;
  readonly testCount: number;
  /** The test examples with markers; absent where the data have none. */
  readonly marked?: MarkedTests;
  readonly dim: number;
  readonly shape: ImageSet['shape'];
  /** k, the numbers that a network is to answer with. */
  readonly outputs: number;
  /** The classes of which there are examples, whether drawn here or not; empty for real-valued targets. */
  readonly classes: readonly number[];
  /** One sentence for captions. */
  readonly preparation: string;
  readonly checksums: Readonly<Record<string, string>>;
};

/** Test examples once more, with a marker each. */
export interface MarkedTests {
  /** With the marker of the label. Shape [testCount, dim]. */
  readonly agreeing: Float32Array | Float64Array;
  /** With the marker of another class. Shape [testCount, dim]. */
  readonly conflicting: Float32Array | Float64Array;
  /** The classes that these markers name. Shape [testCount]. */
  readonly named: Int32Array;
}

/**
 * A class-balanced subset, centred, scaled, and with its training labels disturbed as asked.
 *
 * x = (pixel − mean of that pixel) / s, with s the standard deviation of all centred training pixels;
 * mean and s come from the training subset and serve the test subset too. Without centring, the same
 * s divides the raw pixels; with scale none, s is 1. Of examples with real-valued targets the subset is drawn
 * uniformly. Subset, label noise, random labels and markers have streams of their own, so none changes another.
 * Markers are put into training images before mean and s are taken, and name the labels that are trained on; test images have
 * none, but for two further sets.
 *
 * @throws InputError for more examples than there are, a label noise outside [0, 1], label noise
 *   together with random labels, either or markers for real-valued targets, markers where they do not fit, and images without any variation.
 */
export function prepare(images: ImageSet, spec: Preparation, random: Rng): Dataset {
  check(images, spec);
  const { shape, outputs, classes, checksums } = images;
  const { train, test } = subsetsOf(images, spec, random);
  const targets = targetsAt(images.train, train.index);
  const labels = targets.labels && disturbed(targets.labels, classes, spec, random);
  const marking = markingOf(images, train.index, spec, random.fork('marker'));
  const marked = labels && marking?.training(labels);
  const inputs =
    marked === undefined
      ? standardise(images, train.index, test.index, spec)
      : standardise({ train: marked, test: images.test }, everyRow(marked), test.index, spec);
  if (inputs === undefined) throw new InputError(nothingToLearnFrom(images, spec));
  return {
    x: inputs.x,
    testX: inputs.testX,
    ...(labels === undefined ? targets : { labels }),
    ...(marking && { marked: marking.tests(examplesAt(images.test, test.index), inputs.of) }),
    testTargets: targetsAt(images.test, test.index),
    count: spec.train,
    testCount: spec.test,
    dim: shape[0] * shape[1] * shape[2],
    shape,
    outputs,
    classes,
    preparation: preparationSentence(images, spec, {
      scale: inputs.scale,
      subsets: { train, test },
    }),
    checksums,
  };
}

/**
 * The rows that {@link prepare} draws of each split, with the same stream.
 *
 * @throws InputError for more examples than there are
 */
export function subsetsOf(
  images: ImageSet,
  spec: Pick<Preparation, 'train' | 'test'>,
  random: Rng,
): Readonly<Record<'train' | 'test', Subset>> {
  const draw = random.fork('subset');
  return {
    train: subset(images, 'train', spec, draw.fork('train')),
    test: subset(images, 'test', spec, draw.fork('test')),
  };
}

/** What puts markers into training images and makes the marked test sets; undefined where there are no markers. */
function markingOf(
  images: ImageSet,
  rows: Int32Array,
  { marker: share, markerSize = 1 }: Preparation,
  random: Rng,
) {
  if (share === undefined) return undefined;
  const places = markerPlaces(images, markerSize);
  const plain = examplesAt(images.train, rows);
  const brightness = brightnessOf(plain);
  return {
    training: (labels: Int32Array): Examples =>
      withMarkers(plain, someOf(labels, share, random.fork('train')), places, brightness),
    tests(own: Examples, inputsOf: (further: Examples) => Dataset['x']): MarkedTests {
      const labels = own.labels!;
      const named = otherClasses(labels, images.classes, random.fork('test'));
      const inputs = (of: Int32Array) => inputsOf(withMarkers(own, of, places, brightness));
      return { agreeing: inputs(labels), conflicting: inputs(named), named };
    },
  };
}

function subset(
  images: ImageSet,
  split: 'train' | 'test',
  { [split]: asked }: Pick<Preparation, 'train' | 'test'>,
  random: Rng,
): Subset {
  const { labels, count }: Examples = images[split];
  const drawn =
    labels === undefined
      ? uniformSubset(count, asked, random)
      : balancedSubset(labels, images.outputs, asked, random);
  if (drawn !== undefined) return drawn;
  throw new InputError(
    `data.${split} asks for ${asked} examples, but ${images.name} has ${count}; lower data.${split}`,
  );
}

function nothingToLearnFrom({ name }: ImageSet, { train, centre, scale }: Preparation): string {
  const images = train === 1 ? 'image' : 'images';
  if (scale === 'none') {
    return `the ${train} training ${images} of ${name} would be 0 in every pixel once centred; set data.centre: false`;
  }
  const one = centre ? 'data.scale: none, and leave data.centre out' : 'data.scale: none';
  return train === 1
    ? `a single training image of ${name} has no deviation to be divided by; set ${one}, or raise data.train`
    : `the ${train} training images of ${name} do not differ in any pixel; raise data.train, or set ${one}`;
}

function check(images: ImageSet, spec: Preparation): void {
  const { train, test, labelNoise, randomLabels, marker, markerSize = 1 } = spec;
  for (const [key, value] of Object.entries({ train, test, markerSize })) {
    if (!(Number.isSafeInteger(value) && value >= 1)) {
      throw new InputError(`invalid data.${key} ${value}; give an integer of at least 1`);
    }
  }
  if (!(labelNoise >= 0 && labelNoise <= 1)) {
    throw new InputError(`invalid data.labelNoise ${labelNoise}; give a fraction in [0, 1]`);
  }
  if (marker !== undefined && !(marker >= 0 && marker <= 1)) {
    throw new InputError(`invalid data.marker ${marker}; give a share in [0, 1]`);
  }
  if (randomLabels && labelNoise > 0) {
    throw new InputError(
      `data.labelNoise ${labelNoise} has no meaning with data.randomLabels; remove one of them`,
    );
  }
  const [key] = [
    ...(randomLabels ? ['randomLabels'] : []),
    ...(labelNoise > 0 ? ['labelNoise'] : []),
    ...(marker === undefined ? [] : ['marker']),
  ];
  if (images.train.values !== undefined && key !== undefined) {
    throw new InputError(`data.${key} needs classes, but the targets are real values; remove it`);
  }
}
