import { expect, test } from 'vitest';
import { labelsOf, varyingAxes } from '../../../src/claims/table/arm.ts';
import type { Row } from '../../../src/claims/table/table.ts';

const row = (axes: Row['axes']): Row => ({
  ...{ id: JSON.stringify(axes), seed: 0, ending: 'completed', finished: true, axes },
  ...{ scalars: {}, series: {}, facts: {} },
});
const names = (...rows: Row[]) => rows.map(labelsOf(rows, varyingAxes(rows)));
const sgd = (axes: Row['axes']) =>
  row({ method: 'sgd', rate: 0.1, sampling: 'shuffled', average: 1, ...axes });
const descent = row({ method: 'gradient-descent', rate: 0.1 });

test('an axis that one method alone has, with one value, names nobody', () => {
  expect(names(descent, sgd({ batch: 4 }), sgd({ batch: 16 }))).toEqual([
    'method = gradient-descent',
    'method = sgd, batch = 4',
    'method = sgd, batch = 16',
  ]);
});

test('an axis that alone tells two rows apart stays, whatever else they lack', () => {
  const whole = row({ method: 'heavy-ball', rate: 0.1 });
  const batches = row({ method: 'heavy-ball', rate: 0.1, batch: 4, average: 1 });
  const [all, some] = names(whole, batches);
  expect(all).not.toBe(some);
  expect(some).toBe('batch = 4');
});

test('rows have one name exactly if they agree in every axis that varies', () => {
  const values = { batch: [undefined, 4, 8], average: [undefined, 1, 2], rate: [0.1, 0.2] };
  const rows = values.batch.flatMap((batch) =>
    values.average.flatMap((average) =>
      values.rate.map((rate) =>
        row({ rate, ...(batch && { batch }), ...(average && { average }) } as Row['axes']),
      ),
    ),
  );
  for (let skip = 1; skip < 6; skip++) {
    const some = rows.filter((_, i) => i % skip === 0);
    expect(new Set(names(...some)).size).toBe(some.length);
  }
});
