import type { Lane } from './lanes.ts';
import { endOf, lanesOf } from './lanes.ts';
import { hiddenOf } from './problem.ts';
import { DATA_SEED, type LiveState, TEST } from './state.ts';

/** An experiment file that repeats in the lab what the page trains. */
export function experimentFile(state: LiveState, question: string): string {
  const { data, train, labelNoise, activation, loss, seed, curvature } = state;
  const every = `{ time: ${endOf(state) / POINTS} }`;
  return [
    '# flowlab run live.yaml --engine wasm repeats what the page trained, to the last bit of every weight.',
    `question: ${JSON.stringify(question)}`,
    `data: { name: ${data}, train: ${train}, test: ${TEST}, labelNoise: ${labelNoise}, seed: ${DATA_SEED} }`,
    `network: { kind: mlp, hidden: [${hiddenOf(state).join(', ')}], activation: ${activation} }`,
    `loss: ${loss}`,
    'methods:',
    ...lanesOf(state).map(entryOf),
    `seeds: [${seed}]`,
    `stop: { time: ${endOf(state)} }`,
    'measure:',
    `  trace: ${curvature}`,
    `  sharpness: ${curvature}`,
    '  threshold: false',
    ...(curvature ? [`  along: { sharpness: ${every}, trace: ${every} }`] : []),
    '',
  ].join('\n');
}

/** Measurements along a run, beside those at its ends. */
const POINTS = 10;

/** `  - { method: sgd, rate: 0.1, batch: 16, sampling: shuffled }` */
const entryOf = ({ method }: Lane): string =>
  `  - { ${Object.entries(method)
    .map(([key, value]) => `${key}: ${value}`)
    .join(', ')} }`;
