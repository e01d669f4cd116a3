import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pngQuantizeSync } from '@napi-rs/image';

/** Colours that a palette of a figure's strokes and soft edges needs before a difference can be seen. */
const QUALITY = { minQuality: 80, maxQuality: 95, speed: 4 };

/** A picture with a palette of at most 256 colours, or as it was where that would be larger or visibly worse. */
function smaller(png: Buffer): Buffer {
  try {
    const fewer = pngQuantizeSync(png, QUALITY);
    return fewer.length < png.length ? fewer : png;
  } catch {
    return png;
  }
}

/**
 * Copies a report folder to one that is small enough to be committed: the same pages, with pictures of fewer colours, both
 * those in files and those within the page.
 */
function gallery(from: string, to: string): void {
  rmSync(to, { recursive: true, force: true });
  cpSync(from, to, {
    recursive: true,
    filter: (path) => !/\.(json|pdf|tex)$/.test(path),
  });
  for (const path of readdirSync(to, { recursive: true, encoding: 'utf8' })) {
    const file = join(to, path);
    if (path.endsWith('.png')) writeFileSync(file, smaller(readFileSync(file)));
    if (path.endsWith('.html'))
      writeFileSync(
        file,
        readFileSync(file, 'utf8').replaceAll(
          /data:image\/png;base64,([A-Za-z0-9+/=]+)/g,
          (_, data: string) =>
            `data:image/png;base64,${smaller(Buffer.from(data, 'base64')).toString('base64')}`,
        ),
      );
  }
}

const [from, to] = process.argv.slice(2);
if (from === undefined || to === undefined) {
  console.error('usage: npm run gallery <report folder> <folder to write>');
  process.exit(2);
}
gallery(from, to);
