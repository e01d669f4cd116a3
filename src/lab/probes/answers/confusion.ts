import { costOfPasses } from '../../../core/estimate.ts';
import { balancedAccuracy, confusionOf } from '../../../probes/generalization/confusion.ts';
import { defineProbe } from '../probe.ts';

export const confusion = defineProbe({
  about: 'which class the test examples of each class are taken for, and the mean of their shares',
  sources: ['brodersen2010'],
  cost: 'a forward pass on the test examples',
  form: '',
  options: {},
  outputs: { balancedAccuracy: { axis: 'Balanced test accuracy', associated: false } },
  arrays: { counts: 'confusionCounts' },
  needs: ['network'],
  measure({ task: { supervised }, theta }) {
    const labels = supervised?.data.testTargets.labels;
    if (supervised === undefined || labels === undefined) return undefined;
    const start = performance.now();
    const counts = confusionOf(supervised.testOutputs(theta), labels, supervised.data.outputs);
    const cost = costOfPasses(1, start);
    const arrays: Confusion = { counts };
    return { scalars: { balancedAccuracy: balancedAccuracy(counts, cost) }, arrays };
  },
});

/** What classes are taken for. */
export interface Confusion {
  /** Test examples of the class of the row that have their largest output at the class of the column. Shape [k, k]. */
  readonly counts: readonly (readonly number[])[];
}
