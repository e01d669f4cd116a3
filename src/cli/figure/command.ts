import type { Command } from '@commander-js/extra-typings';
import { exitWith } from '../shared/exit-code.ts';

/** `flowlab figure`. */
export const defineFigure = (program: Command): void =>
  void program
    .command('figure')
    .description('draw figures of an experiment for a paper or a slide, or list their names')
    .argument('<experiment>', 'name of an experiment, or a folder of records')
    .argument('[names...]', 'figures to draw, or all; none lists them')
    .option(
      '--preset <name>',
      'column (3.25in, 8pt), page (6.75in, 8pt) or slides (10in × 5.625in, 16pt)',
    )
    .option('--width <length>', 'such as 3.25in, 80mm or 234pt')
    .option('--height <length>', 'default: as high as the figure needs')
    .option('--font <length>', 'size of its text, such as 8pt')
    .option('--format <list>', 'png, svg, pdf (default: pdf)')
    .option('--dpi <number>', 'pixels of a PNG per inch')
    .option('--theme <name>', 'paper, slides, dark or page')
    .option('--palette <name>', 'colour, viridis or grey')
    .option('--arms <condition>', "these arms alone, e.g. 'method = sgd and batch <= 64'")
    .option('--x <scale>', 'log or linear')
    .option('--y <scale>', 'log or linear')
    .option('--title <text>', 'none, own, or a title above the figure')
    .option('--out <path>', 'folder, or a file for one figure (default: figures/<experiment>)')
    .option('--runs <dir>', 'folder of the records', 'runs')
    .action(async (experiment, names, flags) =>
      exitWith((await import('./figure.ts')).figure(experiment, names, flags)),
    );
