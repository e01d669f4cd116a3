import { layers } from '../../linalg/layers.ts';
import { blockTraces } from '../../probes/trace/block-traces.ts';
import { exactTrace as sumOfDiagonal } from '../../probes/trace/diagonal.ts';
import { hutchPlusPlus as byHutchPlusPlus } from '../../probes/trace/hutch-plus-plus.ts';
import { xtrace as byXtrace } from '../../probes/trace/xtrace.ts';
import { defaults } from '../spec/defaults.ts';
import { fraction, whole } from '../spec/field.ts';
import { numbered } from './numbered.ts';
import { defineProbe } from './probe.ts';

const form = '{ relativeError: 0.03, maxProbes: 2000 }';
const options = {
  relativeError: fraction('give the relative standard error to reach, such as 0.03').default(
    defaults.trace.relativeError,
  ),
  maxProbes: whole(3, 'give the largest number of products').default(defaults.trace.maxProbes),
};

export const hutchPlusPlus = defineProbe({
  about: 'the trace by Hutch++, for spectra with dominant eigenvalues',
  cost: '48 HVPs or more, and four vectors of P for every three',
  ...{ form, options },
  outputs: { hutchPlusPlus: {} },
  measure: ({ hessian, random }, asked) => ({
    scalars: {
      hutchPlusPlus: byHutchPlusPlus(hessian(), { ...asked, random: random.fork('hutch++') }),
    },
  }),
});

export const xtrace = defineProbe({
  about: 'the trace by XTrace, for spectra with dominant eigenvalues',
  cost: '32 HVPs or more, and four vectors of P for every two',
  ...{ form, options },
  outputs: { xtrace: {} },
  measure: ({ hessian, random }, asked) => ({
    scalars: { xtrace: byXtrace(hessian(), { ...asked, random: random.fork('xtrace') }) },
  }),
});

export const exactTrace = defineProbe({
  about: 'the trace as the sum of its P diagonal entries',
  cost: 'P forms',
  form: '',
  options: {},
  outputs: { exactTrace: {} },
  measure: ({ hessian }) => ({ scalars: { exactTrace: sumOfDiagonal(hessian()) } }),
});

export const layerTraces = defineProbe({
  about: 'the trace of each layer’s diagonal block, from shared probes',
  cost: 'an HVP a probe for all layers',
  ...{ form, options },
  outputs: { 'layerTrace#': {} },
  measure({ hessian, task, random }, asked) {
    const found = blockTraces(hessian(), layers(task.net.shapes), {
      ...asked,
      random: random.fork('layer-traces'),
    });
    return { scalars: numbered(found.map((trace) => ({ layerTrace: trace }))) };
  },
});
