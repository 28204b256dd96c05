/** Helpers by which a provider file finds the deciding code in a reply. A reply they cannot read has no code. */
import type { ProbeReply } from './provider.ts';

/**
 * The string or number at `path` of a JSON reply, as text: `codeInJson(reply, 'code')`,
 * `codeInJson(reply, 'error', 0)`. `null` when the reply is not JSON, the path leads nowhere or ends in
 * something else, so an error page of a proxy never carries a code.
 */
export function codeInJson(reply: ProbeReply, ...path: readonly (string | number)[]): string | null {
  let here: unknown = parsedOrNull(reply.body);
  for (const step of path) {
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, step)) return null;
    here = (here as Record<string | number, unknown>)[step];
  }
  if (typeof here === 'string' && here !== '') return here;
  return typeof here === 'number' ? String(here) : null;
}

function parsedOrNull(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
}
