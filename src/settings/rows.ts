import { validate as isCronExpression } from 'node-cron';
import { z } from 'zod';

/** One setting. */
export interface Row {
  readonly meaning: string;
  /** From the text of the environment to the value; its messages complete "NAME ...". */
  readonly shape: z.ZodType;
  /** Text that stands for an absent setting. */
  readonly default?: string;
  /** What absence means, when that is not a text. */
  readonly unset?: string;
  readonly example: string;
  readonly secret?: true;
}
const row = <const R extends Row>(fields: R): R => fields;

export const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
const oneOf = <const Values extends readonly string[]>(
  values: Values,
): z.ZodEnum<{ [V in Values[number]]: V }> =>
  z.enum(values, { error: `must be one of ${values.join(', ')}` });
const port = z
  .string()
  .regex(/^\d{1,5}$/, 'must be a whole number from 0 to 65535 (0 picks a free port)')
  .transform(Number)
  .refine((number) => number <= 65_535, 'must be a whole number from 0 to 65535 (0 picks a free port)');
const oauth = z.never({
  error: 'is not supported yet: installing into several workspaces is still to come; remove it',
});

/** THE table of settings. README prints it; nothing but `readSettings` reads the environment. */
export const rows = {
  DATABASE_URL: row({
    meaning: 'PostgreSQL 15 or newer. The role needs the right to make tables',
    shape: z
      .string()
      .refine(
        isPostgresUrl,
        'must be a postgres:// address with a host (or ?host=/folder of its socket) and a database',
      ),
    unset: 'embedded server',
    example: 'postgres://keysteward:password@db.internal:5432/keysteward',
    secret: true,
  }),
  SLACK_BOT_TOKEN: row({
    meaning: "The app's bot token",
    shape: z.string().startsWith('xoxb-', 'must be a bot token, which begins with xoxb-'),
    unset: 'local mode',
    example: 'xoxb-…',
    secret: true,
  }),
  SLACK_APP_TOKEN: row({
    meaning: 'App-level token with `connections:write`: turns on Socket Mode (no public address needed)',
    shape: z.string().startsWith('xapp-', 'must be an app-level token, which begins with xapp-'),
    unset: 'none',
    example: 'xapp-…',
    secret: true,
  }),
  SLACK_SIGNING_SECRET: row({
    meaning: "The app's signing secret: turns on HTTP",
    shape: z
      .string()
      .regex(/^\S{16,}$/, 'must be the 32 characters from "Basic Information" of the Slack app'),
    unset: 'none',
    example: '0123456789abcdef…',
    secret: true,
  }),
  SLACK_MODE: row({
    meaning: '`socket` or `http`, when the credentials of both are set',
    shape: oneOf(['socket', 'http']),
    unset: '`http` when both are possible',
    example: 'socket',
  }),
  SLACK_API_URL: row({
    meaning: "Base of Slack's Web API, ends in `/`. The bot token travels to this host only",
    shape: z
      .string()
      .refine(isApiBase, 'must be an https:// address (http:// only on this machine) that ends in /'),
    default: 'https://slack.com/api/',
    example: 'https://slack-gov.com/api/',
  }),
  PORT: row({
    meaning: 'Port of `/slack/events`, `/healthz`, `/readyz`, `/metrics` and `/intake/…`',
    shape: port,
    default: '3000',
    example: '8080',
  }),
  HOST: row({
    meaning: 'Address that port listens on',
    shape: z.string().regex(/^[\w.:-]+$/, 'must be an address or a host name'),
    default: '0.0.0.0',
    example: '127.0.0.1',
  }),
  PLAYGROUND_PORT: row({
    meaning: "Port of local mode's page, on this machine only",
    shape: port,
    default: '3999',
    example: '4000',
  }),
  KEYSTEWARD_COMMAND: row({
    meaning: 'The slash command',
    shape: z.string().regex(/^\/[a-z0-9_-]{1,31}$/, 'must be a slash and up to 31 of a-z, 0-9, - and _'),
    default: '/key',
    example: '/apikey',
  }),
  KEYSTEWARD_DATA_DIR: row({
    meaning:
      "Folder of the embedded server's data, of local mode's workspace, and of reports made while the database is away",
    shape: z.string(),
    default: '.keysteward',
    example: '/var/lib/keysteward/data',
  }),
  KEYSTEWARD_TICK: row({
    meaning: 'When to plan nudges, as a cron expression. Sending and chasing go on all the time',
    shape: z.string().refine(isCronExpression, 'must be a cron expression of five fields'),
    default: '* * * * *',
    example: '*/5 * * * *',
  }),
  KEYSTEWARD_ENCRYPTION_KEY: row({
    meaning:
      '32 random bytes in base64 (`openssl rand -base64 32`): keys the fingerprints of leaked secrets. Needed for intake',
    shape: z
      .base64('must be base64')
      .transform((text) => Buffer.from(text, 'base64'))
      .refine(
        (bytes) => bytes.length === 32,
        'must hold exactly 32 bytes: make one with openssl rand -base64 32',
      ),
    unset: 'none',
    example: 'the output of openssl rand -base64 32',
    secret: true,
  }),
  SLACK_CLIENT_ID: row({
    meaning: 'Not supported yet: install into several workspaces',
    shape: oauth,
    unset: 'off',
    example: 'leave it unset',
  }),
  SLACK_CLIENT_SECRET: row({
    meaning: 'Not supported yet: install into several workspaces',
    shape: oauth,
    unset: 'off',
    example: 'leave it unset',
    secret: true,
  }),
  SLACK_STATE_SECRET: row({
    meaning: 'Not supported yet: install into several workspaces',
    shape: oauth,
    unset: 'off',
    example: 'leave it unset',
    secret: true,
  }),
  PROBE_MODE: row({
    meaning:
      '`on`: ask providers whether a key is dead; `off`: never; `local`: ask the fake providers of local mode',
    shape: oneOf(['on', 'off', 'local']),
    unset: '`on`; `local` in local mode',
    example: 'off',
  }),
  LOG_LEVEL: row({
    meaning: `Least grave line that is logged: ${logLevels.join(', ')}`,
    shape: oneOf(logLevels),
    default: 'info',
    example: 'warn',
  }),
  KEYSTEWARD_FETCH_NODE: row({
    meaning:
      '`off`: do not fetch a newer Node.js into `.node/` when the installed one is older than 24; refuse instead',
    shape: oneOf(['on', 'off']),
    default: 'on',
    example: 'off',
  }),
} satisfies Record<string, Row>;

function isPostgresUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, pathname, searchParams } = new URL(text);
  // `?host=/var/run/postgresql`: a socket in that folder, on this machine.
  const somewhere = hostname !== '' || searchParams.get('host')?.startsWith('/') === true;
  return ['postgres:', 'postgresql:'].includes(protocol) && somewhere && pathname.length > 1;
}

function isApiBase(text: string): boolean {
  if (!URL.canParse(text) || !text.endsWith('/')) return false;
  return new URL(text).protocol === 'https:' || (new URL(text).protocol === 'http:' && isThisMachine(text));
}

/** Whether an address stays on this machine. */
export function isThisMachine(address: string): boolean {
  return /^(localhost|127(\.\d+){3}|\[::1\])$/.test(new URL(address).hostname);
}
