import { type Command, Option } from '@commander-js/extra-typings';
import { claimOutcomes } from '../../claims/judging/claim.ts';
import { exitWith } from '../shared/exit-code.ts';

/** `flowlab claims` and `flowlab claims show`. */
export function defineClaims(program: Command): void {
  const claims = program
    .command('claims')
    .description('list the claims of a folder with their last verdicts')
    .argument('[folder]', 'a folder of claims (default: those that come with flowlab)')
    .option('--text <name>', 'claims on sentences of this text')
    .option('--section <name>', 'claims on sentences of this section')
    .addOption(
      new Option('--verdict <verdict>', 'claims whose last verdict is this').choices(claimOutcomes),
    )
    .option('--runs <dir>', 'folder of the records (default: runs/<folder>)')
    .option('--json', 'print the list as JSON')
    .action(async (folder, flags) => exitWith((await import('./list.ts')).list(folder, flags)));
  claims
    .command('show')
    .description('explain one claim: its sentence, mathematics, design, control and cost')
    .argument('<id>', 'name of the claim')
    .argument('[folder]', 'a folder of claims (default: those that come with flowlab)')
    .option('--runs <dir>', 'folder of the records (default: runs/<folder>)')
    .option('--json', 'print it as JSON')
    .action(async (id, folder, flags) =>
      exitWith((await import('./show.ts')).show(id, folder, flags)),
    );
}
