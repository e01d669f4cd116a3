#!/usr/bin/env node
import process from 'node:process';
import { Command, CommanderError, InvalidArgumentError } from '@commander-js/extra-typings';
import { InputError } from '../core/error.ts';
import { note } from './shared/output.ts';

// Commands load what they need when they run, so that help is instant.
const program = new Command('flowlab')
  .description(
    'Put statements about gradient flow, gradient descent and SGD to the test on real networks.',
  )
  .showSuggestionAfterError()
  .exitOverride()
  .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, '')) });

const collect = (value: string, previous: string[] = []) => [...previous, value];

program
  .command('run')
  .description('run an experiment and draw its report')
  .argument('<experiment>', 'a bundled experiment, such as quickstart, or the path of a .yaml file')
  .option(
    '--set <key=value>',
    'change one entry of the file, e.g. data.train=1000; may be repeated',
    collect,
  )
  .option('--seeds <n>', 'number of seeds', count)
  .option('--jobs <n>', 'runs at a time (default: one per core)', count)
  .option(
    '--threads <n>',
    'threads of each run (default: one, or for few large runs as many as measurably help)',
    threads,
  )
  .option(
    '--engine <name>',
    'native, wasm or gpu (default: native if it can be had; also FLOWLAB_ENGINE)',
  )
  .option('--out <dir>', 'folder of the report (default: reports/<experiment>)')
  .option('--runs <dir>', 'folder of the records', 'runs')
  .option('--dry-run', 'list the runs and stop')
  .option('--json', 'print the result as JSON')
  .action(async (name, flags) => finish((await import('./run/run.ts')).run(name, flags)));

program
  .command('report')
  .description('draw the report of an experiment from the records of its runs')
  .argument('<experiment>', 'name of an experiment, or a folder of records')
  .option('--out <dir>', 'folder of the report (default: reports/<experiment>)')
  .option('--runs <dir>', 'folder of the records', 'runs')
  .option('--json', 'print the result as JSON')
  .action(async (name, flags) => finish((await import('./report/report.ts')).report(name, flags)));

program
  .command('probe')
  .description('measure weights saved by NumPy, or those of a run')
  .argument('[weights]', 'an .npz with one array per weight array, or the folder of a run')
  .argument('[measures...]', 'what to measure, such as trace sharpness; see --list')
  .option('--list', 'list the measures')
  .option('--dataset <name>', 'mnist, fashion-mnist, glyphs, or idx, csv, npz with --path')
  .option('--path <path>', 'your own data')
  .option('--train <n>', 'training examples (default: 500)')
  .option('--test <n>', 'test examples (default: 2000)')
  .option('--no-centre', 'do not subtract the mean of each pixel')
  .option(
    '--network <layers>',
    'such as "784-32-32-10 tanh", "cnn 6-16 relu", or a mapping in YAML',
  )
  .option('--loss <name>', 'squared-error or cross-entropy (default: squared-error)')
  .option('--method <entry>', 'whose step is asked about, in YAML (default: gradient descent)')
  .option('--initial <file>', 'an .npz with the weights that training began from')
  .option('--seed <n>', 'of the subset of the data and of all draws (default: 0)')
  .option('--set <key=value>', 'any other key of an experiment file; may be repeated', collect)
  .option('--option <key=value>', 'e.g. trace.relativeError=0.01; may be repeated', collect)
  .option('--threads <n>', 'threads (default: one, or those of the run)', threads)
  .option('--engine <name>', 'native, wasm or gpu (default: that of the run, or as for run)')
  .option('--out <file>', 'write the result there as JSON')
  .option('--force', 'overwrite the file of --out')
  .option('--json', 'print the result as JSON')
  .action(async (weights, measures, { list, ...flags }) => {
    if (list === true) (await import('./probe/probe-table.ts')).listMeasures();
    else if (weights === undefined) program.error('name an .npz, or the folder of a run');
    else await finish((await import('./probe/probe.ts')).probe(weights, measures, flags));
  });

program
  .command('setup')
  .description('set up native TensorFlow, or say what is missing')
  .action(async () => {
    const { chooseEngine } = await import('./shared/engine.ts');
    const { name, version } = await chooseEngine(undefined);
    note(`Engine: ${name} ${version}`);
  });

program
  .command('doctor')
  .description('say which engine is in use, which data are there, and what to do about the rest')
  .option('--json', 'print as JSON')
  .action(async (flags) => finish((await import('./doctor/doctor.ts')).doctor(flags)));

const data = program.command('data').description('the datasets');
data
  .command('list')
  .description('list the named datasets and whether each is at hand')
  .option('--json', 'print as JSON')
  .action(async (flags) => finish((await import('./data/data.ts')).dataList(flags)));
data
  .command('check')
  .description('read a dataset and verify it')
  .argument('<name>', 'mnist, fashion-mnist, glyphs, idx, csv or npz')
  .argument('[path]', 'the file or folder, for idx, csv and npz')
  .action(async (name, path) =>
    finish((await import('./data/data.ts')).dataCheck(name, path, false)),
  );
data
  .command('fetch')
  .description('download a dataset if it is not there, and verify it')
  .argument('<name>', 'fashion-mnist')
  .action(async (name) =>
    finish((await import('./data/data.ts')).dataCheck(name, undefined, true)),
  );

async function finish(code: Promise<number>): Promise<void> {
  process.exitCode = await code;
}

function count(text: string): number {
  const n = Number(text);
  if (!Number.isInteger(n) || n < 1)
    throw new InvalidArgumentError('give a whole number of 1 or more.');
  return n;
}

/** Far more than any machine has: TensorFlow would fail to start them, and not in one line. */
const MOST_THREADS = 1024;

function threads(text: string): number {
  const n = Number(text);
  if (!Number.isInteger(n) || n < 1 || n > MOST_THREADS)
    throw new InvalidArgumentError(`give a whole number from 1 to ${MOST_THREADS}.`);
  return n;
}

// Whoever reads on need not read to the end: flowlab probe --list | head.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit();
  throw error;
});

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    // Help and version are no errors; everything else was typed wrongly, and commander has said how.
    process.exitCode = error.exitCode === 0 ? 0 : 2;
  } else if (error instanceof InputError) {
    note(error.message);
    process.exitCode = 2;
  } else {
    note(error instanceof Error ? (error.stack ?? error.message) : String(error));
    process.exitCode = 1;
  }
}
