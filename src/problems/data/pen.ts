import type { Rng } from '../../core/random.ts';
import type { Stroke } from './strokes.ts';

/** Pixels along each side of a drawing. */
export const side = 28;

/**
 * Draws strokes with a hand of chance onto a grey image, [784] of 0 … 255.
 *
 * Control points move, the whole is turned, slanted, stretched, bent and shifted, the pen is thick or
 * thin, sharp or soft, and each pixel gets noise. Sizes chosen by trial, so that a linear model errs
 * about as often as on MNIST. Only + − × ÷ and √ are used, which IEEE 754 rounds correctly: every
 * machine draws the same bytes.
 */
export function draw(strokes: readonly Stroke[], random: Rng): Uint8Array {
  const place = hand(random);
  const radius = between(random, 0.75, 1.65); // pixels
  const soft = between(random, 0.7, 1.5); // width of the edge, pixels
  const dark = between(random, 0.8, 1);
  const far = radius + soft;
  const distance = new Float64Array(side * side).fill(far * far);
  for (const stroke of strokes) {
    const points = smooth(stroke.map((point) => place(point))); // jitter before smoothing
    for (let i = 1; i < points.length; i++) {
      nearer(distance, points[i - 1]!, points[i]!, far);
    }
  }
  const image = new Uint8Array(side * side);
  for (let p = 0; p < image.length; p++) {
    const ink = clamp((radius - Math.sqrt(distance[p]!)) / soft + 0.5);
    // Grain is strong in ink and faint on paper; half of the paper stays at 0, as in a scan.
    const noise = (random.uniform() - 0.5) * (0.06 + 0.24 * ink);
    image[p] = 255 * clamp(dark * ink + noise);
  }
  return image;
}

type Point = readonly [x: number, y: number];

function hand(random: Rng): (point: Point) => Point {
  const wide = between(random, 10.5, 16); // pixels
  const high = between(random, 14, 19);
  const slant = between(random, -0.35, 0.35);
  const half = between(random, -0.16, 0.16); // tan of half the angle: up to 18° either way
  const cos = (1 - half * half) / (1 + half * half);
  const sin = (2 * half) / (1 + half * half);
  const [dx, dy] = [between(random, -1.4, 1.4), between(random, -1.4, 1.4)];
  const bend = Array.from({ length: 4 }, () => between(random, -0.175, 0.175));
  return ([x0, y0]) => {
    const u = x0 - 0.5 + between(random, -0.06, 0.06);
    const v = y0 - 0.5 + between(random, -0.06, 0.06);
    const x = wide * (u + bend[0]! * 2 * (u * u + v * v) + bend[1]! * 4 * u * v - slant * v);
    const y = high * (v + bend[2]! * 2 * (u * u + v * v) + bend[3]! * 4 * u * v);
    return [cos * x - sin * y + dx + (side - 1) / 2, sin * x + cos * y + dy + (side - 1) / 2];
  };
}

/** Catmull–Rom curve through the points, four chords for each gap; two points stay a line. */
function smooth(points: readonly Point[]): readonly Point[] {
  if (points.length < 3) return points;
  const closed = points.length > 4 && near(points[0]!, points.at(-1)!);
  const out: Point[] = [points[0]!];
  for (let i = 0; i < points.length - 1; i++) {
    const [b, c] = [points[i]!, points[i + 1]!];
    const a = points[i - 1] ?? (closed ? points.at(-2)! : b);
    const d = points[i + 2] ?? (closed ? points[1]! : c);
    for (let k = 1; k <= 4; k++) {
      const t = k / 4;
      const at = (axis: 0 | 1) =>
        b[axis] +
        (t / 2) *
          (c[axis] -
            a[axis] +
            t * (2 * a[axis] - 5 * b[axis] + 4 * c[axis] - d[axis]) +
            t * t * (3 * b[axis] - a[axis] - 3 * c[axis] + d[axis]));
      out.push([at(0), at(1)]);
    }
  }
  return out;
}

const near = ([a, b]: Point, [c, d]: Point): boolean => (a - c) ** 2 + (b - d) ** 2 < 9;

/** Lowers the squared distances of the pixels within `far` of the chord from p to q. */
function nearer(distance: Float64Array, p: Point, q: Point, far: number): void {
  const [px, py] = p;
  const [dx, dy] = [q[0] - px, q[1] - py];
  const length2 = dx * dx + dy * dy;
  const from = (a: number, b: number) => Math.max(0, Math.ceil(Math.min(a, b) - far));
  const to = (a: number, b: number) => Math.min(side - 1, Math.floor(Math.max(a, b) + far));
  for (let y = from(py, q[1]); y <= to(py, q[1]); y++) {
    for (let x = from(px, q[0]); x <= to(px, q[0]); x++) {
      const t = length2 > 0 ? clamp(((x - px) * dx + (y - py) * dy) / length2) : 0;
      const [ex, ey] = [x - px - t * dx, y - py - t * dy];
      const d2 = ex * ex + ey * ey;
      if (d2 < distance[y * side + x]!) distance[y * side + x] = d2;
    }
  }
}

const between = (random: Rng, low: number, high: number): number =>
  low + (high - low) * random.uniform();

const clamp = (x: number): number => Math.min(1, Math.max(0, x));
