/**
 * Halves a start. Imported before anything else: `src/start.js` sees to that, for the product and for whatever it runs.
 *
 * - drizzle-orm describes itself in 180 kB of package.json, and Node reads that anew for each of its hundred files and for
 *   each of ours that names it. Where they are is said here, once (docs/decisions/0007).
 * - Code that was stripped of its types and compiled is kept in `node_modules/.cache`. Where that cannot be written, nothing is kept.
 *
 * It is JavaScript, because to strip the first types takes Node a tenth of a second.
 */
import { enableCompileCache, registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';

const PACKAGE = 'drizzle-orm';
/** @type {Map<string, import('node:module').ResolveFnOutput>} */
const found = new Map();

registerHooks({
  resolve(specifier, context, next) {
    if (specifier === PACKAGE || specifier.startsWith(`${PACKAGE}/`)) {
      const known = found.get(specifier) ?? next(specifier, context);
      found.set(specifier, known);
      return { ...known, shortCircuit: true };
    }
    if (isNeighbour(specifier, context.parentURL))
      return { url: new URL(specifier, context.parentURL).href, format: 'module', shortCircuit: true };
    return next(specifier, context);
  },
});

/**
 * Whether one file of the package names another: all that end in `.js` are modules.
 *
 * @param {string} specifier
 * @param {string | undefined} parent
 */
const isNeighbour = (specifier, parent) =>
  /^\.\.?\/.*\.js$/.test(specifier) && parent?.includes(`/node_modules/${PACKAGE}/`) === true;

enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/keysteward', import.meta.url)));
