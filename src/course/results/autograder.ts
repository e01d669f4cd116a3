import { unzipSync, type Zippable, zipSync } from 'fflate';
import type { AssignmentId } from '../kit/assignment-ids.ts';

/** The packed package in an autograder. */
const AUTOGRADER_PACKAGE = 'flowlab.tgz';

/** What an autograder is made of. */
export interface AutograderParts {
  readonly assignment: AssignmentId;
  /** Version of flowlab that checks. */
  readonly version: string;
  /** The packed package; absent: it comes from the registry. */
  readonly tarball?: Uint8Array | undefined;
  /** The teacher's folder, by path: kit and secret. */
  readonly course: ReadonlyMap<string, Uint8Array>;
}

/** The zip that Gradescope's harness runs: setup.sh once, run_autograder for each submission. */
export function autograderZip({
  assignment,
  version,
  tarball,
  course,
}: AutograderParts): Uint8Array {
  const text = (of: string) => new TextEncoder().encode(of);
  const script = { os: 3, attrs: 0o100755 << 16 } as const;
  const files: Zippable = {
    'setup.sh': [text(setup(version, tarball !== undefined)), script],
    run_autograder: [text(run(assignment)), script],
  };
  if (tarball !== undefined) files[AUTOGRADER_PACKAGE] = tarball;
  for (const [path, bytes] of course) files[`course/${path}`] = bytes;
  return zipSync(files, { mtime: '1980-01-01T12:00:00' });
}

/** The packed package in an autograder that was built before; undefined where there is none, and where it is no zip. */
export function packageOf(zip: Uint8Array): Uint8Array | undefined {
  try {
    return unzipSync(zip)[AUTOGRADER_PACKAGE];
  } catch {
    return undefined;
  }
}

const setup = (version: string, packed: boolean): string => `#!/usr/bin/env bash
# Installs what checks submissions, when the autograder is built.
set -euo pipefail
root="\${AUTOGRADER_ROOT:-/autograder}"
export DEBIAN_FRONTEND=noninteractive
apt-get update
apt-get install -y curl ca-certificates python3 python3-pip g++ make
curl -fsSL https://deb.nodesource.com/setup_22.x | bash -
apt-get install -y nodejs
mkdir -p "$root/flowlab"
npm install --prefix "$root/flowlab" ${packed ? `"$root/source/${AUTOGRADER_PACKAGE}"` : `flowlab@${version}`}
# Native TensorFlow, 5 to 20 times as fast as WebAssembly, which is there in any case.
"$root/flowlab/node_modules/.bin/flowlab" setup || true
`;

const run = (assignment: AssignmentId): string => `#!/usr/bin/env bash
# Checks one submission. Nothing in it is executed: its records are read, and a few runs are computed again from their specs.
set -euo pipefail
root="\${AUTOGRADER_ROOT:-/autograder}"
flowlab="\${FLOWLAB:-$root/flowlab/node_modules/.bin/flowlab}"
export FLOWLAB_OFFLINE=1
cd "$root"
mkdir -p "$root/results"
exec "$flowlab" check "$root/submission" --course "$root/source/course" --assignment ${assignment} \\
  --metadata "$root/submission_metadata.json" --results "$root/results/results.json" --force
`;
