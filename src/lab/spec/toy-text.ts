import type { ToySpec } from './toy.ts';

/** What a toy problem is, in a few words with its numbers: `quadratic ½ Σ hⱼθⱼ² with h = 1, 0.1`. */
export function toyText(spec: ToySpec): string {
  switch (spec.name) {
    case 'quadratic':
      return `quadratic ½ Σ hⱼθⱼ² with h = ${spec.eigenvalues.join(', ')}`;
  }
}
