import { layers } from '../../linalg/layers.ts';
import { blockTraces } from '../../probes/trace/block-traces.ts';
import { exactTrace as sumOfDiagonal } from '../../probes/trace/diagonal.ts';
import { hutchPlusPlus as byHutchPlusPlus } from '../../probes/trace/hutch-plus-plus.ts';
import { xtrace as byXtrace } from '../../probes/trace/xtrace.ts';
import { maxProducts, relativeError } from './estimate-keys.ts';
import { numbered } from './numbered.ts';
import { defineProbe } from './probe.ts';

const form = '{ relativeError: 0.03, maxProbes: 2000 }';
const options = { relativeError, maxProbes: maxProducts };

export const hutchPlusPlus = defineProbe({
  about: 'trace of the Hessian by Hutch++, for spectra with dominant eigenvalues',
  sources: ['meyer2021'],
  cost: '48 HVPs or more, and the memory of four vectors of P numbers for every three',
  ...{ form, options },
  outputs: { hutchPlusPlus: {} },
  measure: ({ hessian, random }, asked) => ({
    scalars: {
      hutchPlusPlus: byHutchPlusPlus(hessian(), { ...asked, random: random.fork('hutch++') }),
    },
  }),
});

export const xtrace = defineProbe({
  about: 'trace of the Hessian by XTrace, for spectra with dominant eigenvalues',
  sources: ['epperly2024'],
  cost: '32 HVPs or more, and the memory of four vectors of P numbers for every two',
  ...{ form, options },
  outputs: { xtrace: {} },
  measure: ({ hessian, random }, asked) => ({
    scalars: { xtrace: byXtrace(hessian(), { ...asked, random: random.fork('xtrace') }) },
  }),
});

export const exactTrace = defineProbe({
  about: 'trace of the Hessian as the sum of its P diagonal entries',
  sources: { none: 'a sum of second derivatives, no estimate' },
  cost: 'P quadratic forms vᵀHv',
  form: '',
  options: {},
  outputs: { exactTrace: {} },
  measure: ({ hessian }) => ({ scalars: { exactTrace: sumOfDiagonal(hessian()) } }),
});

export const layerTraces = defineProbe({
  about: 'trace of each layer’s diagonal block of the Hessian, from shared random vectors',
  sources: ['hutchinson1989'],
  cost: 'an HVP a random vector, for all layers together',
  ...{ form, options },
  outputs: { 'layerTrace#': {} },
  measure({ hessian, task, random }, asked) {
    const found = blockTraces(hessian(), layers(task.objective.shapes), {
      ...asked,
      random: random.fork('layer-traces'),
    });
    return { scalars: numbered(found.map((trace) => ({ layerTrace: trace }))) };
  },
});
