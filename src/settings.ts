import type { z } from 'zod';
import { isThisMachine, type logLevels, type Row, rows } from './settings/rows.ts';

/** Everything that can be set from outside, checked. Read once at start. */
export interface Settings {
  readonly database: { readonly kind: 'embedded' } | { readonly kind: 'server'; readonly url: string };
  /** Folder of the embedded database, and of what local mode's Slack and providers were told. */
  readonly dataDir: string;
  readonly slack: SlackSettings;
  readonly http: { readonly port: number; readonly host: string };
  /** With its slash, e.g. `/key`. */
  readonly command: string;
  /** Cron expression of the planning tick. */
  readonly tick: string;
  /** 32 bytes. */
  readonly encryptionKey: Buffer | undefined;
  readonly probes: 'on' | 'off' | 'local';
  /** A pino level. */
  readonly logLevel: (typeof logLevels)[number];
}

export type SlackSettings =
  | { readonly kind: 'local'; readonly playgroundPort: number }
  | { readonly kind: 'socket'; readonly apiUrl: string; readonly botToken: string; readonly appToken: string }
  | {
      readonly kind: 'http';
      readonly apiUrl: string;
      readonly botToken: string;
      readonly signingSecret: string;
    };

/** One line for each setting that is wrong: its name, what is wrong, an example. Never a value. */
export class SettingsError extends Error {
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(`The settings are not right:\n${faults.map((fault) => `  ${fault}`).join('\n')}`);
    this.name = 'SettingsError';
    this.faults = faults;
  }
}

type Name = keyof typeof rows;
/** A setting without a default may be absent. */
type Values = {
  readonly [N in Name]:
    | z.infer<(typeof rows)[N]['shape']>
    | ((typeof rows)[N] extends { default: string } ? never : undefined);
};

/** Checks the environment. An empty text counts as absent. Throws `SettingsError` with all faults at once. */
export function readSettings(env: Readonly<Record<string, string | undefined>>): Settings {
  const { values, faults } = readRows(env);
  const given = (name: Name): boolean => textOf(env, name) !== undefined;
  const slack = slackSettings(values, given, faults);
  const probes = probeMode(values, slack, faults);
  if (faults.length > 0) throw new SettingsError(faults);
  return {
    database: values.DATABASE_URL ? { kind: 'server', url: values.DATABASE_URL } : { kind: 'embedded' },
    dataDir: values.KEYSTEWARD_DATA_DIR,
    slack,
    http: { port: values.PORT, host: values.HOST },
    command: values.KEYSTEWARD_COMMAND,
    tick: values.KEYSTEWARD_TICK,
    encryptionKey: values.KEYSTEWARD_ENCRYPTION_KEY,
    probes,
    logLevel: values.LOG_LEVEL,
  };
}

/** README's table, as Markdown. */
export function settingsTable(): string {
  const lines = (Object.entries(rows) as [string, Row][]).map(([name, row]) => {
    const absent = row.default === undefined ? (row.unset ?? '') : `\`${row.default}\``;
    const example = row.secret || row.example.includes(' ') ? row.example : `\`${row.example}\``;
    return `| \`${name}\` | ${row.meaning}${row.secret ? ' (secret)' : ''} | ${absent} | ${example} |`;
  });
  return ['| Name | Meaning | Default | Example |', '|---|---|---|---|', ...lines, ''].join('\n');
}

type Faults = string[];

function textOf(env: Readonly<Record<string, string | undefined>>, name: Name): string | undefined {
  return env[name]?.trim() || undefined;
}

/** Each setting by itself. A faulty one is left out of `values`; the caller throws before anybody could miss it. */
function readRows(env: Readonly<Record<string, string | undefined>>): { values: Values; faults: Faults } {
  const faults: Faults = [];
  const values: Record<string, unknown> = {};
  for (const [name, row] of Object.entries(rows) as [Name, Row][]) {
    const text = textOf(env, name) ?? row.default;
    if (text === undefined) continue;
    const read = row.shape.safeParse(text);
    if (read.success) values[name] = read.data;
    else faults.push(`${name} ${read.error.issues[0]?.message ?? 'is wrong'} (example: ${row.example})`);
  }
  return { values: values as Values, faults };
}

/** Which Slack we talk to, from which credentials are there. Asks for presence, so a malformed one is told once. */
function slackSettings(values: Values, given: (name: Name) => boolean, faults: Faults): SlackSettings {
  const local = { kind: 'local', playgroundPort: values.PLAYGROUND_PORT } as const;
  const [bot, app, signing] = [
    given('SLACK_BOT_TOKEN'),
    given('SLACK_APP_TOKEN'),
    given('SLACK_SIGNING_SECRET'),
  ];
  const mode = values.SLACK_MODE ?? (signing ? 'http' : app ? 'socket' : undefined);
  if (!bot && mode === undefined) {
    if (given('SLACK_API_URL'))
      faults.push('SLACK_API_URL is set, but no Slack credentials are: add them or remove it');
    return local;
  }
  if (!bot) faults.push('SLACK_BOT_TOKEN is missing, but other Slack settings are there (example: xoxb-…)');
  if (mode === undefined) {
    faults.push(
      'SLACK_BOT_TOKEN is set, but neither SLACK_APP_TOKEN (Socket Mode, xapp-…) nor SLACK_SIGNING_SECRET (HTTP) is: add one',
    );
  }
  if (mode === 'socket' && !app)
    faults.push('SLACK_APP_TOKEN is missing, and SLACK_MODE=socket needs it (example: xapp-…)');
  if (mode === 'http' && !signing)
    faults.push('SLACK_SIGNING_SECRET is missing, and SLACK_MODE=http needs it');

  const { SLACK_API_URL: apiUrl, SLACK_BOT_TOKEN: botToken } = values;
  const { SLACK_APP_TOKEN: appToken, SLACK_SIGNING_SECRET: signingSecret } = values;
  if (mode === 'socket' && botToken && appToken) return { kind: 'socket', apiUrl, botToken, appToken };
  if (mode === 'http' && botToken && signingSecret) return { kind: 'http', apiUrl, botToken, signingSecret };
  return local; // there are faults, so nobody gets to see this
}

/** Fake providers say "dead" of anything, so they must never answer for keys of a real workspace. */
function probeMode(values: Values, slack: SlackSettings, faults: Faults): Settings['probes'] {
  if (slack.kind === 'local') return values.PROBE_MODE ?? 'local';
  if (values.PROBE_MODE === 'local' && !isThisMachine(slack.apiUrl)) {
    faults.push(
      'PROBE_MODE local would let fake providers answer for the keys of a real workspace (example: off)',
    );
  }
  return values.PROBE_MODE ?? 'on';
}
