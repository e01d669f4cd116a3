import { canonicalJson } from '../../core/canonical-json.ts';
import { InputError } from '../../core/error.ts';
import { digest } from '../experiment/digest.ts';
import { NUMERICAL } from '../records/provenance.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** By what a process computes: only those that agree in it share a queue, since a run has the same name for all of them. */
export interface Kin {
  /** Of the code that affects numbers. */
  readonly code: string;
  /** Name and version. */
  readonly engine: string;
  /** Flags of the compiler in TensorFlow; they may name files, so that nobody gets them from a queue. */
  readonly flags: Readonly<Record<string, string>>;
}

/** Settings that may hold anything. */
const isFlags = (name: string): boolean => name.endsWith('_FLAGS');

export const kinOf = (code: string, engine: string, env: Environment): Kin => ({
  ...{ code, engine },
  flags: valuesOf(NUMERICAL.filter(isFlags), env),
});

/** The queue of all that compute by the same. */
export const queueOf = (kin: Kin): string => `runs-${digest(canonicalJson(kin))}`;

/** For people: `code 0123456789abcdef, native 2.21.0`. */
export const kinText = ({ code, engine, flags }: Kin): string => {
  const own = Object.entries(flags)
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `${name}=${value}`);
  return [`code ${code}`, engine, ...own].join(', ');
};

/** The settings of the numerical libraries that go with a run; '' where one is not set. */
export function settingsOf(env: Environment): Readonly<Record<string, string>> {
  const settings = valuesOf(SETTINGS, env);
  for (const [name, value] of Object.entries(settings))
    if (!/^\d{0,4}$/.test(value))
      throw new InputError(
        `${name}=${value} cannot go with a run into a queue: set it to a number`,
      );
  return settings;
}

/** An environment with these settings, and without those that they leave out. */
export const withSettings = (
  env: Environment,
  settings: Readonly<Record<string, string>>,
): Environment => ({
  ...env,
  ...Object.fromEntries(SETTINGS.map((name) => [name, settings[name] || undefined])),
});

const SETTINGS = NUMERICAL.filter((name) => !isFlags(name));

const valuesOf = (names: readonly string[], env: Environment): Readonly<Record<string, string>> =>
  Object.fromEntries(names.map((name) => [name, env[name] ?? '']));
