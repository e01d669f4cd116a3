import type { ToySpec } from './toy.ts';

/** What a toy problem is, in a few words with its numbers: `quadratic ½ Σ hⱼθⱼ² with h = 1, 0.1`. */
export function toyText(spec: ToySpec): string {
  switch (spec.name) {
    case 'quadratic':
      return `quadratic ½ Σ hⱼθⱼ² with h = ${spec.eigenvalues.join(', ')}`;
    case 'springs':
      return `${spec.walkers} independent springs of curvature h = ${spec.curvature}, gradient noise of variance ${spec.noise} over ${spec.train} examples`;
    case 'linear-regression':
      return `linear regression with ${spec.train} examples of ${spec.dimensions} standard normal inputs and noise of deviation ${spec.noise} in the targets, ½ (f − y)², mean over examples`;
    case 'logistic':
      return `logistic regression with ${spec.train} examples of ${spec.dimensions} inputs, ${spec.separable ? 'separable' : 'not separable'}`;
    case 'two-layer-linear':
      return `two-layer linear network of width ${spec.width} with one example, ½ f², tangent kernel λ₀ = ${spec.curvature} and output ${spec.output} at the start`;
    case 'double-well':
      return `${spec.walkers} independent walkers in a double well with minima ${spec.distance} apart and a barrier of height ${spec.height}`;
    case 'two-wells':
      return `${spec.walkers} independent walkers in two wells of curvature ${spec.curvature} and ${spec.other}, a barrier of height ${spec.height} and curvature −${spec.top} between them`;
  }
}
