import type { ProblemSpec } from './problem.ts';
import { isToy, type ToySpec } from './toy.ts';

/** What `reference(name)` may name, each a number or a vector like θ. */
export type ReferenceNames = Readonly<Record<string, 'number' | 'vector'>>;

/** What a problem publishes, known without opening it. */
export function referenceNames({ data, network, loss, l2 }: ProblemSpec): ReferenceNames {
  if (isToy(data)) return ofToy(data);
  const least = network?.kind === 'linear' && loss === 'squared-error' && l2 === undefined;
  return least ? { leastNorm: 'vector' } : {};
}

const [number, vector] = ['number', 'vector'] as const;

function ofToy(spec: ToySpec): ReferenceNames {
  switch (spec.name) {
    case 'quadratic':
      return {
        curvature: number,
        ...(spec.eigenvalues.every((h) => h >= 0) && { minimumLoss: number, minimum: vector }),
      };
    case 'springs':
      return {
        ...{ curvature: number, noise: number, noiseTrace: number },
        ...{ minimumLoss: number, minimum: vector },
      };
    case 'linear-regression':
      return {
        ...{ curvature: number, minimumLoss: number, leastNorm: vector },
        ...(spec.train >= spec.dimensions && { minimum: vector, noiseTrace: number }),
      };
    case 'logistic':
      return {
        minimumLoss: number,
        ...(spec.separable ? { maximumMargin: vector } : { minimum: vector, noiseTrace: number }),
      };
    case 'two-layer-linear':
      return { curvature: number, minimumLoss: number };
    case 'double-well':
      return { curvature: number, height: number, minimumLoss: number };
    case 'two-wells':
      return {
        ...{ curvature: number, other: number, top: number, height: number },
        ...{ sharp: number, flat: number, minimumLoss: number },
      };
  }
}
