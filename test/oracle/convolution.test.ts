import { describe, expect, test } from 'vitest';
import { type OracleNetwork, oracle } from './oracle.ts';
import { pseudoRandom } from './random.ts';

// One convolution that copies input channel `ci`, seen through tap (ky, kx), to output channel
// `co`, then one output weight on pooled pixel (py, px): the logit is the mean of four shifted
// input pixels.
const [h, w, cin, cout] = [4, 7, 2, 2];
const [hPooled, wPooled] = [2, 3];
const net: OracleNetwork = {
  ...{ kind: 'cnn', inputShape: [h, w, cin], channels: [cout], classes: 1 },
  ...{ activation: 'identity', parametrisation: 'standard' },
};
const x = pseudoRandom(h * w * cin, 1, 8);
const pixel = (row: number, column: number, channel: number): number =>
  0 <= row && row < h && 0 <= column && column < w ? x[(row * w + column) * cin + channel]! : 0;

const taps = [0, 1, 2].flatMap((ky) =>
  [0, 1, 2].flatMap((kx) => [0, 1].map((ci) => [ky, kx, ci] as const)),
);

describe('the convolution', () => {
  test.each(taps)('row (ky, kx, ci) = (%d, %d, %d) reads the shifted pixel', (ky, kx, ci) => {
    for (let co = 0; co < cout; co += 1)
      for (let py = 0; py < hPooled; py += 1)
        for (let px = 0; px < wPooled; px += 1) {
          const theta = new Float64Array(18 * cout + cout + hPooled * wPooled * cout + 1);
          theta[((ky * 3 + kx) * cin + ci) * cout + co] = 1;
          theta[18 * cout + cout + (py * wPooled + px) * cout + co] = 1;
          // The bias of that channel shifts the mean by itself.
          theta[18 * cout + co] = 0.25;

          const mean =
            [0, 1, 2, 3]
              .map((i) => [2 * py + (i >> 1) + ky - 1, 2 * px + (i & 1) + kx - 1] as const)
              .reduce((sum, [row, column]) => sum + pixel(row, column, ci), 0) / 4;
          const { loss } = oracle(net, 'squared-error', theta, x, Int32Array.of(0));
          // The only class is the label, so L = ½(f − 1)².
          expect(Math.abs(loss - (mean + 0.25 - 1) ** 2 / 2)).toBeLessThan(1e-15);
        }
  });
});
