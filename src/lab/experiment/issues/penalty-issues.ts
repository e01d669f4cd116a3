import { type Issue, type Path, pathName } from '../../spec/issue.ts';
import type { RunSpec } from '../run-spec.ts';

/** Measures of a loss without a penalty, where the objective of every run has one. */
export function penaltyIssues(specs: readonly RunSpec[]): Issue[] {
  const [first] = specs;
  if (first === undefined || !specs.every(({ l2 }) => l2 !== undefined)) return [];
  const { measure } = first;
  const asked: readonly (readonly [unknown, Path, string])[] = [
    [measure.kernelPrediction, ['measure', 'kernelPrediction'], PREDICTION],
    [measure.along?.kernelPrediction, ['measure', 'along', 'kernelPrediction'], PREDICTION],
    [measure.leastNorm, ['measure', 'leastNorm'], LEAST_NORM],
  ];
  return asked
    .filter(([value]) => value)
    .map(([, path, what]) => ({
      path,
      text: `${pathName(path)} ${what}, and l2 is given: drop one of them`,
    }));
}

const PREDICTION = 'predicts outputs under a loss without a penalty';
const LEAST_NORM = 'is the minimum of a loss without a penalty';
