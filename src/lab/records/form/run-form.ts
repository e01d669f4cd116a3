import * as z from 'zod';
import { canonicalJson } from '../../../core/canonical-json.ts';
import { endings } from '../../../dynamics/integrate/ending.ts';
import { precisions } from '../../../engine/tensors/precision.ts';
import type { RunSpec } from '../../experiment/run-spec.ts';
import { methodOf } from '../../methods/registry.ts';
import { entryOf, keysOfData } from '../../spec/data.ts';
import { networkOf } from '../../spec/network.ts';
import { lossChoices } from '../../spec/problem.ts';
import { isToyName } from '../../spec/toy.ts';
import type { Run } from '../record.ts';

/** Any number, also those that JSON has no word for. */
const number = z.custom<number>((value) => typeof value === 'number', 'is no number');
const text = z.string('is no text');
const numbers = z.array(number, 'is no list of numbers');
const pair = z.tuple([number, number], 'is no pair of numbers');
const named = <T extends z.ZodType>(of: T) => z.record(z.string(), of, 'is no mapping');

const scalar = z.looseObject(
  {
    ...{ value: number, stderr: number, converged: z.boolean('is neither true nor false') },
    ...{ interval: pair.optional(), bounds: pair.optional() },
  },
  'is no measurement',
);

const card = z.looseObject(
  {
    ...{ key: text, name: text, axis: text, rank: number },
    at: z.enum(['start', 'end'], 'is neither start nor end'),
    column: z.looseObject({ table: text, heading: text }, 'is no column').optional(),
  },
  'is no card of a measurement',
);

const cost = z.looseObject(
  { gradients: number, hvps: number, trainSeconds: number, measureSeconds: number },
  'is no cost',
);

const manifest = z.looseObject({
  ...{ flowlab: text, node: text, cpu: text, preparation: text },
  engine: z.looseObject({ name: text, version: text }, 'is no engine'),
  threads: z.looseObject({ intraOp: number, interOp: number }, 'are no threads'),
  environment: named(text),
  ...{ commit: text.nullable(), lockfile: text.nullable() },
  dirty: z.boolean('is neither true, false nor null').nullable(),
  data: named(text),
  ...{ parameters: number, steps: number, time: number, initialLoss: number, loss: number },
  method: z.looseObject({ title: text, family: text }, 'is no card of a method'),
  cost,
  outputs: named(card),
});

const run = z.looseObject({
  ending: z.enum(endings, `is none of ${endings.join(', ')}`),
  reason: text,
  scalars: named(scalar),
  series: z.looseObject({
    ...{ step: numbers, time: numbers, epoch: numbers, trainLoss: numbers },
  }),
  arrays: named(named(z.unknown())),
  references: named(z.union([number, numbers], 'is no number and no list of numbers')).optional(),
  manifest,
});

/** Throws Error, with what is wrong in a few words, unless what was read of a record has the form of a run: whoever wrote it. */
export function checkRun(
  of: Pick<Run, 'ending' | 'reason' | 'scalars' | 'series' | 'arrays' | 'references' | 'manifest'>,
  spec: unknown,
): void {
  const { error } = run.safeParse(of);
  const [issue] = error?.issues ?? [];
  if (issue !== undefined) throw new Error(`${issue.path.join('.')} ${issue.message}`);
  const columns = Object.entries(of.series);
  for (const [name, values] of columns)
    if (values.length !== of.series.step!.length || !values.every((one) => typeof one === 'number'))
      throw new Error(`series.${name} has not as many numbers as series.step`);
  specCheck()(spec);
}

const measure = z.looseObject({ points: number, snapshots: numbers }, 'is no mapping');
const training = z.looseObject({
  seed: z.int('is no whole number'),
  noise: z.int('is no whole number').optional(),
  precision: z.enum(precisions, `is none of ${precisions.join(', ')}`).optional(),
  loss: z.enum(lossChoices, `is none of ${lossChoices.join(', ')}`).optional(),
  shaping: number.optional(),
  l2: number.optional(),
  stop: named(z.unknown()),
  measure,
});

/**
 * Throws Error, with what is wrong in a few words, unless plain data are the spec of a run that this flowlab knows the data, the network and the methods of.
 * What was right once is not looked at again.
 */
export function specCheck(): (spec: unknown) => void {
  const right = new Set<string>();
  const once = (name: string, part: unknown, check: () => void) => {
    const key = canonicalJson([name, part ?? null]);
    if (right.has(key)) return;
    try {
      check();
    } catch {
      throw new Error(`${name} of the spec is none that this flowlab knows`);
    }
    right.add(key);
  };
  return (plain) => {
    const { error } = training.safeParse(plain);
    const [issue] = error?.issues ?? [];
    if (issue !== undefined)
      throw new Error(`${['spec', ...issue.path].join('.')} ${issue.message}`);
    const { data, network, method, start } = plain as RunSpec;
    once('data', data, () => known(data));
    if (isToyName(data.name) !== (network === undefined))
      throw new Error('network of the spec does not go with its data');
    if (network !== undefined) once('network', network, () => networkOf(network.kind, network));
    once('method', method, () => methodOf(method));
    if (start !== undefined) once('start', start, () => methodOf(start.method));
  };
}

const known = (data: RunSpec['data']): unknown =>
  Object.keys(keysOfData(data.name)).length > 0 && entryOf(data.name, { ...data });
