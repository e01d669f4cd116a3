import type { RunSpec } from '../../lab/experiment/run-spec.ts';
import { methodNames } from '../../lab/methods/names.ts';
import type { Run } from '../../lab/records/record.ts';
import type { MethodSpec, ScheduleSpec } from '../../lab/spec/method.ts';
import { distinguish } from './distinguish.ts';

/** The runs that differ in nothing but the seed (and in what was measured, which moves no weight). */
export interface Arm {
  /** Unique within one experiment: `SGD B = 16, η = 0.1`. */
  readonly label: string;
  /** The label without what names the problem. */
  readonly short: string;
  /** What sets this data, network and loss apart from the experiment's others; empty if nothing. */
  readonly problem: string;
  readonly spec: RunSpec;
  readonly method: MethodSpec;
  /** By increasing seed, diverged ones too. */
  readonly runs: readonly Run[];
}

/** Groups runs into arms: by problem, then SGD from small to large batches, GD by η, other methods, the flow. */
export function armsOf(runs: readonly Run[]): readonly Arm[] {
  const groups = new Map<string, Run[]>();
  for (const run of runs) {
    const key = keyOf([problemOf(run.spec), run.spec.method, run.spec.stop]);
    groups.set(key, [...(groups.get(key) ?? []), run]);
  }
  const specs = [...groups.values()].map((group) => group[0]!.spec);
  const problems = distinguish(specs.map(problemOf));
  const methods = methodLabels(specs, problems);
  const arms = [...groups.values()].map((group, i): Arm => {
    const spec = group[0]!.spec;
    return {
      label: problems[i] === '' ? methods[i]! : `${methods[i]} (${problems[i]})`,
      short: methods[i]!,
      problem: problems[i]!,
      spec,
      method: spec.method,
      runs: [...group].sort((a, b) => a.spec.seed - b.spec.seed || (a.id < b.id ? -1 : 1)),
    };
  });
  const order = [...new Set(problems)];
  return arms.sort(
    (a, b) => order.indexOf(a.problem) - order.indexOf(b.problem) || compareMethods(a, b),
  );
}

/** Whether two arms train the same network on the same data with the same loss. */
export const sameProblem = (a: Arm, b: Arm): boolean =>
  keyOf(problemOf(a.spec)) === keyOf(problemOf(b.spec));

/** η of a method with steps, η₀ of its schedule; undefined for the flow. */
export const rateOf = (method: MethodSpec): number | undefined =>
  'rate' in method ? method.rate : undefined;

/** B of a method on mini-batches; undefined for full-batch methods. */
export const batchOf = (method: MethodSpec): number | undefined =>
  'batch' in method ? method.batch : undefined;

/** The groups that figures and comparisons tell apart; `other` is shown but enters no comparison by η or B. */
type Family = 'stochastic' | 'descent' | 'flow' | 'other';

/** All keys of SGD and GD where η and B say all. */
const PLAIN: ReadonlySet<string> = new Set(['method', 'rate', 'batch', 'sampling']);

/** SGD and GD count at a constant rate and with no other noise; schedules and optimizers are `other`. */
export function familyOf(method: MethodSpec): Family {
  if (method.method === 'gradient-flow') return 'flow';
  if (!Object.keys(method).every((key) => PLAIN.has(key))) return 'other';
  if (method.method === 'gradient-descent') return 'descent';
  return method.method === 'sgd' ? 'stochastic' : 'other';
}

/** Whether theory gives 2/η as the sharpness at which this method loses stability. */
export const hasEdge = (method: MethodSpec): boolean =>
  ['stochastic', 'descent'].includes(familyOf(method));

/**
 * The shortest labels that tell these arms apart: η of SGD is left out where all SGD arms share it.
 */
export function legendLabels(arms: readonly Arm[]): ReadonlyMap<Arm, string> {
  const rates = new Set(
    arms.flatMap(({ method }) => (familyOf(method) === 'stochastic' ? [rateOf(method)] : [])),
  );
  const brief = ({ label, method }: Arm) => {
    if (familyOf(method) !== 'stochastic') return label;
    return rates.size === 1
      ? label.replace(`, η = ${rateOf(method)}`, '')
      : label.replace('SGD ', '');
  };
  return new Map(arms.map((arm) => [arm, brief(arm)]));
}

/** Arms that differ in η alone become one: for what depends on the batch size and not on η. */
export function poolRates(arms: readonly Arm[]): readonly Arm[] {
  const pools = new Map<string, Arm>();
  for (const arm of arms) {
    const name = arm.short.replace(/,? η = [^,]*/, '');
    const key = `${name} ${arm.problem}`;
    const first = pools.get(key) ?? { ...arm, short: name, label: name, runs: [] };
    const label = arm.problem === '' ? name : `${name} (${arm.problem})`;
    pools.set(key, { ...first, label, runs: [...first.runs, ...arm.runs] });
  }
  return [...pools.values()];
}

const problemOf = ({ data, network, loss }: RunSpec) => ({ data, network, loss });

// JSON with sorted keys: the order in which a spec was written does not split an arm.
function keyOf(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

function methodLabel(method: MethodSpec): string {
  const name = `${'preconditioner' in method ? 'preconditioned ' : ''}${methodNames[method.method]}`;
  const [batch, rate, schedule] = [batchOf(method), rateOf(method), scheduleOf(method)];
  const details = [
    batch === undefined ? [] : `B = ${batch}`,
    rate === undefined ? [] : `η = ${rate}`,
    'temperature' in method ? `T = ${method.temperature}` : [],
    schedule === undefined ? [] : SCHEDULES[schedule.kind],
  ].flat();
  return details.length === 0 ? name : `${name} ${details.join(', ')}`;
}

const scheduleOf = (method: MethodSpec): ScheduleSpec | undefined =>
  'schedule' in method ? method.schedule : undefined;

const SCHEDULES: Readonly<Record<ScheduleSpec['kind'], string>> = {
  constant: 'warm-up',
  'step-decay': 'step decay',
  cosine: 'cosine',
  'inverse-time': '1/t',
};

// Arms of one problem whose labels collide differ in sampling, tolerance or stop rule: say in which.
function methodLabels(specs: readonly RunSpec[], problems: readonly string[]): readonly string[] {
  const labels = specs.map(({ method }) => methodLabel(method));
  return labels.map((label, i) => {
    const rivals = specs.flatMap((spec, j) =>
      labels[j] === label && problems[j] === problems[i] ? [{ spec, own: j === i }] : [],
    );
    if (rivals.length === 1) return label;
    const extra = distinguish(rivals.map(({ spec: { method, stop } }) => ({ method, stop })));
    // An arm that lacks the key that its rivals differ in has nothing to add.
    return [label, extra[rivals.findIndex(({ own }) => own)]].filter(Boolean).join(', ');
  });
}

const FAMILIES: readonly Family[] = ['stochastic', 'descent', 'other', 'flow'];

function compareMethods({ method: a }: Arm, { method: b }: Arm): number {
  const family = (m: MethodSpec) => FAMILIES.indexOf(familyOf(m));
  const name = (m: MethodSpec) => Object.keys(methodNames).indexOf(m.method);
  return (
    family(a) - family(b) ||
    name(a) - name(b) ||
    (rateOf(a) ?? 0) - (rateOf(b) ?? 0) ||
    (batchOf(a) ?? 0) - (batchOf(b) ?? 0)
  );
}
