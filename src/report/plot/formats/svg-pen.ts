/** [a, b, c, d, e, f] of x' = a x + c y + e, y' = b x + d y + f. */
export type Transform = readonly [number, number, number, number, number, number];

const IDENTITY: Transform = [1, 0, 0, 1, 0, 0];

/** The part of a drawing context that moves the plane and collects a path, as the data of an SVG path. */
export function svgPen() {
  let to = IDENTITY;
  let path = '';
  const at = (x: number, y: number): string => {
    const [a, b, c, d, e, f] = to;
    return `${short(a * x + c * y + e)} ${short(b * x + d * y + f)}`;
  };
  const transform = (...[p, q, r, s, t, u]: Transform): void => {
    const [a, b, c, d, e, f] = to;
    const [g, h] = [a * t + c * u + e, b * t + d * u + f];
    to = [a * p + c * q, b * p + d * q, a * r + c * s, b * r + d * s, g, h];
  };
  const begin = () => (path === '' ? 'M' : 'L');
  const pen = {
    transform,
    translate: (x: number, y: number) => transform(1, 0, 0, 1, x, y),
    scale: (x: number, y: number) => transform(x, 0, 0, y, 0, 0),
    rotate: (angle: number) => {
      const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
      transform(cos, sin, -sin, cos, 0, 0);
    },
    setTransform: (...own: Transform) => void (to = own),
    resetTransform: () => void (to = IDENTITY),
    beginPath: () => void (path = ''),
    closePath: () => void (path += 'Z'),
    moveTo: (x: number, y: number) => void (path += `M${at(x, y)}`),
    lineTo: (x: number, y: number) => void (path += `${begin()}${at(x, y)}`),
    bezierCurveTo: (a: number, b: number, c: number, d: number, x: number, y: number) =>
      void (path += `C${at(a, b)} ${at(c, d)} ${at(x, y)}`),
    rect: (x: number, y: number, width: number, height: number) =>
      void (path += `M${at(x, y)}L${at(x + width, y)}L${at(x + width, y + height)}L${at(x, y + height)}Z`),
    /** Of a circle, which the plane may move, turn and scale; drawn as two arcs, for SVG has none of a full turn. */
    arc: (x: number, y: number, r: number, from: number, until: number, counter = false) => {
      const turn = counter ? from - until : until - from;
      const full = 2 * Math.PI;
      const swept = (counter ? -1 : 1) * (turn >= full ? full : ((turn % full) + full) % full);
      const point = (angle: number) => at(x + r * Math.cos(angle), y + r * Math.sin(angle));
      const size = short(r * unit());
      path += `${begin()}${point(from)}`;
      for (const angle of [from + swept / 2, from + swept])
        path += `A${size} ${size} 0 0 ${counter ? 0 : 1} ${point(angle)}`;
    },
  };
  /** How much longer a length is as drawn. */
  const unit = (): number => Math.hypot(to[0], to[1]);
  return {
    ...{ pen, at, unit },
    path: () => path,
    transformNow: () => to,
    replace: (own: Transform) => void (to = own),
    /** What `draw` makes of a path of its own. */
    aside(draw: () => void): void {
      const before = path;
      path = '';
      draw();
      path = before;
    },
  };
}

/** A length with three decimals at most. */
export const short = (value: number): string => String(Number(value.toFixed(3)));
