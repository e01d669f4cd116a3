import * as z from 'zod';
import { type ProbeName, probeNames, probes } from '../probes/registry.ts';
import { defaults } from '../spec/defaults.ts';
import { positive, section, toggle, whole, yesNo } from '../spec/field.ts';
import type { AlongSpec, MeasureSpec, PointsSpec } from './run-spec.ts';

/** The probes that a file can turn on and off. */
export const chosenProbes = probeNames.filter((name) => !probes[name].always);

/** The probes that have a value at every point of a run. */
export const alongProbes = chosenProbes.filter((name) => !probes[name].ofStart);

/** As a file says it: true, false or some of the options. */
type Toggle = boolean | Readonly<Record<string, unknown>>;
type Toggles = { readonly [N in ProbeName]?: Toggle };

const toggles = Object.fromEntries(
  chosenProbes.map((name) => {
    const { form, options, byDefault } = probes[name];
    const field = toggle(form, options);
    return [name, byDefault ? field.default(true) : field.optional()];
  }),
);

const places = {
  points: whole(1, 'give the number of points along the run, such as 20').optional(),
  every: whole(1, 'give the steps from one point to the next, such as 100').optional(),
  time: positive('give the training time from one point to the next, such as 2').optional(),
};

const along = Object.fromEntries(
  alongProbes.map((name) => {
    const { form, options } = probes[name];
    const own = form === '' ? '{ points: 20 }' : form.replace('{ ', '{ points: 20, ');
    return [name, toggle(own, { ...places, ...options }).optional()];
  }),
);

/** The section `measure`: rows of the series, kept weights, and a key for every probe of the list. */
export const measureFormat = section('a mapping, such as { points: 80, trace: true }', {
  points: whole(2, 'give the number of rows in the series').default(defaults.points),
  snapshots: z
    .array(z.number({ error: 'give a training time' }).gte(0, { error: 'give a training time' }), {
      error: 'give a list of training times, such as [10]',
    })
    .default([]),
  stepLoss: yesNo.default(false),
  flowError: yesNo.default(false),
  ...toggles,
  along: section(
    'a mapping from probes to their points, such as { sharpness: { points: 20 } }',
    along,
  ).optional(),
});

type MeasureFile = z.output<typeof measureFormat>;

/** What a file asks to be measured, with every option resolved. */
export function measureSpec(file: MeasureFile): MeasureSpec {
  const alongSpec = resolved<AlongSpec>(file.along as Toggles | undefined, alongProbes, (own) =>
    (own.points ?? own.every ?? own.time) === undefined ? { points: ALONG } : {},
  );
  return {
    points: file.points,
    snapshots: [...new Set(file.snapshots)].sort((a, b) => a - b),
    ...(file.stepLoss && { stepLoss: true }),
    ...(file.flowError && { flowError: true }),
    ...resolved<MeasureSpec>(file as Toggles, chosenProbes),
    ...(Object.keys(alongSpec).length > 0 && { along: alongSpec }),
  };
}

/** Points along a run where a file names none: enough to see a curve bend, cheap beside the training. */
const ALONG = 20;

/** The options of the probes that are on; `true` stands for the defaults. */
function resolved<T>(
  asked: Toggles | undefined,
  names: readonly ProbeName[],
  more: (own: PointsSpec) => object = () => ({}),
): Partial<T> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const own = asked?.[name];
      if (own === undefined || own === false) return [];
      const options: Readonly<Record<string, unknown>> =
        own === true ? probes[name].defaults() : own;
      return [[name, { ...more(options), ...options }]];
    }),
  ) as Partial<T>;
}
