import { cnn } from '../src/problems/networks/cnn.ts';
import { mlp } from '../src/problems/networks/mlp.ts';
import type { Network } from '../src/problems/networks/network.ts';

/** A tanh network on 28×28 images with ten classes, as every contestant builds it. */
export interface Shape {
  readonly kind: 'mlp' | 'cnn';
  /** Widths of the hidden layers, or channels of the convolutions. */
  readonly widths: readonly number[];
}

const common = {
  activation: 'tanh',
  outputs: 10,
  parametrisation: 'standard',
  scale: 1,
} as const;

/** The lab's own network of this shape. */
export const networkOf = ({ kind, widths }: Shape): Network =>
  kind === 'mlp'
    ? mlp({ inputs: 784, hidden: widths, ...common })
    : cnn({ input: [28, 28, 1], channels: widths, ...common });

/** What its arrays are called in the problem's file, but for `w` or `v` in front and `_i` behind. */
export const keyOf = ({ kind, widths }: Shape): string => `${kind}${widths.join('-')}`;

export const titleOf = ({ kind, widths }: Shape): string =>
  kind === 'mlp' ? `784-${widths.join('-')}-10` : `cnn ${widths.join('-')}`;
