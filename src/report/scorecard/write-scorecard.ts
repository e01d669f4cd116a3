import { figurePath } from '../page/block.ts';
import { columnPictures } from '../page/column-pictures.ts';
import { htmlOf } from '../page/html/page.ts';
import { interactiveOf } from '../page/interactive.ts';
import { markdownOf } from '../page/markdown.ts';
import { writeFolder } from '../page/write-folder.ts';
import type { Figure } from '../plot/figure.ts';
import { createRenderer } from '../plot/render.ts';
import { pageFigures } from '../sketch/page-figures.ts';
import type { Sketch } from '../sketch/sketch.ts';
import { claimSketches } from './claim-figures.ts';
import { scorecardDocument } from './document.ts';
import { overview } from './overview.ts';
import type { Scorecard } from './score.ts';
import { scorecardJson } from './scorecard-json.ts';

/**
 * Writes the report on a folder of claims: index.html, report.md, scorecard.json and figures/*.png; returns the files' paths within `outDir`.
 *
 * Throws InputError where a file there is not a report's own, or was edited since, and where the folder cannot be written.
 */
export async function writeScorecard(card: Scorecard, outDir: string): Promise<readonly string[]> {
  const own = new Map(card.scores.map((score) => [score.id, claimSketches(score)] as const));
  const sketches = [overview(card), ...own.values()]
    .flat()
    .filter((one): one is Sketch => one !== undefined);
  const { figures, light, dark } = pageFigures(sketches);
  const render = createRenderer();
  const pictures = columnPictures({ light, dark }, render);
  const blocks = scorecardDocument(card, figures, (id) => own.get(id)!.map((sketch) => sketch.id));
  const picturesOf = ({ id }: Figure) => pictures.get(id)!;
  const html = htmlOf(`Claims of ${card.name}`, blocks, picturesOf, interactiveOf(light, dark));
  const files = new Map<string, Uint8Array>([
    ['index.html', Buffer.from(html)],
    ['report.md', Buffer.from(markdownOf(blocks))],
    ['scorecard.json', Buffer.from(`${JSON.stringify(scorecardJson(card), null, 2)}\n`)],
    ...figures.map((figure) => [figurePath(figure), render(figure)] as const),
  ]);
  await writeFolder(outDir, files);
  return [...files.keys()];
}
