import { significant } from '../../core/format.ts';
import type { Manifest, Run } from '../../lab/records/record.ts';
import { costsOf } from '../arms/costs.ts';
import { plural } from '../arms/wording.ts';

/** Versions, engine, machine and data behind the runs, from their manifests; each value once. */
export function originSentences(runs: readonly Run[]): string[] {
  const manifests = runs.map(({ manifest }) => manifest);
  if (manifests.length === 0) return [];
  const each = (of: (manifest: Manifest) => string) => [...new Set(manifests.map(of))].join('; ');
  const sums = Object.entries(Object.assign({}, ...manifests.map(({ data }) => data)) as object);
  return [
    `flowlab ${each(({ flowlab }) => flowlab)}, commit ${each(commitText)}.`,
    `Engine: ${each(({ engine }) => `${engine.name} ${engine.version}, ${engine.precision}${engine.xla ? ', steps compiled by XLA' : ''}`)}; ` +
      `Node ${each(({ node }) => node)}.`,
    `Machine: ${each(({ cpu }) => cpu)}; ` +
      `${each(({ threads }) => `${threads.intraOp} intra-op and ${threads.interOp} inter-op threads`)}.`,
    ...environmentSentence(manifests),
    `Parameters: ${each(({ parameters }) => String(parameters))}.`,
    ...sums.map(([file, sum]) => `SHA-256 of ${file}: ${sum}.`),
  ];
}

/** What all runs cost together. */
export function costSentence(runs: readonly Run[]): string[] {
  if (runs.length === 0) return [];
  const total = (of: (cost: Manifest['cost']) => number) =>
    runs.flatMap(({ manifest }) => costsOf(manifest)).reduce((sum, cost) => sum + of(cost), 0);
  const train = total(({ trainSeconds }) => trainSeconds);
  const measure = total(({ measureSeconds }) => measureSeconds);
  return [
    `Cost of ${plural(runs.length, 'run')}: ${significant(total(({ gradients }) => gradients))} gradients (of a mini-batch under SGD) and ` +
      `${significant(total(({ hvps }) => hvps))} Hessian–vector products; ${duration(train)} of training and ` +
      `${duration(measure)} of measuring, summed over runs.`,
  ];
}

const commitText = ({ commit, dirty }: Manifest) =>
  commit === null ? 'unknown' : `${commit.slice(0, 12)}${dirty ? ' with uncommitted changes' : ''}`;

function environmentSentence(manifests: readonly Manifest[]): string[] {
  const settings = manifests.flatMap(({ environment }) =>
    Object.entries(environment).flatMap(([name, value]) =>
      NUMERIC.test(name) ? [`${name}=${value}`] : [],
    ),
  );
  return settings.length === 0 ? [] : [`Environment: ${[...new Set(settings)].join(', ')}.`];
}

// The variables that can change a number; others may hold paths of the machine.
const NUMERIC = /^(TF_(NUM|ENABLE|XLA|CUDNN|DETERMINISTIC)|XLA_|OMP_)/;

const duration = (seconds: number) =>
  seconds < 120 ? `${significant(seconds)} s` : `${significant(seconds / 60)} min`;
