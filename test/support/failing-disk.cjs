// Loaded before flowlab by a test: every write that FAIL_PATH matches fails as FAIL_CODE says, as if the disk refused it.
const fs = require('node:fs');
const { syncBuiltinESMExports } = require('node:module');

const { FAIL_PATH, FAIL_CODE } = process.env;
if (FAIL_PATH) {
  const pattern = new RegExp(FAIL_PATH);
  const isMeant = (path) => typeof path === 'string' && pattern.test(path);
  const refusal = (syscall, path) =>
    Object.assign(new Error(`${FAIL_CODE}: refused by the test, ${syscall} '${path}'`), {
      code: FAIL_CODE,
      syscall,
      path,
    });
  const isWriting = (flags) => typeof flags === 'string' && /[wa+]/.test(flags);
  const opened = new Map();

  const wrapped = (real, syscall, meant) =>
    function refusing(...args) {
      const path = meant(args);
      if (path !== undefined) throw refusal(syscall, path);
      return real.apply(this, args);
    };
  const first = ([path]) => (isMeant(path) ? path : undefined);
  const second = ([, path]) => (isMeant(path) ? path : undefined);
  const written = ([file]) =>
    typeof file === 'number' ? opened.get(file) : isMeant(file) ? file : undefined;

  // A file may be made on a full disk; what is written into it fails.
  const { openSync } = fs;
  const onWrite = FAIL_CODE === 'ENOSPC' || FAIL_CODE === 'EIO';
  fs.openSync = (path, flags, ...rest) => {
    const meant = isWriting(flags) && isMeant(path);
    if (meant && !onWrite) throw refusal('open', path);
    const handle = openSync(path, flags, ...rest);
    opened.delete(handle);
    if (meant) opened.set(handle, path);
    return handle;
  };
  fs.writeFileSync = wrapped(fs.writeFileSync, 'write', written);
  fs.writeSync = wrapped(fs.writeSync, 'write', written);
  fs.mkdirSync = wrapped(fs.mkdirSync, 'mkdir', first);
  fs.mkdtempSync = wrapped(fs.mkdtempSync, 'mkdtemp', first);
  fs.renameSync = wrapped(fs.renameSync, 'rename', second);

  const { promises } = fs;
  const rejecting = (real, syscall, meant) =>
    async function refusing(...args) {
      const path = meant(args);
      if (path !== undefined) throw refusal(syscall, path);
      return real.apply(this, args);
    };
  promises.writeFile = rejecting(promises.writeFile, 'write', first);
  promises.mkdir = rejecting(promises.mkdir, 'mkdir', first);
  promises.rename = rejecting(promises.rename, 'rename', second);
  syncBuiltinESMExports();
}
