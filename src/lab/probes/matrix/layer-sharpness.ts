import { layers } from '../../../linalg/layers.ts';
import { restricted } from '../../../linalg/operator-algebra.ts';
import { sharpness } from '../../../probes/spectrum/sharpness.ts';
import { lanczosKeys } from '../estimate-keys.ts';
import { numbered } from '../numbered.ts';
import { defineProbe } from '../probe.ts';

export const layerSharpness = defineProbe({
  about: 'the largest eigenvalue of each layer’s diagonal block of the Hessian, by Lanczos',
  sources: ['lanczos1950', 'parlett1980', 'pearlmutter1994'],
  cost: 'an HVP an iteration, some 10 to 60 a layer',
  form: '{ tolerance: 1.0e-3, maxIterations: 200 }',
  options: lanczosKeys,
  outputs: { 'layerSharpness#': {} },
  measure({ hessian, task, random }, options) {
    const own = random.fork('layer-sharpness');
    const found = layers(task.objective.shapes).map((layer, l) => {
      const block = restricted(hessian(), layer);
      return { layerSharpness: sharpness(block, { ...options, random: own.fork('layer', l) }) };
    });
    return { scalars: numbered(found) };
  },
});
