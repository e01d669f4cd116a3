import { costOfPasses } from '../../../core/estimate.ts';
import { determinationOf } from '../../../probes/generalization/determination.ts';
import { defineProbe } from '../probe.ts';

export const determination = defineProbe({
  about: 'R² on the test examples: the share of the spread of their targets that outputs explain',
  sources: ['wright1921'],
  cost: 'a forward pass on the test examples',
  form: '',
  options: {},
  outputs: { testR2: { name: 'test R²', axis: 'R² on test examples', associated: false } },
  needs: ['network'],
  measure({ task: { supervised }, theta }) {
    const targets = supervised?.data.testTargets.values;
    if (supervised === undefined || targets === undefined) return undefined;
    const start = performance.now();
    const outputs = supervised.testOutputs(theta);
    const cost = costOfPasses(1, start);
    return {
      scalars: { testR2: determinationOf(outputs, targets, supervised.data.outputs, cost) },
    };
  },
});
