import * as z from 'zod';
import type { NetworkKind, NetworkModel, Parametrisation } from '../../problems/networks/names.ts';
import type { SpecOf } from './axis.ts';
import { defaults } from './defaults.ts';
import { withoutMeant } from './field.ts';
import { kindKeys, networkKeys } from './network-keys.ts';

export type NetworkSpec = {
  readonly [K in NetworkKind]: { readonly kind: K } & SpecOf<(typeof kindKeys)[K]>;
}[NetworkKind];

const networkSpec = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('linear'), ...kindKeys.linear }),
  z.object({ kind: z.literal('mlp'), ...kindKeys.mlp }),
  z.object({ kind: z.literal('cnn'), ...kindKeys.cnn }),
  z.object({ kind: z.literal('module'), ...kindKeys.module }),
]);

/** The spec of a kind of network with these values, defaults filled in. */
export const networkOf = (kind: NetworkKind, given: object): NetworkSpec =>
  withoutMeant(networkKeys, networkSpec.parse({ ...given, kind }));

/** What a network's spec has trained in its place; `linearised: true` is another word for one of them. */
export const modelOf = (spec: NetworkSpec): NetworkModel => {
  if (spec.kind === 'linear') return defaults.model;
  return spec.linearised === true ? 'linearised' : (spec.model ?? defaults.model);
};

/** Whether the model is about the weights where a start ended, which trained the network itself. */
export const isExpandedAtStart = (spec: NetworkSpec | undefined): boolean =>
  spec !== undefined && spec.kind !== 'linear' && spec.expandedAt === 'start';

/** The same network without a model in its place. */
export function networkItself(spec: NetworkSpec): NetworkSpec {
  if (spec.kind === 'linear') return spec;
  const { linearised: _, model: __, expandedAt: ___, ...itself } = spec;
  return itself;
}

const parametrisationSources: Readonly<Record<Parametrisation, readonly string[]>> = {
  ...{ standard: [], ntk: ['jacot2018'], 'mean-field': ['mei2018'] },
};

/** The keys of references.yaml that a network is to be cited by; none for what every textbook has. */
export const networkSources = (spec: NetworkSpec): readonly string[] => [
  ...(spec.kind === 'cnn' ? ['lecun1998'] : []),
  ...('residual' in spec && spec.residual === true ? ['he2016'] : []),
  ...('normalisation' in spec && spec.normalisation === 'layer' ? ['ba2016'] : []),
  ...('stride' in spec && spec.stride === 2 ? ['springenberg2015'] : []),
  ...('activation' in spec && spec.activation === 'gelu' ? ['hendrycks2016'] : []),
  ...('parametrisation' in spec ? parametrisationSources[spec.parametrisation] : []),
  ...MODEL_SOURCES[modelOf(spec)],
  ...(spec.outputScale !== undefined || spec.centred === true ? ['chizat2019'] : []),
];

const MODEL_SOURCES: Readonly<Record<NetworkModel, readonly string[]>> = {
  network: [],
  linearised: ['lee2019'],
  'quadratic-taylor': ['cohen2021'],
  'gauss-newton': ['schraudolph2002'],
};
