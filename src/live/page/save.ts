import type { Size } from '../plot/svg.ts';
import { create } from './elements.ts';

/** Pixels of a picture for one CSS pixel: sharp in print at half a column. */
const DENSITY = 3;

/** Hands a file to the user. */
function save(name: string, content: Blob): void {
  const address = URL.createObjectURL(content);
  create('a', { href: address, download: name }).click();
  // The browser has taken the file by then.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

export const saveText = (name: string, text: string, type: string): void =>
  save(name, new Blob([text], { type }));

/** Draws an SVG picture and hands it over as a PNG. */
export async function savePng(name: string, svg: string, { width, height }: Size): Promise<void> {
  const image = await loaded(`data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`);
  const canvas = create('canvas', { width: DENSITY * width, height: DENSITY * height });
  canvas.getContext('2d')!.drawImage(image, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  if (blob !== null) save(name, blob);
}

/** An image once it is there. */
const loaded = (address: string): Promise<HTMLImageElement> =>
  new Promise((resolve, reject) => {
    const image = new Image();
    image.onload = () => resolve(image);
    image.onerror = () => reject(new Error('the picture could not be drawn'));
    image.src = address;
  });
