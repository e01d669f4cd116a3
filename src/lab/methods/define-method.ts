import * as z from 'zod';
import { axes, type Keys } from '../spec/axis.ts';
import { means, section, withoutMeant } from '../spec/field.ts';
import type { Issue } from '../spec/issue.ts';
import type { MethodKind, SpecMethod, Whereabouts } from './method.ts';

/** A method with one value for each of its keys. */
type SpecOf<N extends string, K extends Keys> = Readonly<
  z.output<z.ZodObject<{ method: z.ZodLiteral<N> } & K>>
>;

/** The form of an entry of an experiment's `methods`: a value or an axis of values for each key. */
const formatOf = <N extends string, K extends Keys>(
  method: z.ZodLiteral<N>,
  keys: K,
  about: string,
) =>
  // The union of all entries answers for one that is no mapping, so this one needs no remedy.
  section('', { method, ...axes(keys) }).meta(means(about));
type EntryOf<N extends string, K extends Keys> = z.output<ReturnType<typeof formatOf<N, K>>>;

/**
 * One entry of the list of methods: its name in experiment files, its keys in grid order (the first slowest), and
 * what else the lab knows of it. From the keys follow the type of its spec and its form in a file.
 */
export function defineMethod<const N extends string, K extends Keys>({
  name,
  keys,
  ...kind
}: { readonly name: N; readonly keys: K } & MethodKind<SpecOf<N, K>, EntryOf<N, K>>) {
  const method = z.literal(name);
  const spec = z.object({ method, ...keys });
  const format = formatOf(method, keys, kind.about);
  return {
    ...{ name, keys, title: kind.title, sources: kind.sources, format },
    /** The spec of values for some keys, defaults filled in. */
    specOf: (given: Readonly<Record<string, unknown>>): SpecOf<N, K> =>
      spec.parse({ method: name, ...kind.complete?.(given), ...withoutMeant(keys, given) }),
    contradictions: (entry: unknown, where: Whereabouts): Issue[] =>
      kind.contradictions?.(format.parse(entry), where) ?? [],
    /** The method of a spec of this kind. */
    of: (of: unknown): SpecMethod => methodOfKind(kind, spec.parse(of)),
  };
}

function methodOfKind<S extends object, E>(kind: MethodKind<S, E>, spec: S): SpecMethod {
  const stepsPerEpoch = (n: number) => kind.stepsPerEpoch?.(spec, n) ?? 1;
  const [value, edge, edgeAt, plainDraws, preconditioner, temperature, stepLength] = [
    kind.tolerance?.(spec),
    kind.edge?.(spec),
    kind.edgeAt?.(spec),
    kind.plainDraws?.(spec),
    kind.preconditioner?.(spec),
    kind.temperature?.(spec),
    kind.stepLength?.(spec),
  ];
  return {
    spec,
    label: kind.label(spec, kind.title),
    card: {
      title: kind.title,
      family: kind.family?.(spec) ?? 'other',
      ...(edge !== undefined && { edge }),
    },
    sources: kind.sources,
    remembers: kind.remembers === true,
    ...(kind.takesOver && { takesOver: kind.takesOver }),
    averages: kind.averages === true,
    further: kind.further?.(spec) ?? [],
    noisy: kind.noisy?.(spec) ?? false,
    followsFlow: kind.followsFlow?.(spec) ?? false,
    compilable: value === undefined && kind.compilable?.(spec) !== false,
    checkFiles: (network, read) => kind.checkFiles?.(spec, network, read),
    build: (context) => kind.build(spec, context),
    ...(kind.ownRate && { at: (rate: number) => methodOfKind(kind, { ...spec, rate }) }),
    ...(value !== undefined && {
      tolerance: {
        value,
        at: (tolerance: number) => methodOfKind(kind, { ...spec, tolerance }),
      },
    }),
    stepsPerEpoch,
    averageOver: (n) => Math.max(1, Math.ceil(kind.averageOver?.(spec, n) ?? stepsPerEpoch(n))),
    passes: (n, step) => kind.passes?.(spec, n, step) ?? step / stepsPerEpoch(n),
    evaluateEvery: (n) => kind.evaluateEvery(spec, n),
    ...('batch' in spec && typeof spec.batch === 'number' && { batch: spec.batch }),
    ...(edgeAt && { edgeAt }),
    ...(plainDraws && { plainDraws }),
    // Divided by a preconditioner, a step is of P⁻¹g.
    ...(kind.velocity && preconditioner === undefined && { velocity: kind.velocity(spec) }),
    ...(preconditioner && { preconditioner }),
    ...(temperature !== undefined && { temperature }),
    ...(stepLength !== undefined && { stepLength }),
  };
}
