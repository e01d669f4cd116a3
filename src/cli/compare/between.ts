import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../../core/error.ts';
import type { Between } from '../../lab/between/between.ts';
import { checkSameNetwork, foreignTo } from '../../lab/between/fits.ts';
import { inAskedPrecision } from '../../lab/experiment/run-spec.ts';
import { toJson } from '../../lab/records/json.ts';
import { checkProbe } from '../../lab/runner/probe-weights.ts';
import { checkModules } from '../../lab/runner/recorded-modules.ts';
import { chooseEngine, refuseDouble } from '../host/choose-engine.ts';
import { dataPlaces } from '../host/environment.ts';
import { inChildProcess } from '../host/in-child-process.ts';
import { note, say } from '../shared/output.ts';
import { type FoundRun, runNamed } from '../shared/run-named.ts';
import { runTitle } from '../shared/run-title.ts';
import { writeBetween } from './between-files.ts';
import { askedBetween, type BetweenFlags } from './between-request.ts';
import { betweenLines } from './between-text.ts';

export interface PairFlags extends BetweenFlags {
  readonly runs: string;
  readonly json?: boolean | undefined;
  readonly precision?: string | undefined;
  readonly threads?: number | undefined;
  readonly engine?: string | undefined;
  readonly format?: string | undefined;
  readonly out?: string | undefined;
}

/** Whether something between runs is asked for. */
export const isBetween = ({ weights, line, plane, curve }: BetweenFlags): boolean =>
  [weights, line, plane, curve].some((flag) => flag !== undefined);

/** Measures what lies between two runs, or three, on data and network of the first; returns the exit code. */
export async function between(a: string, b: string, flags: PairFlags): Promise<number> {
  const asked = askedBetween(flags);
  const names = [a, b, ...(flags.plane === undefined ? [] : [flags.plane])];
  const found = names.map((name) => ended(name, flags.runs));
  const [first, ...others] = found.map(({ run }, k) => ({ name: names[k]!, spec: run.spec }));
  checkSameNetwork(first!, others);
  checkModules(found[0]!.folder, first!.spec, found[0]!.run.manifest.data);
  for (const other of others) {
    const foreign = foreignTo(first!, other);
    if (foreign.length > 0)
      note(
        `${other.name} was trained on other examples or another loss (${foreign.join('; ')}): all is measured on those of ${first!.name}`,
      );
  }
  const { engine, threads } = found[0]!.run.manifest;
  const spec = inAskedPrecision(first!.spec, flags.precision);
  const weights = found.map(({ folder }) => join(folder, 'weights.npz'));
  const places = dataPlaces();
  for (const file of weights) await checkProbe({ weights: file, spec, asked: {} }, places, note);
  const chosen = await chooseEngine(flags.engine ?? engine.name);
  refuseDouble(spec.precision, chosen, flags.precision && `--precision ${flags.precision}`);
  const request = { spec, weights, ...asked };
  const { answer } = await inChildProcess<Between>(
    'surveyor',
    { id: 'compare', engine: chosen.name, request, places },
    { threads: flags.threads ?? threads.interOp, intraOp: threads.intraOp },
  );
  const runs = found.map(({ run }, k) => ({
    letter: 'ABC'[k]!,
    id: run.id,
    title: runTitle(run.spec),
  }));
  const record = toJson({ runs, asked, ...answer });
  if (flags.json === true) say(record.trimEnd());
  else for (const line of betweenLines(answer, runs)) say(line);
  const out = flags.out ?? join('figures', runs.map(({ id }) => id.slice(0, 8)).join('-'));
  for (const file of await writeBetween(answer, { runs, record, out, format: flags.format }))
    note(`Written: ${file}`);
  return 0;
}

/** Throws InputError where options are given that only what lies between runs has a use for. */
export function refuseUnused(flags: PairFlags): void {
  askedBetween(flags);
  const idle = (['precision', 'threads', 'engine', 'format', 'out'] as const).find(
    (flag) => flags[flag] !== undefined,
  );
  if (idle !== undefined)
    throw new InputError(
      `--${idle} is of no use without --weights, --line, --plane or --curve: add one, or drop it`,
    );
}

/** A run with weights of its own. */
function ended(name: string, runsDir: string): FoundRun {
  const found = runNamed(name, runsDir);
  if (found === undefined)
    throw new InputError(
      `${name} is no run: --weights, --line, --plane and --curve take runs, by name or folder; flowlab runs lists them`,
    );
  if (!existsSync(join(found.folder, 'weights.npz')))
    throw new InputError(
      `${name} has no weights.npz: the run ended as ${found.run.ending}; name one that kept its weights`,
    );
  return found;
}
