/** A curve through its points, each x to the right and y down in the unit square. */
export type Stroke = readonly (readonly [x: number, y: number])[];

/** Ways to write each digit 0 … 9; a corner ends one stroke and begins the next. */
export const digits: readonly (readonly (readonly Stroke[])[])[] = [
  [
    [round(0.5, 0.5, 0.36, 0.5)], // an oval
    [round(0.5, 0.5, 0.28, 0.5)],
  ],
  [
    [line(0.5, 0, 0.5, 1)],
    [line(0.28, 0.22, 0.55, 0), line(0.55, 0, 0.55, 1)], // with a flag
    [line(0.3, 0.2, 0.52, 0), line(0.52, 0, 0.52, 1), line(0.25, 1, 0.8, 1)], // and a foot
  ],
  [
    [
      curve(0.12, 0.24, 0.32, 0.04, 0.66, 0.02, 0.84, 0.24, 0.7, 0.52, 0.4, 0.77, 0.1, 1),
      line(0.1, 1, 0.92, 1),
    ],
    [curve(0.15, 0.2, 0.45, 0, 0.8, 0.18, 0.68, 0.55, 0.28, 0.95, 0.12, 0.86, 0.32, 0.78, 0.92, 1)], // looped
  ],
  [
    [
      curve(0.15, 0.12, 0.48, 0, 0.8, 0.2, 0.66, 0.42, 0.38, 0.48),
      curve(0.38, 0.48, 0.74, 0.55, 0.88, 0.78, 0.56, 1, 0.1, 0.88),
    ],
    [
      line(0.15, 0.02, 0.82, 0.02),
      line(0.82, 0.02, 0.42, 0.4),
      curve(0.42, 0.4, 0.82, 0.55, 0.82, 0.88, 0.45, 1, 0.1, 0.88),
    ],
  ],
  [
    [line(0.6, 0, 0.08, 0.64), line(0.08, 0.64, 0.94, 0.64), line(0.66, 0.34, 0.64, 1)],
    [curve(0.2, 0, 0.14, 0.3, 0.2, 0.5, 0.82, 0.46), line(0.82, 0, 0.76, 1)], // open at the top
    [line(0.7, 0, 0.08, 0.6), line(0.08, 0.6, 0.92, 0.6), line(0.7, 0, 0.7, 1)],
  ],
  [
    [
      line(0.84, 0, 0.26, 0),
      line(0.26, 0, 0.2, 0.46),
      curve(0.2, 0.46, 0.58, 0.38, 0.88, 0.64, 0.7, 0.94, 0.36, 1, 0.1, 0.86),
    ],
    [curve(0.86, 0.04, 0.4, 0.04, 0.24, 0.3, 0.5, 0.46, 0.8, 0.66, 0.6, 0.96, 0.14, 0.94)], // like an S
  ],
  [
    [
      curve(
        0.74,
        0.02,
        0.4,
        0.2,
        0.16,
        0.6,
        0.26,
        0.92,
        0.55,
        1,
        0.85,
        0.8,
        0.74,
        0.56,
        0.45,
        0.52,
        0.18,
        0.72,
      ),
    ],
    [curve(0.5, 0, 0.26, 0.36, 0.18, 0.74, 0.4, 1, 0.72, 0.92, 0.74, 0.66, 0.5, 0.56, 0.22, 0.74)],
  ],
  [
    [line(0.1, 0.02, 0.9, 0.02), curve(0.9, 0.02, 0.62, 0.45, 0.42, 1)],
    [line(0.1, 0.04, 0.9, 0.02), line(0.9, 0.02, 0.4, 1), line(0.34, 0.5, 0.84, 0.5)], // with a bar
    [line(0.12, 0.16, 0.16, 0), line(0.16, 0, 0.88, 0.02), curve(0.88, 0.02, 0.56, 0.5, 0.5, 1)],
  ],
  [
    [
      curve(
        0.78,
        0.16,
        0.5,
        0,
        0.22,
        0.18,
        0.46,
        0.44,
        0.8,
        0.72,
        0.62,
        0.98,
        0.32,
        0.97,
        0.18,
        0.72,
        0.54,
        0.46,
        0.78,
        0.16,
      ),
    ],
    [round(0.5, 0.25, 0.26, 0.25), round(0.5, 0.74, 0.33, 0.26)],
  ],
  [
    [
      curve(0.84, 0.26, 0.56, 0, 0.2, 0.16, 0.2, 0.42, 0.5, 0.52, 0.84, 0.26),
      curve(0.84, 0.22, 0.8, 0.6, 0.56, 1),
    ],
    [round(0.5, 0.26, 0.3, 0.26), line(0.8, 0.2, 0.76, 1)],
    [round(0.48, 0.26, 0.3, 0.26), curve(0.78, 0.24, 0.8, 0.7, 0.6, 0.98, 0.2, 0.92)], // with a hook
  ],
];

function line(x0: number, y0: number, x1: number, y1: number): Stroke {
  return [
    [x0, y0],
    [x1, y1],
  ];
}

function curve(...xy: readonly number[]): Stroke {
  return Array.from({ length: xy.length / 2 }, (_, i) => [xy[2 * i]!, xy[2 * i + 1]!] as const);
}

function round(x: number, y: number, width: number, height: number): Stroke {
  const [w, h] = [0.7 * width, 0.7 * height]; // √½ to one digit: points at 45°
  return curve(
    ...[x, y - height, x - w, y - h, x - width, y, x - w, y + h],
    ...[x, y + height, x + w, y + h, x + width, y, x + w, y - h, x, y - height],
  );
}
