import { associations } from './association.ts';
import { bounds } from './bounds.ts';
import { catapults } from './catapult.ts';
import { distances } from './distance.ts';
import { effects } from './effects.ts';
import type { Finder, Finding } from './finding.ts';
import { flowErrors } from './flow-error.ts';
import { multiplicity } from './multiplicity.ts';
import { sharpening } from './sharpening.ts';
import { stability } from './stability.ts';
import { status } from './status.ts';
import { twins } from './twins.ts';
import { unequalLosses } from './unequal-losses.ts';

/** The sections of "What the data say" in their order, each with the finders of its sentences. */
export const registry = [
  { heading: 'The runs', finders: [status, unequalLosses, twins] },
  { heading: 'Sharpness along training', finders: [sharpening] },
  { heading: 'Curvature where training ended', finders: [effects('curvature')] },
  { heading: 'Generalization', finders: [effects('loss')] },
  { heading: 'Other measures where training ended', finders: [effects('other')] },
  { heading: 'Curvature and generalization together', finders: [associations] },
  { heading: 'Descent and flow', finders: [distances, flowErrors] },
  {
    heading: 'Stability of the step size',
    finders: [bounds, stability, effects('start'), catapults],
  },
  { heading: 'How verdicts are given', finders: [multiplicity] },
] as const satisfies readonly {
  readonly heading: string;
  readonly finders: readonly Finder<string, unknown>[];
}[];

type AnyFinder = (typeof registry)[number]['finders'][number];

/** The findings of every kind, by the key that its finder gives them. */
export type FindingsByKind = {
  readonly [K in AnyFinder['kind']]: readonly Finding<
    Extract<AnyFinder, { readonly kind: K }> extends Finder<K, infer E> ? E : never
  >[];
};
