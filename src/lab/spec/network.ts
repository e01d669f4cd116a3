import * as z from 'zod';
import { activations, type NetworkKind, parametrisations } from '../../problems/networks/names.ts';
import type { Keys, SpecOf } from './axis.ts';
import { defaults } from './defaults.ts';
import { arraysPath, notNegative, oneOf, positive, size, withoutMeant, yesNo } from './field.ts';

const sizes = (remedy: string) =>
  z.array(size(1, remedy), { error: remedy }).min(1, { error: remedy });

/** Widths of the hidden layers, from inputs to outputs. */
const hidden = sizes('give the widths of the hidden layers, such as [32, 32]').default([
  ...defaults.hidden,
]);
/** Feature maps of each layer. */
const channels = sizes('give the feature maps of each layer, such as [6, 16]').default([
  ...defaults.channels,
]);

const nonlinear = {
  activation: oneOf(activations).default(defaults.activation),
  /** The network's linear model at its initial weights, in its place; absent: the network. */
  linearised: yesNo.exactOptional().meta({ default: defaults.linearised }),
};

const common = {
  parametrisation: oneOf(parametrisations).default(defaults.parametrisation),
  /** Whether each layer has biases. */
  bias: yesNo.exactOptional().meta({ default: defaults.bias }),
  /** Multiplies every initial weight; 1 is U(±1/√fan_in). */
  scale: notNegative('give a factor for the initial weights, such as 1').default(defaults.scale),
  /** The initial weights, one array per weight array; absent: they are drawn. */
  init: arraysPath('give the path of an .npz with the initial weights').exactOptional(),
  /** α, what the outputs are multiplied by; absent: 1. */
  outputScale: positive('give a factor for the outputs, such as 10')
    .exactOptional()
    .meta({ default: defaults.outputScale }),
  /** Subtracts the outputs at the initial weights; absent: they stay. */
  centred: yesNo.exactOptional().meta({ default: defaults.centred }),
};

/** The keys of each kind of network, in grid order. */
export const kindKeys = {
  linear: common,
  mlp: { hidden, ...nonlinear, ...common },
  cnn: { channels, ...nonlinear, ...common },
} satisfies Readonly<Record<NetworkKind, Keys>>;

/** The keys that some kind has. */
export const networkKeys = { hidden, channels, ...nonlinear, ...common };

export type NetworkSpec = {
  readonly [K in NetworkKind]: { readonly kind: K } & SpecOf<(typeof kindKeys)[K]>;
}[NetworkKind];

const networkSpec = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('linear'), ...kindKeys.linear }),
  z.object({ kind: z.literal('mlp'), ...kindKeys.mlp }),
  z.object({ kind: z.literal('cnn'), ...kindKeys.cnn }),
]);

/** The spec of a kind of network with these values, defaults filled in. */
export const networkOf = (kind: NetworkKind, given: object): NetworkSpec =>
  withoutMeant(networkKeys, networkSpec.parse({ ...given, kind }));

/** The keys of references.yaml that a network is to be cited by; none for what every textbook has. */
export const networkSources = (spec: NetworkSpec): readonly string[] => [
  ...(spec.kind === 'cnn' ? ['lecun1998'] : []),
  ...(spec.kind !== 'linear' && spec.activation === 'gelu' ? ['hendrycks2016'] : []),
  ...(spec.parametrisation === 'ntk' ? ['jacot2018'] : []),
  ...(spec.parametrisation === 'mean-field' ? ['mei2018'] : []),
  ...(spec.kind !== 'linear' && spec.linearised === true ? ['lee2019'] : []),
  ...(spec.outputScale !== undefined || spec.centred === true ? ['chizat2019'] : []),
];
