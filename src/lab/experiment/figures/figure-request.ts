import * as z from 'zod';
import { pixelsIn } from '../../../core/length.ts';
import { means, oneOf, section, text } from '../../spec/field.ts';

/** What a figure can be written as. */
export const figureFormats = ['png', 'svg', 'pdf'] as const;
export type FigureFormat = (typeof figureFormats)[number];

/** What a figure stands on. */
const themes = ['page', 'paper', 'slides', 'dark'] as const;
export type Theme = (typeof themes)[number];

/** Colours of data. */
const paletteNames = ['colour', 'viridis', 'grey'] as const;
export type PaletteName = (typeof paletteNames)[number];

/** Sheets by name. */
const presets = ['column', 'page', 'slides'] as const;
export type Preset = (typeof presets)[number];

const axisScales = ['linear', 'log'] as const;
export type AxisScale = (typeof axisScales)[number];

/** Of a PNG. */
const [LEAST_DPI, MOST_DPI] = [36, 2400];

const length = (least: number, most: number, example: string) =>
  z.string({ error: `give a length such as ${example}` }).refine((value) => {
    const pixels = pixelsIn(value);
    return pixels !== undefined && pixels >= least && pixels <= most;
  }, `give a length in in, cm, mm, pt or px, such as ${example}, from ${least} to ${most}px`);

const side = (example: string) => length(48, 9600, example).optional();
const scale = (axis: string) =>
  oneOf(axisScales)
    .optional()
    .meta(means(`The scale of the ${axis} axis; left out, the figure’s own.`, { example: 'log' }));

/** How figures are wanted; what is absent follows from the preset. */
const figureRequestKeys = {
  preset: oneOf(presets)
    .optional()
    .meta(
      means('A sheet by name, from which whatever else is left out follows.', {
        ...{ default: 'column', source: 'one column of a journal', example: 'slides' },
        see: 'papers.md#figures',
      }),
    ),
  width: side('3.25in').meta(means('The width, in in, cm, mm, pt or px.', { example: '3.25in' })),
  height: side('2.2in').meta(means('The height, in in, cm, mm, pt or px.', { example: '2.2in' })),
  font: length(4, 200, '8pt')
    .optional()
    .meta(means('The size of letters.', { example: '8pt' })),
  format: z
    .union([
      oneOf(figureFormats),
      z.array(oneOf(figureFormats)).min(1, { error: 'list png, svg or pdf' }),
    ])
    .optional()
    .meta(means('The kind of file, or a list of kinds.', { example: ['svg', 'pdf'] })),
  dpi: z
    .number({ error: 'give pixels per inch, such as 300' })
    .min(LEAST_DPI, { error: `give ${LEAST_DPI} to ${MOST_DPI} pixels per inch` })
    .max(MOST_DPI, { error: `give ${LEAST_DPI} to ${MOST_DPI} pixels per inch` })
    .optional()
    .meta(means('The pixels per inch of a png.', { example: 300 })),
  theme: oneOf(themes)
    .optional()
    .meta(means('What the figure stands on: page, paper, slides or dark.', { example: 'paper' })),
  palette: oneOf(paletteNames)
    .optional()
    .meta(means('The colours of data.', { example: 'viridis' })),
  arms: text('give a condition, such as method = sgd and batch <= 64')
    .optional()
    .meta(
      means('The arms that are shown, a condition on keys of the grid; left out, all.', {
        example: 'method = sgd and batch <= 64',
      }),
    ),
  x: scale('horizontal'),
  y: scale('vertical'),
  title: text('give none, own, or a title')
    .optional()
    .meta(means('The title above the figure: none, own, or a text.', { example: 'none' })),
};

/** The options of `flowlab figure`. */
export const figureLookFormat = section('options of a figure', figureRequestKeys);

export type FigureLook = z.output<typeof figureLookFormat>;

const nameRemedy = 'name a figure, such as hessian-trace, or all';
const figureName = text(nameRemedy);

/** An entry of `figures:` in an experiment file: which figures, all unless told otherwise, and how they are wanted. */
export const figureRequestFormat = section(
  'a figure, such as { figure: hessian-trace, width: 3.25in }',
  {
    figure: z
      .union([figureName, z.array(figureName, { error: nameRemedy }).min(1, { error: nameRemedy })])
      .optional()
      .meta(
        means('The name of a figure, or a list of names; left out, all.', {
          example: 'hessian-trace',
        }),
      ),
    ...figureRequestKeys,
  },
);

export type FigureRequest = z.output<typeof figureRequestFormat>;
