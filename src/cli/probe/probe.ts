import { resolve } from 'node:path';
import { InputError } from '../../core/error.ts';
import { probeNames } from '../../lab/probes/registry.ts';
import { toJson } from '../../lab/records/json.ts';
import { checkProbe, type Probed } from '../../lab/runner/probe-weights.ts';
import { chooseEngine, refuseDouble } from '../host/choose-engine.ts';
import { dataPlaces } from '../host/environment.ts';
import { inChildProcess } from '../host/in-child-process.ts';
import { note, say } from '../shared/output.ts';
import { mustBeFree, writeOut } from '../shared/output-file.ts';
import { print } from './probe-table.ts';
import { type ProbeCommandFlags, requestOf } from './request.ts';

/** Measures weights in a file, or those of a run, and prints what they gave; returns the exit code. */
export async function probe(
  where: string,
  names: readonly string[],
  flags: ProbeCommandFlags,
): Promise<number> {
  if (names.length === 0) {
    throw new InputError(`name what to measure: ${probeNames.join(', ')}`);
  }
  const { request, ...by } = requestOf(where, names, flags);
  if (flags.out !== undefined) mustBeFree(flags.out, flags.force === true);
  const places = dataPlaces();
  await checkProbe(request, places, note);
  const engine = await chooseEngine(flags.engine ?? by.engine);
  const { precision = 'single' } = request.spec;
  refuseDouble(precision, engine, flags.precision && `--precision ${flags.precision}`);
  const threads = flags.threads ?? by.threads ?? 1;
  const { answer: probed, version } = await inChildProcess<Probed>(
    'prober',
    { id: 'probe', engine: engine.name, request, places },
    { threads, intraOp: by.intraOp },
  );
  const { data, network, loss, method, seed } = request.spec;
  const record = toJson({
    weights: resolve(request.weights),
    engine: { name: engine.name, version, precision, threads },
    ...{ data, network, loss, method, seed },
    ...probed,
  });
  if (flags.out !== undefined) writeOut(flags.out, record, flags.force === true);
  if (flags.json === true) say(record.trimEnd());
  else print(probed, request);
  return 0;
}
