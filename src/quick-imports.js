/**
 * Halves a start. Imported before anything else: `src/start.js` sees to that, for the product and for whatever it runs.
 *
 * - To find a file, Node asks the disk several times and reads the `package.json` above it anew: 180 kB for each of
 *   drizzle-orm's hundred files. Where these packages and our own files are is said here (docs/decisions/0007).
 * - Code that was stripped of its types and compiled is kept in `node_modules/.cache`. Where that cannot be written, nothing is kept.
 *
 * It is JavaScript, because to strip the first types takes Node a tenth of a second.
 */
import { enableCompileCache, registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';

const PACKAGE = 'drizzle-orm';
/** Files of packages all of whose files that end in `.js` are modules. */
const OF_MODULES = /\/node_modules\/(?:drizzle-orm|zod)\/.*\.js$/;
/** @type {Map<string, import('node:module').ResolveFnOutput>} */
const found = new Map();

registerHooks({
  resolve(specifier, context, next) {
    if (specifier === PACKAGE || specifier.startsWith(`${PACKAGE}/`)) {
      const known = found.get(specifier) ?? next(specifier, context);
      found.set(specifier, known);
      return { ...known, shortCircuit: true };
    }
    const format = formatOfNeighbour(specifier, context.parentURL);
    if (format === undefined) return next(specifier, context);
    return { url: new URL(specifier, context.parentURL).href, format, shortCircuit: true };
  },
});

/**
 * What one file of ours or of such a package names of its own.
 *
 * @param {string} specifier
 * @param {string | undefined} parent
 */
function formatOfNeighbour(specifier, parent) {
  if (parent === undefined || !/^\.\.?\//.test(specifier)) return undefined;
  if (OF_MODULES.test(parent)) return specifier.endsWith('.js') ? 'module' : undefined;
  return specifier.endsWith('.ts') && !parent.includes('/node_modules/') ? 'module-typescript' : undefined;
}

enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/keysteward', import.meta.url)));
