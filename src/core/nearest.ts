/**
 * The candidate nearest to a mistyped word, by edits, ignoring case; undefined when none is near.
 *
 * Near means at most a third of the letters of the longer word, and at least one: chosen by trial so
 * that `fashon` finds `fashion` and `adam` does not find `sgd`. Ties go to the earlier candidate.
 */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  let best: string | undefined;
  let fewest = Number.POSITIVE_INFINITY;
  const lower = word.toLowerCase();
  for (const candidate of candidates) {
    const allowed = Math.max(1, Math.floor(Math.max(word.length, candidate.length) / 3));
    const other = candidate.toLowerCase();
    // Each letter that one has more is an edit.
    if (Math.abs(lower.length - other.length) > allowed) continue;
    const edits = distance(lower, other);
    if (edits <= allowed && edits < fewest) {
      best = candidate;
      fewest = edits;
    }
  }
  return best;
}

/** ` (did you mean "x"?)` for the end of an error message, or the empty string. */
export function didYouMean(word: string, candidates: readonly string[]): string {
  const guess = nearest(word, candidates);
  return guess === undefined ? '' : ` (did you mean "${guess}"?)`;
}

/**
 * Damerau–Levenshtein distance in its optimal-string-alignment form: insert, delete, substitute or
 * swap neighbours, no part edited twice. Damerau 1964; Boytsov 2011, §2.2.
 */
export function distance(a: string, b: string): number {
  // D[i][j] = edits between the first i letters of a and the first j of b.
  const D = Array.from({ length: a.length + 1 }, (_, i) =>
    Array.from({ length: b.length + 1 }, (_, j) => (i === 0 ? j : j === 0 ? i : 0)),
  );
  for (let i = 1; i <= a.length; i++) {
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      const edits = Math.min(D[i - 1]![j]! + 1, D[i]![j - 1]! + 1, D[i - 1]![j - 1]! + same);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      D[i]![j] = swapped ? Math.min(edits, D[i - 2]![j - 2]! + 1) : edits;
    }
  }
  return D[a.length]![b.length]!;
}
