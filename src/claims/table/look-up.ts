import { own } from '../expression/own.ts';
import type { Context } from './context.ts';
import { recorded } from './series.ts';
import { isFinished, type Measured, type Row } from './table.ts';
import { between, type Columns, exact, missing, truth, type Value } from './value.ts';

/**
 * What a name stands for in a run: an axis, a measure, a fact. Where rows are wanted a series comes before the
 * number of the same name. A name that no run has is a word.
 */
export function lookUp(
  name: string,
  { row, vocabulary }: Context,
  mode: 'number' | 'series',
): Value {
  const always = ofRun(name, row, mode);
  if (always !== undefined) return always;
  const axis = own(row.axes, name);
  if (typeof axis === 'number') return exact(axis);
  if (typeof axis === 'boolean') return truth(axis);
  if (axis !== undefined) return { kind: 'word', word: axis };
  const series = own(row.series, name);
  if (mode === 'series' && series !== undefined) return alongRun(name, recorded(series));
  const scalar = own(row.scalars, name);
  if (scalar !== undefined) return measured(name, scalar, row);
  const fact = own(row.facts, name);
  if (fact !== undefined) return exact(fact);
  if (series !== undefined)
    return isFinished(row) ? alongRun(name, recorded(series)) : notAsAsked(name, row);
  const kind = vocabulary.get(name);
  return kind === undefined ? { kind: 'word', word: name } : missing(kind, `no ${name}`);
}

/** Why a value at the end of a run that did not end as asked does not count. */
export const notAsAsked = (what: string, { ending }: Row) =>
  missing('ending', `${what} at the end of a run that ended as ${ending}`);

const alongRun = (name: string, series: Columns): Value =>
  series.time.length > 0 ? series : missing('measure', `${name} has no rows`);

function measured(
  name: string,
  { value, low, high, converged, at = 'end' }: Measured,
  row: Row,
): Value {
  if (at === 'end' && !isFinished(row)) return notAsAsked(name, row);
  if (!converged) return missing('unconverged', `${name} did not converge`);
  if (Number.isNaN(value)) return missing('undefined', `${name} is not a number`);
  return between(value, Math.min(low ?? value, value), Math.max(high ?? value, value));
}

/** Names that every run has. */
function ofRun(name: string, row: Row, mode: 'number' | 'series'): Value | undefined {
  switch (name) {
    case 'ending':
      return { kind: 'word', word: row.ending };
    case 'seed':
      return exact(row.seed);
    case 'noise':
      return row.noise === undefined ? missing('axis', 'it has one noise') : exact(row.noise);
    case 'start':
      return exact(clockOf(row)?.time[0] ?? 0);
    case 'end':
      return exact(endOf(row));
    case 'time':
    case 'step': {
      const clock = clockOf(row);
      if (mode === 'number' || clock === undefined)
        return name === 'time' ? exact(endOf(row)) : undefined;
      const value = clock[name];
      return { kind: 'series', step: clock.step, time: clock.time, value, low: value, high: value };
    }
    default:
      return undefined;
  }
}

/** The longest series of a run: what `time` and `step` are in its rows. */
const clockOf = ({ series }: Row) => {
  let longest: Row['series'][string] | undefined;
  for (const one of Object.values(series))
    if (longest === undefined || one.time.length > longest.time.length) longest = one;
  return longest;
};

/** The training time at which a run ended. */
const endOf = (row: Row): number => row.facts.time ?? clockOf(row)?.time.at(-1) ?? Number.NaN;
