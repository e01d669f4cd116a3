import { isMultiple } from '../../methods/flow-keys.ts';
import type { Issue } from '../../spec/issue.ts';
import type { RunSpec } from '../run-spec.ts';

/** Times at which weights are kept that are none of a Brownian path, which is not known between its own. */
export function pathIssues(specs: readonly RunSpec[]): Issue[] {
  for (const { method, measure } of specs) {
    const step = 'brownianPath' in method ? method.brownianPath?.step : undefined;
    const off = measure.snapshots.find(
      (time) => step !== undefined && time > 0 && !isMultiple(time, step),
    );
    if (off !== undefined)
      return [
        {
          path: ['measure', 'snapshots'],
          text: `weights are kept at time ${off}, which is no multiple of the path’s step ${step}: give a multiple, or a smaller brownianPath.step`,
        },
      ];
  }
  return [];
}
