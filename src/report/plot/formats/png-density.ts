/** Metres in an inch. */
const INCH = 0.0254;
/** Signature and IHDR with its length, name and check sum. */
const HEAD = 8 + 12 + 13;

/**
 * The PNG with its density in a pHYs chunk, so that programs place it at its real size; `dpi` in pixels per inch.
 *
 * Source: PNG (Third Edition), W3C 2025, 11.3.4.3.
 */
export function withDensity(png: Uint8Array, dpi: number): Uint8Array {
  const body = Buffer.alloc(4 + 9);
  body.write('pHYs', 'latin1');
  const perMetre = Math.round(dpi / INCH);
  body.writeUInt32BE(perMetre, 4);
  body.writeUInt32BE(perMetre, 8);
  // The unit is the metre.
  body.writeUInt8(1, 12);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(9);
  check.writeUInt32BE(checkSum(body));
  return Buffer.concat([png.subarray(0, HEAD), length, body, check, png.subarray(HEAD)]);
}

/** CRC-32 of ISO 3309, as PNG has it (annex D). */
function checkSum(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc & 1) === 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}
