import { loadImages } from '../../problems/data/load.ts';
import { dataStatus } from '../../problems/data/status.ts';
import { dataPlaces } from '../shared/environment.ts';
import { note, say } from '../shared/output.ts';

/** Lists the named datasets and whether each is at hand. */
export async function dataList({ json }: { readonly json?: boolean | undefined }): Promise<number> {
  const all = await dataStatus(dataPlaces());
  if (json === true) say(JSON.stringify(all, null, 2));
  else
    for (const d of all)
      say(`${d.name.padEnd(14)} ${d.title}: ${d.found ? d.where : `not found; ${d.remedy}`}`);
  return 0;
}

/** Reads a dataset, verifying its checksums; with `fetch` it may be downloaded first. */
export async function dataCheck(
  name: string,
  path: string | undefined,
  fetch: boolean,
): Promise<number> {
  const places = dataPlaces();
  const set = await loadImages(
    { name, ...(path !== undefined && { path }) },
    { ...places, offline: !fetch || places.offline === true },
    note,
  );
  say(
    `${set.name}: ${set.train.count} training and ${set.test.count} test examples, ${set.shape.join('×')}, ${set.classes} classes, from ${set.source}`,
  );
  for (const [file, sum] of Object.entries(set.checksums)) say(`  ${sum}  ${file}`);
  return 0;
}
