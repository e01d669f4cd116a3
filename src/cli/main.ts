#!/usr/bin/env node
import process from 'node:process';
import { Command, CommanderError } from '@commander-js/extra-typings';
import { InputError } from '../core/error.ts';
import { defineCite } from './cite/command.ts';
import { defineClaims } from './claims/command.ts';
import { defineData } from './data/command.ts';
import { defineDoctor } from './doctor/command.ts';
import { defineExport } from './export/command.ts';
import { defineFigure } from './figure/command.ts';
import { defineRuns } from './list/command.ts';
import { defineProbe } from './probe/command.ts';
import { defineReport } from './report/command.ts';
import { defineRun } from './run/command.ts';
import { defineSetup } from './setup/command.ts';
import { Interruption } from './shared/interruption.ts';
import { note } from './shared/output.ts';
import { defineTable } from './table/command.ts';
import { defineVerify } from './verify/command.ts';

// A command loads what it needs when it runs, so that help is instant.
const program = new Command('flowlab')
  .description(
    'Put statements about gradient flow, gradient descent and SGD to the test on real networks.',
  )
  .showSuggestionAfterError()
  .exitOverride()
  .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, '')) });

// In the order of the help.
const commands = [
  ...[defineRun, defineReport, defineFigure, defineTable, defineCite],
  ...[defineRuns, defineExport],
  ...[defineVerify, defineClaims, defineProbe],
  ...[defineSetup, defineDoctor, defineData],
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
    note(error.message);
    process.exitCode = 2;
  } else if (error instanceof Interruption) {
    note(error.message);
    process.exitCode = error.exitCode;
  } else {
    note(error instanceof Error ? (error.stack ?? error.message) : String(error));
    process.exitCode = 1;
  }
}
