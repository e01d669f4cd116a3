#!/usr/bin/env node
import process from 'node:process';
import { Command, CommanderError } from '@commander-js/extra-typings';
import { codeOf, DiskError } from '../core/disk-error.ts';
import { InputError, reason } from '../core/error.ts';
import { ServiceError } from '../core/service-error.ts';
import { defineCheck } from './check/command.ts';
import { defineCite } from './cite/command.ts';
import { defineClaims } from './claims/command.ts';
import { defineCompare } from './compare/command.ts';
import { defineCompletion } from './completion/command.ts';
import { defineCourse } from './course/command.ts';
import { defineData } from './data/command.ts';
import { defineDoctor } from './doctor/command.ts';
import { defineExperiments } from './experiments/command.ts';
import { defineExplain } from './explain/command.ts';
import { defineExport } from './export/command.ts';
import { defineFigure } from './figure/command.ts';
import { defineGc } from './gc/command.ts';
import { defineInit } from './init/command.ts';
import { defineRuns } from './list/command.ts';
import { defineLive } from './live/command.ts';
import { defineProbe } from './probe/command.ts';
import { defineReport } from './report/command.ts';
import { defineReproduce } from './reproduce/command.ts';
import { defineRun } from './run/command.ts';
import { defineSelftest } from './selftest/command.ts';
import { defineSetup } from './setup/command.ts';
import { Interruption } from './shared/interruption.ts';
import { beQuiet, complain } from './shared/output.ts';
import { version } from './shared/version.ts';
import { defineTable } from './table/command.ts';
import { defineVerify } from './verify/command.ts';
import { defineWorker } from './worker/command.ts';

// A command loads what it needs when it runs, so that help is instant.
const program = new Command('flowlab')
  .description(
    'Put statements about gradient flow, gradient descent and SGD to the test on real networks.',
  )
  .version(version(), '-V, --version', 'print the version')
  .option('-q, --quiet', 'no progress and no notes, only results and errors (also FLOWLAB_QUIET=1)')
  .hook('preAction', (whole) => {
    if (whole.opts().quiet === true) beQuiet();
  })
  .showSuggestionAfterError()
  .exitOverride()
  .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, '')) });

// In the order of the help.
const commands = [
  ...[defineInit, defineExperiments, defineExplain],
  ...[defineRun, defineReport, defineFigure, defineTable, defineCite],
  ...[defineRuns, defineCompare, defineExport, defineReproduce, defineGc],
  ...[defineVerify, defineClaims, defineProbe, defineWorker, defineLive],
  ...[defineCourse, defineCheck],
  ...[defineSetup, defineDoctor, defineSelftest, defineData, defineCompletion],
];
for (const define of commands) define(program);

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
    complain(error.message);
    process.exitCode = 2;
  } else if (error instanceof Interruption) {
    complain(error.message);
    process.exitCode = error.exitCode;
  } else {
    // What the system refuses, a full disk for one, is no fault of the program: its first line says it all.
    const isKnown = error instanceof DiskError || error instanceof ServiceError;
    const isSystem = isKnown || codeOf(error) !== undefined;
    complain(
      isSystem || !(error instanceof Error) ? reason(error) : (error.stack ?? error.message),
    );
    process.exitCode = 1;
  }
}
