import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, realpathSync } from 'node:fs';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { EngineInfo } from '../../engine/backend.ts';
import type { Precision } from '../../engine/tensors/precision.ts';
import type { Manifest } from './record.ts';
import type { Threads } from './threads.ts';

/** The part of a manifest that says by what a run was computed. */
export type Provenance = Pick<
  Manifest,
  | 'flowlab'
  | 'engine'
  | 'node'
  | 'cpu'
  | 'threads'
  | 'environment'
  | 'commit'
  | 'dirty'
  | 'lockfile'
>;

export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Of Node, without the v. */
  readonly nodeVersion: string;
}

/** Environment variables that may change numbers or speed. */
export const NUMERICAL = [
  'OMP_NUM_THREADS',
  'TF_DETERMINISTIC_OPS',
  'TF_ENABLE_ONEDNN_OPTS',
  'TF_NUM_INTEROP_THREADS',
  'TF_NUM_INTRAOP_THREADS',
  'TF_XLA_FLAGS',
  'XLA_FLAGS',
] as const;

/**
 * Those that a run is named by. Threads that compute parts of a graph at once change none of its bits: each operation is
 * computed by one of them, and the graph says in which order results are added.
 */
export const NAMING = NUMERICAL.filter((name) => name !== 'TF_NUM_INTEROP_THREADS');

const packageRoot = new URL('../../../', import.meta.url);

/** What package.json says of flowlab. */
interface Package {
  readonly version: string;
  /** One sentence. */
  readonly description: string;
  /** SPDX identifier. */
  readonly license: string;
}

export const flowlabPackage = (): Package =>
  JSON.parse(readFileSync(new URL('package.json', packageRoot), 'utf8')) as Package;

/** The version of flowlab. */
export const flowlabVersion = (): string => flowlabPackage().version;

/** Everything about this process that may affect numbers. */
export function provenance(
  engine: EngineInfo,
  { env, nodeVersion }: Surroundings,
  { chosen }: Threads,
  { precision, xla }: { readonly precision: Precision; readonly xla: boolean },
): Provenance {
  const threads = (name: string) => Number(env[name] ?? cpus().length);
  return {
    flowlab: flowlabVersion(),
    engine: { name: engine.name, version: engine.version, precision, ...(xla && { xla }) },
    node: nodeVersion,
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    threads: {
      ...(engine.name === 'wasm'
        ? { intraOp: 1, interOp: 1 }
        : {
            intraOp: threads('TF_NUM_INTRAOP_THREADS'),
            interOp: threads('TF_NUM_INTEROP_THREADS'),
          }),
      chosen,
    },
    environment: Object.fromEntries(
      NUMERICAL.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])),
    ),
    ...standing(env),
  };
}

/** Where the package's files stood when this was first asked of an environment: a process that does many runs asks git once. */
function standing(env: Surroundings['env']): Pick<Provenance, 'commit' | 'dirty' | 'lockfile'> {
  const known = stood.get(env) ?? { ...commitOf(env), lockfile: hashOf('package-lock.json') };
  stood.set(env, known);
  return known;
}

const stood = new WeakMap<object, Pick<Provenance, 'commit' | 'dirty' | 'lockfile'>>();

/** The commit that the package stands at; nulls where it is not a checkout. */
function commitOf(env: Surroundings['env']): { commit: string | null; dirty: boolean | null } {
  const git = (...args: string[]) =>
    execFileSync('git', args, {
      cwd: fileURLToPath(packageRoot),
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { ...env },
    }).trim();
  try {
    // Installed inside somebody's repository, the commit found is not this package's.
    const top = realpathSync(git('rev-parse', '--show-toplevel'));
    if (top !== realpathSync(fileURLToPath(packageRoot))) return { commit: null, dirty: null };
    return { commit: git('rev-parse', 'HEAD'), dirty: git('status', '--porcelain') !== '' };
  } catch {
    return { commit: null, dirty: null };
  }
}

function hashOf(name: string): string | null {
  try {
    return createHash('sha256')
      .update(readFileSync(new URL(name, packageRoot)))
      .digest('hex');
  } catch {
    return null;
  }
}
