import { dispose } from '../../engine/tensors/memory.ts';
import type { Objective } from '../../objective/objective.ts';
import { quadratic } from '../../problems/toys/quadratic.ts';
import type { Toy } from '../../problems/toys/toy.ts';
import type { ToyProblemSpec } from '../spec/problem.ts';
import type { ToySpec } from '../spec/toy.ts';
import { toyText } from '../spec/toy-text.ts';
import { weightTensors } from './networks.ts';
import type { Opened } from './opened.ts';
import type { References } from './references.ts';
import { startOf } from './toy-shapes.ts';

/** Builds a toy problem, in the precision of the spec. */
export function openToy(spec: ToyProblemSpec): Opened {
  const { precision = 'single' } = spec;
  const { toy, start, references } = built(spec.data);
  const objective: Objective = { ...toy.objective, precision };
  const theta0 = weightTensors(start, objective.shapes, precision);
  return {
    ...{ objective, theta0, references, label: spec.data.name },
    preparation: `${toyText(spec.data)}.`,
    checksums: {},
    dispose: () => {
      toy.dispose();
      dispose(theta0);
    },
  };
}

/** A toy problem, where its training begins, and what is known of it. */
interface Built {
  readonly toy: Toy;
  /** One array per array of θ. */
  readonly start: readonly Float64Array[];
  readonly references: References;
}

/** The list of toy problems. */
function built(spec: ToySpec): Built {
  switch (spec.name) {
    case 'quadratic': {
      const { eigenvalues } = spec;
      const zero = new Float64Array(eigenvalues.length);
      return {
        toy: quadratic(eigenvalues),
        start: [startOf(spec, eigenvalues.length, 1)],
        references: {
          curvature: Math.max(...eigenvalues),
          ...(eigenvalues.every((h) => h >= 0) && { minimumLoss: 0, minimum: zero }),
        },
      };
    }
  }
}
