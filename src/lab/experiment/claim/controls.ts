import { list } from '../../spec/axis.ts';
import type { Path } from '../../spec/issue.ts';
import { counted, most } from '../../spec/limits.ts';
import type { ExperimentFile } from '../format.ts';
import { type ReadFile, readSource } from '../read-source.ts';
import type { Control } from '../run-spec.ts';
import { type Change, changesOf, type Source } from '../yaml/yaml-source.ts';
import type { ControlEntry } from './claim-format.ts';

/**
 * The controls of a file: each is the file with its changes, read as any other, of which the statements count that it expects something
 * of. What the file's own statements need is measured under a control too, so that a run with the same settings is the same run.
 *
 * Throws InputError where a changed file cannot be read.
 */
export function controlsOf({ file, needed }: ReadFile, source: Source): readonly Control[] {
  const entries = list(file.control ?? []);
  let runs = 0;
  return entries.map((entry, i) => {
    const { id = entries.length === 1 ? 'control' : `control-${i + 1}`, why, set, expect } = entry;
    const at: Path = Array.isArray(file.control) ? ['control', i] : ['control'];
    const only = Object.keys(expect);
    const changed = source.changed(changesBy(entry, at, file), `under the control ${id}`);
    const { specs, predictions } = readSource(changed, { only, needed });
    runs += specs.length;
    if (runs > most.runs) {
      const text = `the controls up to this one have ${counted(runs)} runs, and at most ${counted(most.runs)} are allowed: give fewer controls, or smaller ones`;
      throw source.error([{ path: at, text }]);
    }
    return {
      id,
      ...(why !== undefined && { why }),
      expected: expect,
      ...(set && { set }),
      predictions: predictions!,
      specs,
    };
  });
}

/** What a control changes in its file, which it is no part of itself. */
function changesBy(entry: ControlEntry, at: Path, file: ExperimentFile): readonly Change[] {
  const { set = {}, arms = {}, let: lets = {}, where, match, expect } = entry;
  const named = (key: 'arms' | 'let', all: Readonly<Record<string, unknown>>) =>
    Object.entries(all).map(([name, value]) => ({
      ...{ keys: [key, name], value, at: [...at, key, name] },
    }));
  const places = (file.expect ?? []).flatMap((one, i) =>
    Object.hasOwn(expect, String((one as { id?: unknown } | null)?.id)) ? [i] : [],
  );
  const ofStatements = Object.entries({ where, match }).flatMap(([key, value]) =>
    value === undefined
      ? []
      : places.map((i) => ({ keys: ['expect', String(i), key], value, at: [...at, key] })),
  );
  const without = ['control', 'budgets', 'claim', 'figures'].map((key) => ({
    ...{ keys: [key], value: undefined, at },
  }));
  return [
    ...without,
    ...changesOf(set, [...at, 'set']),
    ...named('arms', arms),
    ...named('let', lets),
    ...ofStatements,
  ];
}
