import type { Interval } from '../../core/range.ts';
import { LEVEL, studentInterval } from '../student.ts';

/** Values that may be correlated with each other: how many, their sum, and the sum of their squares. */
export interface Block {
  readonly n: number;
  readonly sum: number;
  readonly squares: number;
}

/** The mean of values of which only blocks are independent. */
export interface CorrelatedMean {
  readonly mean: number;
  /** NaN of one block, which does not say how far blocks lie apart. */
  readonly stderr: number;
  /** Student's, with a degree of freedom less than there are blocks. */
  readonly interval: Interval;
  /** Independent values that would know the mean as well, s²/stderr²: N/(2τ) with τ the integrated autocorrelation time. */
  readonly effective: number;
}

/**
 * x̄ = Σ x/N with an error that counts how values of a block are correlated, by the spread of the blocks.
 *
 * stderr² = b/(b − 1) Σ (Σ_block x − x̄ n_block)²/N², which of equal blocks is the variance of their means over b; blocks must be long
 * against the correlation, or independent for another reason, as walkers are. Blocks of no value count for nothing. Flegal & Jones,
 * Annals of Statistics 38 (2010) 1034–1070, section 2; for unequal blocks Cochran 1977, section 6.4.
 *
 * @throws RangeError where no block has a value
 */
export function correlatedMean(blocks: Iterable<Block>, level = LEVEL): CorrelatedMean {
  const own = [...blocks].filter(({ n }) => n > 0);
  const total = (of: (block: Block) => number) => own.reduce((sum, block) => sum + of(block), 0);
  const N = total(({ n }) => n);
  if (own.length === 0) throw new RangeError('invalid blocks; not at least one value: empty');
  const mean = total(({ sum }) => sum) / N;
  const spread = total(({ n, sum }) => (sum - mean * n) ** 2);
  const stderr = Math.sqrt(((own.length / (own.length - 1)) * spread) / N ** 2);
  const variance = Math.max(0, total(({ squares }) => squares) / N - mean ** 2);
  return {
    ...{ mean, stderr },
    interval: studentInterval(mean, stderr, own.length - 1, level),
    // Values that are all alike tell the mean however they are correlated.
    effective: stderr === 0 ? N : variance / stderr ** 2,
  };
}

/** Which row and which column a block is in, by its number. */
export interface Crossing {
  row(block: number): number;
  column(block: number): number;
}

/**
 * x̄ = Σ x/N of blocks that are correlated where they share a row or a column, as walkers do that one mini-batch moves.
 *
 * stderr² = V_columns + (V_rows − V_blocks)₊, each V as {@link correlatedMean} has it of blocks taken together: what a column shares, of either
 * sign, and what a row carries from column to column. Degrees of freedom are one less than there are rows or columns, the fewer of them.
 * Cameron, Gelbach & Miller, Journal of Business & Economic Statistics 29 (2011) 238–249, section 2.
 *
 * @throws RangeError where no block has a value
 */
export function crossedMean(
  blocks: readonly Block[],
  { row, column }: Crossing,
  level = LEVEL,
): CorrelatedMean {
  const own = correlatedMean(blocks, level);
  const [rows, columns] = [row, column].map((of) => taken(blocks, of)) as [Block[], Block[]];
  const variance = (of: readonly Block[]) => correlatedMean(of, level).stderr ** 2;
  const carried = Math.max(0, variance(rows) - own.stderr ** 2);
  const stderr = Math.sqrt(variance(columns) + carried);
  return {
    ...{ mean: own.mean, stderr },
    interval: studentInterval(own.mean, stderr, Math.min(rows.length, columns.length) - 1, level),
    effective: stderr === 0 ? own.effective : own.effective * (own.stderr / stderr) ** 2,
  };
}

/** Blocks with values that are in the same group, taken together. */
function taken(blocks: readonly Block[], groupOf: (block: number) => number): Block[] {
  const found = new Map<number, Block>();
  for (const [i, { n, sum, squares }] of blocks.entries()) {
    if (n === 0) continue;
    const of = found.get(groupOf(i)) ?? { n: 0, sum: 0, squares: 0 };
    found.set(groupOf(i), { n: of.n + n, sum: of.sum + sum, squares: of.squares + squares });
  }
  return [...found.values()];
}
