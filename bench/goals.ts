import { titleOf } from './network.ts';
import { type Case, kinds, once } from './protocol.ts';
import type { Results } from './results.ts';
import { markdown, type Row } from './table.ts';

/** A ratio, and where it was found. */
interface Found {
  readonly ratio: number;
  readonly where: string;
}

/** A ratio that is to be at least so large everywhere. */
interface Goal {
  readonly says: string;
  readonly least: number;
  of(results: Results): readonly Found[];
}

const LAB = ['flowlab native', 'flowlab XLA'] as const;
const mlp = ({ case: c }: Row): boolean => c.network.kind === 'mlp';
const isSmall = (row: Row): boolean => mlp(row) && row.case.network.widths[0] === 32;
const placeOf = ({ case: c }: Row): string =>
  `${c.kind === 'step' ? 'B' : 'n'} = ${c.B}, ${titleOf(c.network)}`;

/** The time of a peer over ours, of the faster of the lab's two ways, in rows of a kind. */
const against =
  (
    peer: string,
    kinds: readonly Case['kind'][],
    threads: number,
    which: (row: Row) => boolean = () => true,
  ) =>
  ({ rows }: Results): Found[] =>
    rows
      .filter((row) => kinds.includes(row.case.kind) && row.threads === threads && which(row))
      .flatMap((row) => {
        const [theirs, ours] = [row.medians[peer], least(row)];
        const kind = kinds.length > 1 ? `${row.case.kind}, ` : '';
        return theirs === undefined || ours === undefined
          ? []
          : [{ ratio: theirs / ours, where: `${kind}${placeOf(row)}` }];
      });

const least = ({ medians }: Row): number | undefined => {
  const own = LAB.flatMap((name) => medians[name] ?? []);
  return own.length === 0 ? undefined : Math.min(...own);
};

/** One core's time over that of two. */
const twoCores = ({ rows }: Results): Found[] =>
  rows
    .filter((row) => row.threads === 2 && mlp(row) && row.case.B >= 1000)
    .flatMap((row) => {
      const alone = rows.find(
        ({ case: c, threads }) => threads === 1 && JSON.stringify(c) === JSON.stringify(row.case),
      );
      const [one, two] = [alone?.medians['flowlab native'], row.medians['flowlab native']];
      return one === undefined || two === undefined
        ? []
        : [{ ratio: one / two, where: `${row.case.kind}, ${placeOf(row)}` }];
    });

const commitGoal =
  (name: string) =>
  ({ against: rows = [] }: Results) =>
    rows
      .filter((row) => row.name === name)
      .map(({ before, now }) => ({ ratio: before / now, where: '' }));

/** What the lab is held to; ratios of times, the other's over ours. */
const goals: readonly Goal[] = [
  { says: 'step against JAX, MLPs', least: 0.85, of: against('JAX', ['step'], 1, mlp) },
  {
    ...{ says: 'step against JAX, B = 1, small network', least: 1.1 },
    of: against('JAX', ['step'], 1, (row) => isSmall(row) && row.case.B === 1),
  },
  {
    ...{ says: 'step against PyTorch, B = 1, small network', least: 20 },
    of: against('PyTorch', ['step'], 1, (row) => isSmall(row) && row.case.B === 1),
  },
  {
    ...{ says: 'step against PyTorch, B ≤ 32, MLPs', least: 3 },
    of: against('PyTorch', ['step'], 1, (row) => mlp(row) && row.case.B <= 32),
  },
  { says: 'step against PyTorch, MLPs', least: 1.3, of: against('PyTorch', ['step'], 1, mlp) },
  {
    ...{ says: 'step against PyTorch, cnn', least: 1 },
    of: against('PyTorch', ['step'], 1, (row) => !mlp(row)),
  },
  {
    says: '32 products at one point against PyTorch',
    least: 1,
    of: against('PyTorch', ['products'], 1),
  },
  { says: 'two cores against one, n ≥ 1,000', least: 1.7, of: twoCores },
  ...['PyTorch', 'JAX'].map((peer) => ({
    ...{ says: `two cores against ${peer} on two, n ≥ 1,000`, least: 1 },
    of: against(peer, ['step', 'hvp', 'products'], 2, (row) => mlp(row) && row.case.B >= 1000),
  })),
  {
    ...{ says: 'whole jobs against PyTorch', least: 2 },
    of: against('PyTorch', kinds.filter(once), 1),
  },
  {
    ...{ says: 'trace against PyTorch, small network', least: 3 },
    of: against('PyTorch', ['trace', 'traceTo'], 1, isSmall),
  },
  {
    ...{ says: 'sweep against PyTorch in two processes', least: 3 },
    of: ({ sweep }) => {
      const [lab, ...peers] = sweep?.totals ?? [];
      return peers
        .filter(({ name }) => name.includes('2 × 1'))
        .map(({ seconds }) => ({ ratio: seconds / lab!.seconds, where: '' }));
    },
  },
  { says: 'quickstart against 5b541cb', least: 1 / 0.55, of: commitGoal('quickstart') },
  {
    says: 'a worker’s start to its first step against 5b541cb',
    least: 2,
    of: commitGoal('worker'),
  },
  { says: 'threshold of 20 trials against 5b541cb', least: 2, of: commitGoal('threshold') },
];

/** Of each goal the least ratio found, and where. */
export function goalsTable(results: Results): string {
  const body = goals.map(({ says, least: bound, of }) => {
    const found = of(results).toSorted((a, b) => a.ratio - b.ratio);
    const [worst] = found;
    if (worst === undefined) return [says, bound.toPrecision(2), '–', '–', 'not measured'];
    const short = found.filter(({ ratio }) => ratio < bound);
    const verdict =
      short.length === 0
        ? 'reached'
        : found.length === 1
          ? 'short'
          : `short in ${short.length} of ${found.length}`;
    return [says, bound.toPrecision(2), worst.ratio.toPrecision(3), worst.where || '–', verdict];
  });
  return markdown(['goal', 'at least', 'least found', 'where', ''], body);
}
