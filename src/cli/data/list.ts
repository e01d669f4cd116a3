import { dataStatus } from '../../lab/data/status.ts';
import { dataPlaces } from '../host/environment.ts';
import { say } from '../shared/output.ts';

/** Lists the named datasets and whether each is at hand; returns the exit code. */
export async function list({ json }: { readonly json?: boolean | undefined }): Promise<number> {
  const all = dataStatus(dataPlaces());
  if (json === true) say(JSON.stringify(all, null, 2));
  else
    for (const d of all)
      say(`${d.name.padEnd(14)} ${d.title}: ${d.found ? d.where : `not found; ${d.remedy}`}`);
  return 0;
}
