/**
 * Sentences that differ in their numbers alone become one, each such number replaced by its range:
 * `divided by 66.03` and `divided by 66.44` give `divided by 66.03 to 66.44`. Order is kept.
 */
export function mergeSentences(sentences: readonly string[]): readonly string[] {
  const groups = new Map<string, string[]>();
  for (const sentence of new Set(sentences)) {
    const pattern = sentence.replaceAll(NUMBER, '#');
    groups.set(pattern, [...(groups.get(pattern) ?? []), sentence]);
  }
  return [...groups.values()].map((alike) => {
    const rows = alike.map((sentence) => sentence.match(NUMBER) ?? []);
    const ranges = (rows[0] ?? []).map((_, i) => rangeOf(rows.map((row) => row[i]!)));
    let next = 0;
    return alike[0]!.replaceAll(NUMBER, () => ranges[next++]!);
  });
}

function rangeOf(numbers: readonly string[]): string {
  const sorted = [...new Set(numbers)].sort((a, b) => magnitude(a) - magnitude(b));
  return sorted.length === 1 ? sorted[0]! : `${sorted[0]} to ${sorted.at(-1)}`;
}

const magnitude = (number: string) => Number(number.replaceAll(',', ''));

// 66.03 or 2,000, but not the stop at the end of a sentence.
const NUMBER = /\d+(?:[.,]\d+)*/g;
