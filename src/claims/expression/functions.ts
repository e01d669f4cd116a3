/** What a function of the language takes and gives. */
export interface FunctionCard {
  readonly name: string;
  /** Arguments without a name: what each is. `condition` and `series` are of a run's rows; `vector`s are weights or outputs. */
  readonly takes: readonly ('number' | 'series' | 'condition' | 'either' | 'vector')[];
  /** How many of them there must be, and may be at most. */
  readonly count: readonly [least: number, most: number];
  /** Names of the others. `clock` stands for any series besides. */
  readonly named: readonly string[];
  readonly gives: 'number' | 'series' | 'place';
  readonly says: string;
}

const window = ['after', 'before'];

const card = (
  name: string,
  takes: FunctionCard['takes'],
  named: readonly string[],
  gives: FunctionCard['gives'],
  says: string,
  count: FunctionCard['count'] = [takes.length, takes.length],
): FunctionCard => ({ name, takes, count, named, gives, says });

/** Every function of the language; docs/claims.md lists the same. */
export const functions: readonly FunctionCard[] = [
  card('log', ['number'], [], 'number', 'the natural logarithm'),
  card('sqrt', ['number'], [], 'number', 'the square root'),
  card('abs', ['number'], [], 'number', 'the size without its sign'),
  card('exp', ['number'], [], 'number', 'e to the power'),
  card(
    'if',
    ['condition', 'number', 'number'],
    [],
    'number',
    'the second where the first holds, else the third',
  ),
  card('first', ['series'], [], 'number', 'the first value'),
  card('last', ['series'], [], 'number', 'the last value'),
  card('peak', ['series'], window, 'number', 'the largest value'),
  card(
    'at',
    ['series'],
    ['time', 'step', 'clock'],
    'number',
    'the value at a time, a step, or where another series first gets to a value',
  ),
  card(
    'tail',
    ['series', 'number'],
    [],
    'number',
    'the time average over the last such part of the run',
  ),
  card('integral', ['series'], window, 'number', 'the integral over training time'),
  card('change', ['series'], [], 'series', 'the value minus that of the row before'),
  card('crossing', ['condition'], ['over', ...window], 'place', 'where the condition first holds'),
  card('argmin', ['either'], ['over', ...window], 'place', 'where it is smallest'),
  card('argmax', ['either'], ['over', ...window], 'place', 'where it is largest'),
  card(
    'mean',
    ['either'],
    ['over', ...window],
    'number',
    'the time average, or the mean over an axis',
  ),
  card('var', ['either'], ['over', ...window], 'number', 'the variance, with n − 1'),
  card('sd', ['either'], ['over', ...window], 'number', 'the standard deviation, with n − 1'),
  card('sum', ['either'], ['over', ...window], 'number', 'the sum'),
  card(
    'min',
    ['either'],
    ['over', ...window],
    'number',
    'the smallest value, or the smallest of several numbers',
    [1, 9],
  ),
  card(
    'max',
    ['either'],
    ['over', ...window],
    'number',
    'the largest value, or the largest of several numbers',
    [1, 9],
  ),
  card(
    'share',
    ['condition'],
    ['over', ...window],
    'number',
    'the share of rows or arms where the condition holds',
  ),
  card(
    'slope',
    ['either'],
    ['over', 'scale', ...window],
    'number',
    'the slope of the least-squares line; scale = log for a power',
  ),
  card('intercept', ['either'], ['over', 'scale', ...window], 'number', 'where that line meets 0'),
  card('tau', ['either'], ['over', ...window], 'number', 'Kendall’s τ-b with what it runs over'),
  card('norm', ['vector'], ['time'], 'number', 'the Euclidean length'),
  card(
    'distance',
    ['vector', 'vector'],
    ['time'],
    'number',
    'the Euclidean distance; time = [t, u] takes each at its own time',
  ),
  card('cosine', ['vector', 'vector'], ['time'], 'number', 'the cosine of their angle'),
  card('dot', ['vector', 'vector'], ['time'], 'number', 'the scalar product'),
  card(
    'reference',
    ['number'],
    [],
    'number',
    'a number or a vector that the problem itself publishes',
  ),
];

/** What makes one number of an array, such as the norms of the gradients of all examples. */
export const arrayReducers: readonly string[] = [
  ...['mean', 'min', 'max', 'sum', 'var', 'sd', 'first', 'last'],
];

export const functionCard = (name: string): FunctionCard | undefined =>
  functions.find((one) => one.name === name);
