import { wilsonInterval } from '../../stats/proportion.ts';
import { ONE_NOISE } from '../expression/check.ts';
import { type KindCard, kinds } from './kinds.ts';
import { readMatch } from './read-match.ts';
import { readMargin, readNumber, readPrediction } from './read-range.ts';
import {
  complain,
  isMapping,
  isShort,
  type Path,
  type Reader,
  readChoice,
  readExpression,
  readMapping,
  readText,
  shown,
} from './reader.ts';
import { scaleOf } from './scale-of.ts';
import { type Prediction, type Statement, unitNames } from './statement.ts';

const common = [
  ...['id', 'says', 'source', 'because', 'in', 'where', 'when', 'pair'],
  ...['level', 'units', 'floor', 'match', 'spread'],
];

/** One statement of `expect:`; undefined where it is wrong, and then an issue says so. */
export function readStatement(
  reader: Reader,
  path: Path,
  value: unknown,
  file: Pick<Statement, 'arms' | 'match'>,
): Statement | undefined {
  const all = Object.keys(kinds) as (keyof typeof kinds)[];
  const mapping = readMapping(reader, path, value, [...common, ...all]);
  if (mapping === undefined) return undefined;
  const chosen = all.filter((kind) => mapping[kind] !== undefined);
  if (chosen.length !== 1) {
    const what = chosen.length === 0 ? 'no kind' : `the kinds ${chosen.join(' and ')}`;
    return complain(reader, path, `a statement of ${what}; write one of ${all.join(', ')}`);
  }
  const kind = chosen[0]!;
  const card: KindCard = kinds[kind];
  const at = [...path, kind];
  const fields = readMapping(reader, at, mapping[kind], card.keys);
  const arms = Object.assign(Object.create(null), file.arms);
  const own = fields && card.read(reader, at, fields, arms);
  const rest = readCommon(reader, path, mapping, card);
  if (own === undefined || rest === undefined) return undefined;
  const paired = own.from !== undefined ? { pair: rest.pair } : {};
  const { pair, ...others } = rest;
  const to = isMapping(own.to) && 'from' in own.to ? { to: { ...own.to, pair } } : {};
  const statement = {
    ...{ kind, ...own, ...paired, ...to, ...others, arms, lets: reader.scope.lets },
    match: rest.match ?? file.match,
  } as unknown as Statement;
  if ('in' in statement && statement.in.kind === 'near' && kind !== 'value')
    return complain(
      reader,
      [...path, 'in'],
      'a range about a formula stands with value:; write numbers here',
    );
  if (statement.units === 'noises' && reader.scope.names.noises === 0)
    return complain(reader, [...path, 'units'], ONE_NOISE);
  spreadOfItsScale(reader, [...path, 'spread'], statement);
  if (kind === 'share') unreachable(reader, [...path, 'in'], statement);
  return statement;
}

function readCommon(
  reader: Reader,
  path: Path,
  mapping: Readonly<Record<string, unknown>>,
  card: KindCard,
) {
  const before = reader.issues.length;
  const at = (key: string) => [...path, key];
  const id = readText(reader, at('id'), mapping.id);
  if (mapping.id === undefined)
    complain(reader, at('id'), 'missing; give the statement a name of its own');
  else if (id !== undefined && !/^[\p{L}_][\p{L}\p{N}_]*$/u.test(id))
    complain(reader, at('id'), `"${id}" is no id; write letters, digits and _`);
  else if (id !== undefined) isShort(reader, at('id'), id);
  const optional = (key: string, wanted: 'condition' | 'number') =>
    mapping[key] === undefined
      ? {}
      : { [key]: readExpression(reader, at(key), mapping[key], wanted) };
  const texts = Object.fromEntries(
    ['says', 'source', 'because'].flatMap((key) => {
      const text = readText(reader, at(key), mapping[key]);
      return text === undefined ? [] : [[key, text]];
    }),
  );
  const found = {
    ...{ id, ...texts },
    ...(card.in
      ? { in: readPrediction(reader, at('in'), mapping.in) }
      : noRange(reader, at('in'), mapping.in)),
    ...optional('where', 'condition'),
    ...optional('when', 'condition'),
    ...optional('floor', 'number'),
    pair: readChoice(reader, at('pair'), mapping.pair ?? 'seed', ['seed', 'none']),
    units: readChoice(reader, at('units'), mapping.units ?? 'seeds', unitNames),
    level: readLevel(reader, at('level'), mapping.level),
    match: readMatch(reader, at('match'), mapping.match),
    ...(mapping.spread === undefined
      ? {}
      : { spread: readMargin(reader, at('spread'), mapping.spread) }),
  };
  return reader.issues.length > before ? undefined : found;
}

function noRange(reader: Reader, path: Path, value: unknown): Record<string, never> {
  if (value !== undefined) complain(reader, path, 'this kind has its own margin; leave in: out');
  return {};
}

function readLevel(reader: Reader, path: Path, value: unknown): number | undefined {
  if (value === undefined) return 0.95;
  const level = readNumber(reader, path, value);
  if (level === undefined || (level >= 0.5 && level < 1)) return level;
  return complain(
    reader,
    path,
    `the level ${shown(value)} is not in [0.5, 1); write how often the interval holds the truth, as 0.95`,
  );
}

/** A spread is a share where ratios are judged, and a number where numbers are; of a value either will do. */
function spreadOfItsScale(reader: Reader, path: Path, statement: Statement): void {
  const { spread, kind } = statement;
  if (spread === undefined) return;
  const isLog = scaleOf(statement) === 'logarithms';
  if (isLog && spread.kind === 'plain')
    complain(
      reader,
      path,
      `this ${kind} is judged as a ratio; write its spread as a share, as 10%`,
    );
  if (!isLog && spread.kind === 'share' && kind !== 'value')
    complain(reader, path, `this ${kind} is judged as a number; write its spread as one, as 0.1`);
}

/** Refuses a share that n of n seeds could not show: with 8 of 8 the interval begins at 0.68. */
function unreachable(reader: Reader, path: Path, statement: Statement): void {
  const { seeds } = reader.scope.names;
  if (
    statement.kind !== 'share' ||
    statement.per !== 'run' ||
    seeds === undefined ||
    statement.units === 'runs' ||
    statement.units === 'noises'
  )
    return;
  if (statement.in.kind !== 'range') return;
  const { low, high } = statement.in as Extract<Prediction, { kind: 'range' }>;
  const enough = (n: number) =>
    Array.from({ length: n + 1 }, (_, k) => wilsonInterval(k, n, statement.level)).some(
      ([a, b]) => a >= low && b <= high,
    );
  if (enough(seeds)) return;
  let n = seeds;
  while (n < 1000 && !enough(n)) n++;
  const from = n < 1000 ? `${n} would do` : 'no practical number would do';
  complain(reader, path, `${seeds} seeds can never show such a share; ${from}`);
}
