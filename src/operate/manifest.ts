/** `npm run manifest -- [socket|http] [address]`: prints the Slack app manifest to paste at api.slack.com. */
import { readSettings, SettingsError } from '../settings.ts';
import { manifestFor } from '../slack/manifest.ts';

const usage =
  'Use: npm run manifest -- socket   or   npm run manifest -- http https://keysteward.example.com';
const [mode = 'socket', address] = process.argv.slice(2);

try {
  if (mode !== 'socket' && mode !== 'http') throw new Error(usage);
  if (mode === 'http' && !/^https:\/\/[^\s/]+$/.test(address ?? '')) throw new Error(usage);
  const command = readSettings({ KEYSTEWARD_COMMAND: process.env['KEYSTEWARD_COMMAND'] }).command;
  const manifest = manifestFor({ mode, command, ...(address === undefined ? {} : { address }) });
  process.stdout.write(`${JSON.stringify(manifest, null, 2)}\n`);
} catch (error) {
  process.stderr.write(
    `${error instanceof SettingsError || error instanceof Error ? error.message : error}\n`,
  );
  process.exit(1);
}
