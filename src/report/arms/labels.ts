import type { Coordinate, Coordinates } from './coordinates.ts';

/** `SGD B = 4, η = 0.1, shuffled`: the method of an arm. */
export function methodLabel({ title, method }: Coordinates): string {
  const [first] = method;
  // A symbol stands beside the title, whatever else there is follows after a comma.
  const beside = first !== undefined && SYMBOLS.includes(first.key);
  return [title, listOf(method)].filter((text) => text !== '').join(beside ? ' ' : ', ');
}

/** `n = 500, hidden 32-32`: what sets the problem of an arm apart; empty if nothing. */
export const problemLabel = ({ problem }: Coordinates): string => listOf(problem);

/** `SGD B = 4, η = 0.1 (n = 500)`: the method, and what sets the problem apart. */
export const armLabel = (coordinates: Coordinates): string =>
  coordinates.problem.length === 0
    ? methodLabel(coordinates)
    : `${methodLabel(coordinates)} (${problemLabel(coordinates)})`;

const listOf = (coordinates: readonly Coordinate[]): string => coordinates.map(wordsOf).join(', ');

/** One key and its value in words: `η = 0.1`, `hidden 32-32`; `no label flips` where the arm does without. */
export function wordsOf({ key, value }: Coordinate): string {
  if (value === null) return WITHOUT[key] ?? `no ${plainWordsOf(key)}`;
  const text = Array.isArray(value) ? value.join('-') : String(value);
  if (key === 'start.keep') return 'start’s state kept';
  if (key.startsWith('start.'))
    return `start ${wordsOf({ key: key.replace(/^start/, 'method'), value })}`;
  const [, stage] = /^method\.stages\.(.*)$/.exec(key) ?? [];
  if (stage !== undefined) return `B = ${text} from step ${stage}`;
  const known = WORDS[key];
  return known === undefined ? `${plainWordsOf(key)} ${text}` : known(text);
}

// `network.outputScale` → `output scale`, `method.shards.alpha` → `shards alpha`.
export const plainWordsOf = (key: string): string =>
  key
    .split('.')
    .slice(1)
    .join(' ')
    .replaceAll(/[A-Z]/g, (c) => ` ${c.toLowerCase()}`);

/** What an arm is called that does without a key, so that a default is meant. */
const WITHOUT: Readonly<Record<string, string>> = {
  'method.batch': 'full batch',
  'method.schedule': 'constant',
  'method.average': 'no averaging',
  'method.path.step': 'noise of its own',
  'data.seed': 'subset of the seed',
  'data.targets': 'classes',
  'data.scale': 'scaled',
  'data.columns': 'targets by name',
  'data.marker': 'no markers',
  'data.markerSize': 'markers of side 1',
  'network.linearised': 'not linearised',
  'network.model': 'the network',
  'network.expandedAt': 'about the initial weights',
  'network.bias': 'biases',
  'network.residual': 'not residual',
  'network.normalisation': 'not normalised',
  'network.stride': 'pooling',
  'network.init': 'drawn weights',
  'network.outputScale': 'outputs × 1',
  'network.centred': 'f₀ kept',
};

/** Keys that are printed as an equation. */
const SYMBOLS: readonly string[] = ['method.batch', 'method.rate', 'method.temperature'];

const WORDS: Readonly<Record<string, (value: string) => string>> = {
  'method.batch': (value) => `B = ${value}`,
  'method.rate': (value) => `η = ${value}`,
  'method.temperature': (value) => `T = ${value}`,
  'method.schedule.kind': (value) => SCHEDULES[value] ?? value,
  'method.schedule.at': (value) => `at steps ${value}`,
  'method.schedule.factors': (value) => `× ${value}`,
  'method.sampling': (value) => value,
  'method.path.step': (value) => `path of step ${value}`,
  'method.batchNoise.batch': (value) => `noise of B = ${value}`,
  'method.batchNoise.covariance': (value) => `${value} noise`,
  'method.delay.kind': (value) => `${value} delay`,
  'method.delay.steps': (value) => `steps ${value}`,
  'method.delay.mean': (value) => `mean ${value}`,
  'method.delay.most': (value) => `most ${value}`,
  'data.name': (value) => value,
  'data.path': (value) => value,
  'data.train': (value) => `n = ${value}`,
  'data.test': (value) => `${value} test examples`,
  'data.seed': (value) => `subset ${value}`,
  'data.centre': (value) => (value === 'true' ? 'centred' : 'not centred'),
  'data.scale': () => 'not scaled',
  'data.targets': () => 'real-valued targets',
  'data.columns': (value) => `targets ${value}`,
  'data.channels': (value) => `channels ${value}`,
  'data.marker': (value) => `marker share ${value}`,
  'data.markerSize': (value) => `markers of side ${value}`,
  'data.randomLabels': (value) => (value === 'true' ? 'random labels' : 'true labels'),
  'network.kind': (value) => (['linear', 'module'].includes(value) ? value : value.toUpperCase()),
  'network.module': (value) => value.split(/[\\/]/).at(-1)!,
  'network.activation': (value) => value,
  'network.linearised': () => 'linearised',
  'network.model': (value) => (value === 'network' ? 'the network' : (MODELS[value] ?? value)),
  'network.expandedAt': (value) =>
    value === 'start' ? 'about where the start ended' : 'about the initial weights',
  'network.bias': () => 'no biases',
  'network.residual': () => 'residual',
  'network.normalisation': (value) => (value === 'none' ? 'not normalised' : `${value} norm`),
  'network.stride': (value) => `stride ${value}`,
  'network.outputScale': (value) => `outputs × ${value}`,
  'network.centred': () => 'f₀ subtracted',
  'network.parametrisation': (value) => `${value} parametrisation`,
  loss: (value) => value.replace('-', ' '),
  l2: (value) => (value === '0' ? 'no L2' : `L2 ${value}`),
  shaping: (value) => (value === '0' ? 'no shaping' : `shaping ${value}`),
  precision: (value) => `${value} precision`,
  'stop.loss': (value) => `to loss ${value}`,
  'stop.steps': (value) => `${value} steps`,
  'stop.epochs': (value) => `${value} epochs`,
  'stop.time': (value) => `to time ${value}`,
};

const MODELS: Readonly<Record<string, string>> = {
  'quadratic-taylor': 'quadratic model',
  'gauss-newton': 'Gauss–Newton model',
};

const SCHEDULES: Readonly<Record<string, string>> = {
  constant: 'warm-up',
  'step-decay': 'step decay',
  piecewise: 'piecewise constant',
  cosine: 'cosine',
  'inverse-time': '1/t',
};
