/** Printing playbooks at a terminal, for a time without Slack. */
import { providerOf, providers } from '../providers/index.ts';
import { allPages, pageOf } from './playbook-pages.ts';

/** What to print and where, and the exit code. */
export interface Printed {
  readonly to: 'stdout' | 'stderr';
  readonly text: string;
  readonly code: 0 | 1;
}

/** @param args words that name a provider, or `keysteward`; none: all playbooks. */
export function playbooksTool(args: readonly string[]): Printed {
  const wish = args.join(' ').trim();
  if (wish === '') return { to: 'stdout', text: allPages(), code: 0 };
  const found = wish.toLowerCase() === 'keysteward' ? 'keysteward' : providerOf(wish);
  if (found !== undefined) return { to: 'stdout', text: `${pageOf(found)}\n`, code: 0 };
  const names = ['keysteward', ...providers.map(({ id }) => id)].join(', ');
  return { to: 'stderr', text: `There is no playbook for that. There are: ${names}\n`, code: 1 };
}
