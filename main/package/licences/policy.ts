/** Licences that the app may ship; any other one stops the build, with the package's name. */
import satisfies from 'spdx-satisfies';
import type { Shipped } from './shipped.ts';

/** Permissive ones, and the LGPL for libvips, which is a shared library that a person can replace. */
const ALLOWED = [
  ...['MIT', 'ISC', '0BSD', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0', 'BlueOak-1.0.0', 'NIST-Software'],
  ...['OFL-1.1', 'Unlicense', 'CC0-1.0', 'Zlib', 'Python-2.0', 'LGPL-3.0-or-later'],
];

/** @throws Error naming every package whose licence is not one of those, or not known */
export function checkLicences(shipped: readonly Shipped[]): void {
  const refused = shipped.filter(({ licence }) => !allowed(licence));
  if (refused.length === 0) return;
  const lines = refused.map(({ name, version, licence }) => `  ${name} ${version}: ${licence}`);
  throw new Error(
    `These packages may not be shipped under their licences:\n${lines.join('\n')}\n` +
      'Replace them, or, where the licence allows it, add it to main/package/licences/policy.ts.',
  );
}

function allowed(licence: string): boolean {
  try {
    return satisfies(licence, ALLOWED);
  } catch {
    // Not an SPDX expression: what it allows is unknown.
    return false;
  }
}
