/** `npm run --silent playbooks [provider | keysteward]`: prints playbooks as Markdown. Needs no database, no Slack, no settings. */
import { playbooksTool } from './playbooks-tool.ts';

const { to, text, code } = playbooksTool(process.argv.slice(2));
process[to].write(text);
process.exitCode = code;
