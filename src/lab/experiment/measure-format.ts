import * as z from 'zod';
import {
  type ProbeName,
  type ProbeOptions,
  probeNames,
  probeOptions,
  probes,
} from '../probes/registry.ts';
import { defaults } from '../spec/defaults.ts';
import { means, positive, section, size, toggle, whole, yesNo } from '../spec/field.ts';
import type { AlongSpec, MeasureSpec, PointsSpec, WarmSpec } from './run-spec.ts';

/** The probes that a file can turn on and off. */
export const chosenProbes = probeNames.filter((name) => !probes[name].always);

/** The probes that have a value at every point of a run. */
export const alongProbes = chosenProbes.filter(
  (name) => !probes[name].ofStart && probes[name].watch === undefined,
);

/** Why a probe is on unless a file says false. */
const BASICS = 'one of the three numbers that every report compares methods by';

const toggles = Object.fromEntries(
  chosenProbes.map((name) => {
    const { form, options, byDefault, about } = probes[name];
    const field = toggle(form, options);
    return [
      name,
      byDefault
        ? field.default(true).meta(means(about, { source: BASICS, example: false }))
        : field.optional().meta(means(about, { example: true })),
    ];
  }),
);

/** Points along a run where a file names none: enough to see a curve bend, cheap beside the training. */
const ALONG = 20;

const places = {
  points: size(1, 'give the number of points along the run, such as 20')
    .exactOptional()
    .meta(
      means(
        `The number of points along the run, about evenly spaced in log step; ${ALONG} where neither every nor time is given.`,
        { example: 40 },
      ),
    ),
  every: whole(1, 'give the steps from one point to the next, such as 100')
    .exactOptional()
    .meta(means('The steps from one point to the next.', { example: 100 })),
  time: positive('give the training time from one point to the next, such as 2')
    .exactOptional()
    .meta(means('The training time from one point to the next.', { example: 2 })),
};

const pointsFormat = z.object(places);

/** Of probes that can go on from the point before. */
const warmth = {
  warm: yesNo.default(false).meta(
    means(
      'Search from the eigenvectors of the point before along the run, and anew at every eighth point.',
      {
        source: 'a search that begins anew cannot overlook a crossing that earlier ones overlooked',
        example: true,
        see: 'probes.md',
      },
    ),
  ),
};

const along = Object.fromEntries(
  alongProbes.map((name) => {
    const { form, options, about, warms } = probes[name];
    const own = form === '' ? '{ points: 20 }' : form.replace('{ ', '{ points: 20, ');
    const field = toggle(own, { ...places, ...(warms && warmth), ...options });
    return [name, field.optional().meta(means(about, { example: { points: 20 } }))];
  }),
);

const off = (description: string) =>
  yesNo.default(false).meta(means(description, { source: 'it costs time or disk' }));

/** What else is kept of a run or worked out. */
const kept = {
  trainOutputs: off(
    'Keep the outputs on the training examples too, at the times of snapshots and at the end.',
  ),
  leastNorm: off(
    'Work out X⁺Y, the minimum nearest to 0 of a linear network with squared error, for reference(leastNorm).',
  ),
  stepLoss: off('Keep the loss that every step was taken on, from inside the compiled steps.'),
  flowError: off(
    'Measure how far the weights at the end of a flow under error control are off the exact ones.',
  ),
};

/** The section `measure`: rows of the series, kept weights, and a key for every probe of the list. */
export const measureFormat = section('a mapping, such as { points: 80, trace: true }', {
  points: size(2, 'give the number of rows in the series')
    .default(defaults.points)
    .meta(
      means('The number of rows in the series of a run, about evenly spaced in log step.', {
        source: 'chosen: about 16 rows per decade over 10⁵ steps',
        example: 200,
      }),
    ),
  every: whole(1, 'give the steps from one row to the next, such as 1')
    .optional()
    .meta(
      means('Also a row at every multiple of so many steps, each with a pass over all examples.', {
        example: 1,
      }),
    ),
  snapshots: z
    .array(z.number({ error: 'give a training time' }).gte(0, { error: 'give a training time' }), {
      error: 'give a list of training times, such as [10]',
    })
    .default([])
    .meta(
      means(
        'Training times at which weights and test outputs are kept, for distances between methods in both.',
        { source: 'none, since each is a copy of all weights', example: [5, 10] },
      ),
    ),
  ...kept,
  ...toggles,
  along: section(
    'a mapping from probes to their points, such as { sharpness: { points: 20 } }',
    along,
  )
    .optional()
    .meta(
      means('Probes measured on the way, each with its own options and points.', {
        example: { sharpness: { time: 2 } },
        see: 'experiments.md',
      }),
    ),
});

type MeasureFile = z.output<typeof measureFormat>;

/** What a file asks to be measured, with every option resolved. */
export function measureSpec(file: MeasureFile): MeasureSpec {
  const along = alongSpec(file.along ?? {});
  return {
    points: file.points,
    ...(file.every !== undefined && { every: file.every }),
    snapshots: [...new Set(file.snapshots)].sort((a, b) => a - b),
    ...(file.trainOutputs && { trainOutputs: true }),
    ...(file.leastNorm && { leastNorm: true }),
    ...(file.stepLoss && { stepLoss: true }),
    ...(file.flowError && { flowError: true }),
    ...probeOptions((name) => optionsOf(name, file), chosenProbes),
    ...(Object.keys(along).length > 0 && { along }),
  };
}

/** As a file says it, by probe: true, false or a mapping with some of the options. */
type Asked = Readonly<Record<string, unknown>>;

/** The options of a probe, where it is on; `true` stands for the defaults. */
function optionsOf<N extends ProbeName>(name: N, asked: Asked): ProbeOptions[N] | undefined {
  const own = asked[name];
  if (own === undefined || own === false) return undefined;
  return probes[name].read(own === true ? {} : own);
}

function alongSpec(asked: Asked): AlongSpec {
  const found: { -readonly [N in ProbeName]?: AlongSpec[N] } = {};
  const add = <N extends ProbeName>(name: N) => {
    const options = optionsOf(name, asked);
    if (options !== undefined)
      found[name] = { ...pointsOf(asked[name]), ...warmOf(asked[name]), ...options };
  };
  for (const name of alongProbes) add(name);
  return found;
}

function pointsOf(own: unknown): PointsSpec {
  const points = pointsFormat.parse(own === true ? {} : own);
  return Object.keys(points).length === 0 ? { points: ALONG } : points;
}

const warmOf = (own: unknown): WarmSpec =>
  typeof own === 'object' && own !== null && 'warm' in own && own.warm === true
    ? { warm: true }
    : {};
