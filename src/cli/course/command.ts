import type { Command } from '@commander-js/extra-typings';

/** `flowlab course`. */
export function defineCourse(program: Command): void {
  const course = program
    .command('course')
    .description(
      'four assignments with hand-outs, starters and variants: for students and teachers',
    );
  course
    .command('init')
    .description(
      'start the folder of a course: of a student, or with --teacher that which checks submissions',
    )
    .argument('[folder]', 'where it goes; it is made if it is not there', 'course')
    .option('--student <number>', 'whose variant, with --code (default: one to practise on)')
    .option('--code <code>', 'the code that the teacher gave you')
    .option('--teacher', 'make secret, model solutions and autograders; in a clone of flowlab')
    .option('--roster <csv>', 'with --teacher: a table with a column student; codes.csv is written')
    .option('--package <tgz>', 'with --teacher: the packed flowlab that autograders install')
    .option('--engine <name>', 'with --teacher: native, wasm or gpu, for the model solutions')
    .addHelpText(
      'after',
      '\nNothing that is there is overwritten. What checks submissions and model solutions is not in the package that students install.',
    )
    .action(async (folder, flags) => (await import('./init.ts')).initCourse(folder, flags));
}
