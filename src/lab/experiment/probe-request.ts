import { InputError } from '../../core/error.ts';
import { didYouMean } from '../../core/nearest.ts';
import {
  isProbeName,
  type ProbeName,
  type ProbeOptions,
  probeNames,
  probeOptions,
  probes,
} from '../probes/registry.ts';
import type { Issue, Path } from '../spec/issue.ts';
import { contradictions } from './contradictions.ts';
import { expand } from './expand.ts';
import { resolveInputFiles } from './file-paths.ts';
import { experimentFormat } from './format.ts';
import { issuesOf } from './issues/format-issues.ts';
import { type NamedNetwork, networkOf } from './network-text.ts';
import { applySet, type Override, parseValue } from './override.ts';
import type { RunSpec } from './run-spec.ts';

/** Weights and what they are weights of, as a command line gives them: texts, in YAML where they are values. */
export interface ProbeFlags {
  readonly dataset?: string | undefined;
  readonly path?: string | undefined;
  readonly train?: string | undefined;
  readonly test?: string | undefined;
  readonly centre?: boolean | undefined;
  readonly network?: string | undefined;
  readonly loss?: string | undefined;
  readonly method?: string | undefined;
  readonly seed?: string | undefined;
  readonly precision?: string | undefined;
  readonly initial?: string | undefined;
  readonly set?: readonly string[] | undefined;
}

/** What to measure, and on what. */
export interface ProbeRequest {
  /** Path of the .npz. */
  readonly weights: string;
  /** Path of the .npz with what the solver carried at these weights; absent: not known. */
  readonly state?: string;
  /** Data, network, loss, method and seed; `network.init` holds the weights that training began from. */
  readonly spec: RunSpec;
  /** The options of each measure that is asked for. */
  readonly asked: ProbeOptions;
  readonly ends?: NamedNetwork['ends'];
}

/**
 * The measures that names ask for, each with its options: those of `own`, where it has some, then
 * `options`, `name.key=value` each.
 *
 * @throws InputError for an unknown name, and for options that do not fit
 */
export function askedOf(
  names: readonly string[],
  options: readonly string[],
  own: ProbeOptions = {},
): ProbeOptions {
  const wanted = names.map(probeNamed);
  const chosen = wanted.filter((name) => !probes[name].always);
  let root: unknown = {
    measure: { ...off, ...Object.fromEntries(chosen.map((name) => [name, own[name] ?? true])) },
  };
  const overrides: Override[] = [];
  for (const option of options) {
    const applied = applySet(root, option, OPTION);
    const name = String(applied.override.path[1]);
    if (!wanted.some((one) => one === name)) {
      throw new InputError(
        `${applied.override.label}: ${name} is not measured here${didYouMean(name, wanted)}; measured: ${wanted.join(', ')}`,
      );
    }
    root = applied.root;
    overrides.push(applied.override);
  }
  const { measure } = specOf({ ...(root as object), methods: [DESCENT], seeds: [0] }, overrides);
  return probeOptions((name) => measure[name] ?? probes[name].read({}), wanted);
}

/**
 * The one method that a text describes in YAML, as an entry of `methods` does; `label` names it in messages.
 *
 * @throws InputError where it is no method
 */
export function methodAsked(text: string, label: string): RunSpec['method'] {
  const methods = [parseValue(text, label)];
  const { method } = specOf({ methods, seeds: [0], measure: off }, [
    { label, path: ['methods', 0] },
  ]);
  return method;
}

const OPTION = { flag: '--option', example: 'trace.relativeError=0.01', below: ['measure'] };
const DESCENT = { method: 'gradient-descent', rate: 1 };
const off = Object.fromEntries(
  probeNames.flatMap((name) => (probes[name].byDefault ? [[name, false]] : [])),
);

function probeNamed(text: string): ProbeName {
  if (isProbeName(text)) return text;
  throw new InputError(
    `unknown measure "${text}"${didYouMean(text, probeNames) || ` (known: ${probeNames.join(', ')})`}`,
  );
}

/**
 * The spec that options of the command line give weights in a file.
 *
 * @throws InputError, naming the option at fault, where the options are no data, network and loss
 */
export function specOfFlags(
  weights: string,
  flags: ProbeFlags,
): Pick<ProbeRequest, 'spec' | 'ends'> {
  const { dataset, network: text, initial } = flags;
  if (dataset === undefined) throw new InputError('--dataset is missing: name one, such as mnist');
  if (text === undefined) {
    throw new InputError('--network is missing: write its layers, such as "784-32-32-10 tanh"');
  }
  const named = networkOf(text);
  const network = named?.network ?? parseValue(text, `--network ${text}`);
  const long = typeof network === 'string' ? { kind: network } : network;
  const init = initial ?? weights;
  const overrides: Override[] = [
    { label: `--dataset ${dataset}`, path: ['data'] },
    { label: `--network ${text}`, path: ['network'] },
    { label: init, path: ['network', 'init'] },
  ];
  /** What an option says, remembered as the origin of its key; nothing where it is not given. */
  const give = (flag: string, value: string | undefined, path: Path, yaml = true) => {
    if (value === undefined) return [];
    const label = `${flag} ${value}`;
    overrides.push({ label, path });
    return [yaml ? parseValue(value, label) : value];
  };
  const [train] = give('--train', flags.train, ['data', 'train']);
  const [test] = give('--test', flags.test, ['data', 'test']);
  const [path] = give('--path', flags.path, ['data', 'path'], false);
  const [loss] = give('--loss', flags.loss, ['loss'], false);
  const [precision] = give('--precision', flags.precision, ['precision'], false);
  const [method = DESCENT] = give('--method', flags.method, ['methods', 0]);
  const [seed = 0] = give('--seed', flags.seed, ['seeds', 0]);
  const root = given({
    data: given({ name: dataset, path, train, test, centre: flags.centre }),
    network: isMapping(long) ? { ...long, init } : long,
    loss,
    precision,
    methods: [method],
    seeds: [seed],
    stop: { steps: 1 },
    measure: off,
  });
  let whole: unknown = root;
  for (const set of flags.set ?? []) {
    const applied = applySet(whole, set);
    whole = applied.root;
    overrides.push(applied.override);
  }
  const spec = specOf(whole, overrides);
  return { spec, ...(named?.ends && { ends: named.ends }) };
}

const given = (keys: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(Object.entries(keys).filter(([, value]) => value !== undefined));

const isMapping = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The one run that plain data describe, as an experiment file would. */
function specOf(root: unknown, overrides: readonly Override[]): RunSpec {
  const parsed = experimentFormat.safeParse(root);
  if (!parsed.success) throw errorOf(issuesOf(parsed.error.issues, root), overrides);
  const file = resolveInputFiles(parsed.data, () => '.');
  const issues = contradictions(file);
  if (issues.length > 0) throw errorOf(issues, overrides);
  const [spec, another] = expand(file);
  if (another !== undefined) {
    throw new InputError('the options describe several networks or data sets: give one value each');
  }
  return spec!;
}

/** One line for the first problem, begun by the option that it came from. */
function errorOf([first, ...more]: readonly Issue[], overrides: readonly Override[]): InputError {
  const owner = overrides.findLast(({ path }) => path.every((key, i) => key === first!.path[i]));
  const rest = more.length === 0 ? '' : ` (and ${more.length} more)`;
  return new InputError(`${owner === undefined ? '' : `${owner.label}: `}${first!.text}${rest}`);
}
