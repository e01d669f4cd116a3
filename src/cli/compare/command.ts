import type { Command } from '@commander-js/extra-typings';
import { count, repeated, threadCount } from '../shared/arguments.ts';
import { exitWith } from '../shared/exit-code.ts';

/** `flowlab compare`. */
export const defineCompare = (program: Command): void =>
  void program
    .command('compare')
    .description(
      'say how two runs, or two experiments, differ: in keys, in numbers, in what computed them; of two runs also in weights and functions, and what lies between them',
    )
    .argument('<a>', 'a run, by its name, the first digits of it, or its folder; or an experiment')
    .argument('<b>', 'what it is held against')
    .option('--measures <keys>', 'these measures alone, e.g. trace,lossGap')
    .option('--all', 'numbers that do not differ too')
    .option('--runs <dir>', 'folder of the records', 'runs')
    .option('--json', 'print it as JSON')
    .option('--weights', 'how far the weights of two runs and their outputs are apart, with CKA')
    .option('--line', 'losses, accuracies and λ along the straight line through two runs')
    .option('--plane <run>', 'the training loss on the plane through two runs and a third')
    .option('--curve', 'train a curve of low loss from one run to the other')
    .option('--from <t>', 'where the line begins; the runs lie at 0 and 1 (default: -0.5)')
    .option('--to <t>', 'where it ends (default: 1.5)')
    .option('--points <n>', 'points of the line, the curve, or each axis of the plane', count)
    .option('--along <measures>', 'what is measured along line and curve (default: gap,sharpness)')
    .option('--option <key=value>', 'e.g. sharpness.tolerance=0.01; may be repeated', repeated)
    .option('--bend <kind>', 'the curve: bezier, or chain of two straight pieces (default: bezier)')
    .option('--method <entry>', 'what trains the curve, in YAML (default: Adam at 0.01)')
    .option('--steps <n>', 'steps of it (default: 300)', count)
    .option('--precision <name>', 'single or double (default: that of the first run)')
    .option('--threads <n>', 'threads (default: those of the first run)', threadCount)
    .option('--engine <name>', 'native, wasm or gpu (default: that of the first run)')
    .option('--format <list>', 'figures as png, svg, pdf (default: png)')
    .option('--out <folder>', 'folder for figures and tables (default: figures/<a>-<b>)')
    .action(async (a, b, flags) => exitWith((await import('./compare.ts')).compare(a, b, flags)));
