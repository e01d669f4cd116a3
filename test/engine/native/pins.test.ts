import { describe, expect, test } from 'vitest';
import { pinFor } from '../../../src/engine/native/pins.ts';

describe('pinFor', () => {
  test.each(['x64', 'arm64'])('the pin for Linux on %s agrees with itself', (arch) => {
    const pin = pinFor('linux', arch)!;
    // PEP 427: {distribution}-{version}-{python}-{abi}-{platform}.whl, dashes as underscores.
    const name = pin.distribution.replaceAll('-', '_');
    const python = `cp${pin.pythonVersion.replace('.', '')}`;
    const tags = [name, pin.version, python, pin.abi, pin.platformTag];
    expect(pin.file).toBe(`${tags.join('-')}.whl`);
    expect(pin.sha256).toMatch(/^[0-9a-f]{64}$/);
  });

  test('there is none for other platforms', () => {
    expect(pinFor('darwin', 'arm64')).toBe(null);
    expect(pinFor('win32', 'x64')).toBe(null);
    expect(pinFor('linux', 'ia32')).toBe(null);
  });
});
