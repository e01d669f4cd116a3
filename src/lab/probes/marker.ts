import { costOfPasses } from '../../core/estimate.ts';
import { summary } from '../../stats/summary.ts';
import { defineProbe } from './probe.ts';

export const marker = defineProbe({
  about:
    'how far a network goes by the markers of data.marker: the share of test images whose class is taken for the one that a conflicting marker names',
  sources: ['geirhos2020'],
  cost: 'a forward pass on the test examples, twice',
  form: '',
  options: {},
  outputs: {
    markerShare: {
      name: 'share that follows a conflicting marker',
      axis: 'Share of test images that follow a conflicting marker',
      associated: false,
    },
    markerTestLoss: {
      name: 'test loss with markers',
      axis: 'Test loss with the marker of each label',
      associated: false,
    },
  },
  needs: ['network', 'marker'],
  measure({ task: { supervised }, theta }) {
    const marked = supervised?.marked;
    if (marked === undefined) return undefined;
    const start = performance.now();
    const { losses } = marked.evaluateAgreeing(theta);
    const { accuracy: share = Number.NaN } = marked.evaluateConflicting(theta);
    const n = losses.length;
    const cost = costOfPasses(2, start);
    const { mean, stderr } = summary(losses);
    const shareError = Math.sqrt((share * (1 - share)) / n);
    return {
      scalars: {
        markerShare: { value: share, stderr: shareError, cost, converged: Number.isFinite(share) },
        markerTestLoss: { value: mean, stderr, cost, converged: Number.isFinite(mean) },
      },
    };
  },
});
