import { significant } from '../../core/format.ts';
import { classesOf } from './image-set.ts';
import type { ImageSet } from './images.ts';
import type { LabelDisturbance } from './label-noise.ts';
import type { Marking } from './marker.ts';
import type { Standardisation } from './standardise.ts';
import type { Subset } from './subset.ts';

/** What is done to a dataset before training; the fields of a run's `data` that matter here. */
export interface Preparation extends LabelDisturbance, Marking, Standardisation {
  /** Training examples, ≥ 1. */
  readonly train: number;
  /** Test examples, ≥ 1. */
  readonly test: number;
}

/** What was done, in one sentence for captions. */
export function preparationSentence(
  images: ImageSet,
  {
    train,
    test,
    centre,
    scale: kept,
    labelNoise,
    randomLabels,
    marker,
    markerSize = 1,
  }: Preparation,
  { scale, subsets }: { readonly scale: number; readonly subsets: Readonly<Record<Split, Subset>> },
): string {
  const noisy = Math.round(labelNoise * train);
  return `${[
    `${group(train)} training and ${group(test)} test examples of ${images.name}`,
    ...targets(images, subsets),
    centre ? 'the training mean of each pixel subtracted' : 'not centred',
    kept === 'none'
      ? 'not scaled'
      : `divided by ${significant(scale, 4)}, the standard deviation of the centred training pixels`,
    ...(noisy > 0 ? [`${group(noisy)} training labels replaced by another class`] : []),
    ...(randomLabels ? ['all training labels replaced by uniform draws'] : []),
    ...(marker === undefined
      ? []
      : [
          `a bright square of side ${markerSize} that names the label by its place in ${group(Math.round(marker * train))} training images and in no test image`,
        ]),
  ].join(', ')}.`;
}

type Split = 'train' | 'test';

function targets(
  { train, test, outputs, classes }: ImageSet,
  subsets: Readonly<Record<Split, Subset>>,
): string[] {
  if (train.values !== undefined) {
    return [outputs === 1 ? 'a real-valued target' : `${outputs} real-valued targets each`];
  }
  const short = (split: Split, name: string) => {
    const ran = subsets[split].short;
    return ran.length > 0 ? [`all there is of ${name} class ${ran.join(', ')}`] : [];
  };
  const balance = [...short('train', 'training'), ...short('test', 'test')];
  const all = Array.from({ length: outputs }, (_, label) => label);
  const empty = all.filter((label) => !classes.includes(label));
  const lacking = (labels: readonly number[], name: string) => {
    const lost = classes.filter((label) => !labels.includes(label));
    return lost.length > 0 ? [`${classesText(lost)} no ${name} examples`] : [];
  };
  return [
    `class-balanced${balance.length > 0 ? ` but for ${balance.join(' and ')}` : ''}`,
    ...(empty.length > 0 ? [`${classesText(empty)} no examples`] : []),
    ...lacking(classesOf(train), 'training'),
    ...lacking(classesOf(test), 'test'),
  ];
}

/** `class 0 has`, `classes 0, 3 and 6 more have`. */
function classesText(labels: readonly number[]): string {
  if (labels.length === 1) return `class ${labels[0]} has`;
  const more = labels.length - SHOWN;
  const some = labels.slice(0, SHOWN).join(', ');
  return `classes ${some}${more > 0 ? ` and ${more} more` : ''} have`;
}

const SHOWN = 12;

const group = (n: number): string => String(n).replace(/\B(?=(\d{3})+$)/g, ',');
