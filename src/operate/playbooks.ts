/** `npm run --silent playbooks [provider | keysteward]`: prints playbooks as Markdown. Needs no database, no Slack, no settings. */
import { providerOf, providers } from '../providers/index.ts';
import { allPages, pageOf } from './playbook-pages.ts';

const wish = process.argv.slice(2).join(' ').trim();
const found = wish.toLowerCase() === 'keysteward' ? 'keysteward' : providerOf(wish);
if (wish === '') process.stdout.write(allPages());
else if (found !== undefined) process.stdout.write(`${pageOf(found)}\n`);
else {
  const names = ['keysteward', ...providers.map(({ id }) => id)].join(', ');
  process.stderr.write(`There is no playbook for that. There are: ${names}\n`);
  process.exitCode = 1;
}
