import { type Command, Option } from '@commander-js/extra-typings';
import { assignmentIds } from '../../course/kit/assignment-ids.ts';
import { count } from '../shared/arguments.ts';
import { exitWith } from '../shared/exit-code.ts';

/** `flowlab check`. */
export const defineCheck = (program: Command): void =>
  void program
    .command('check')
    .description(
      'check submissions to the assignments of a course from their records, for a gradebook or Gradescope',
    )
    .argument('<submissions...>', 'a folder or zip that was handed in, or a folder of them')
    .option(
      '--course <folder>',
      "the teacher's folder, that of flowlab course init --teacher",
      'course',
    )
    .option('--out <folder>', 'where results and gradebooks go', 'grades')
    .option(
      '--results <file>',
      'of one submission: write results.json for Gradescope, and nothing else',
    )
    .option(
      '--metadata <json>',
      "with --results: Gradescope's submission_metadata.json, whose sid must be the student's number",
    )
    .addOption(
      new Option('--assignment <id>', 'which assignment must have been handed in').choices(
        assignmentIds,
      ),
    )
    .option('--no-rerun', 'compute no run again')
    .option('--jobs <n>', 'runs at a time (default: one for each core)', count)
    .option('--engine <name>', 'native, wasm or gpu, by which runs are computed again')
    .option('--force', 'overwrite results that are there')
    .addHelpText(
      'after',
      '\nNothing that a submission brings is executed: its records are read, and one run in ten is computed again from its spec.\nExit codes: 0, everything was checked, whatever its score; 2, something cannot be used.',
    )
    .action(async (paths, flags) => exitWith((await import('./check.ts')).check(paths, flags)));
