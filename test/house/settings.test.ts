import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rows } from '../../src/settings/rows.ts';
import { readSettings, SettingsError, settingsTable } from '../../src/settings.ts';

const bot = { SLACK_BOT_TOKEN: 'xoxb-planted-bot' };
const app = { SLACK_APP_TOKEN: 'xapp-planted-app' };
const signing = { SLACK_SIGNING_SECRET: 'planted-signing-secret-0' };

function faultsOf(env: Record<string, string>): readonly string[] {
  try {
    readSettings(env);
  } catch (error) {
    if (error instanceof SettingsError) return error.faults;
    throw error;
  }
  return [];
}

test('nothing set is local mode with the embedded server', () => {
  expect(readSettings({})).toEqual({
    database: { kind: 'embedded' },
    dataDir: '.keysteward',
    slack: { kind: 'local', playgroundPort: 3999 },
    http: { port: 3000, host: '0.0.0.0' },
    command: '/key',
    tick: '* * * * *',
    encryptionKey: undefined,
    probes: 'local',
    logLevel: 'info',
  });
});

describe('which Slack', () => {
  test.each([
    ['an app token turns on Socket Mode', { ...bot, ...app }, 'socket'],
    ['a signing secret turns on HTTP', { ...bot, ...signing }, 'http'],
    ['HTTP wins when both are there', { ...bot, ...app, ...signing }, 'http'],
    ['unless SLACK_MODE says socket', { ...bot, ...app, ...signing, SLACK_MODE: 'socket' }, 'socket'],
  ])('%s', (_, env, kind) => {
    expect(readSettings(env).slack).toMatchObject({
      kind,
      botToken: 'xoxb-planted-bot',
      apiUrl: 'https://slack.com/api/',
    });
  });

  test.each([
    [
      'a bot token alone',
      bot,
      /^SLACK_BOT_TOKEN is set, but neither SLACK_APP_TOKEN .* nor SLACK_SIGNING_SECRET/,
    ],
    ['an app token alone', app, /^SLACK_BOT_TOKEN is missing/],
    ['a signing secret alone', signing, /^SLACK_BOT_TOKEN is missing/],
    ['socket without its token', { ...bot, ...signing, SLACK_MODE: 'socket' }, /^SLACK_APP_TOKEN is missing/],
    ['http without its secret', { ...bot, ...app, SLACK_MODE: 'http' }, /^SLACK_SIGNING_SECRET is missing/],
    [
      'an API address without credentials',
      { SLACK_API_URL: 'https://slack.com/api/' },
      /^SLACK_API_URL is set, but/,
    ],
  ])('%s is half a pair and says what is missing', (_, env, fault) => {
    expect(faultsOf(env)).toEqual([expect.stringMatching(fault)]);
  });
});

describe('a wrong value is one line with the name, what is wrong and an example', () => {
  test.each([
    ['DATABASE_URL', 'mysql://user:planted@db/x'],
    ['DATABASE_URL', 'postgres://db'],
    ['DATABASE_URL', 'postgres:///planted'],
    ['DATABASE_URL', 'postgres:///x?host=planted'],
    ['SLACK_BOT_TOKEN', 'xoxp-planted'],
    ['SLACK_APP_TOKEN', 'xoxb-planted'],
    ['SLACK_SIGNING_SECRET', 'planted'],
    ['SLACK_MODE', 'planted'],
    ['SLACK_API_URL', 'https://slack.com/api-planted'],
    ['SLACK_API_URL', 'http://slack.planted/api/'],
    ['PORT', '70000'],
    ['PORT', '3000planted'],
    ['HOST', 'planted host'],
    ['PLAYGROUND_PORT', '-1'],
    ['KEYSTEWARD_COMMAND', 'planted'],
    ['KEYSTEWARD_TICK', 'planted'],
    ['KEYSTEWARD_TICK', '61 * * * *'],
    ['KEYSTEWARD_ENCRYPTION_KEY', 'planted!'],
    ['KEYSTEWARD_ENCRYPTION_KEY', Buffer.from('planted').toString('base64')],
    ['PROBE_MODE', 'planted'],
    ['LOG_LEVEL', 'planted'],
    ['KEYSTEWARD_FETCH_NODE', 'planted'],
    ['SLACK_CLIENT_ID', 'planted'],
    ['SLACK_CLIENT_SECRET', 'planted'],
    ['SLACK_STATE_SECRET', 'planted'],
  ])('%s', (name, value) => {
    const others = name.startsWith('SLACK_') ? { ...bot, ...app, ...signing } : {};
    const faults = faultsOf({ ...others, [name]: value });
    expect(faults).toEqual([expect.stringMatching(new RegExp(`^${name} .+ \\(example: .+\\)$`))]);
    expect(faults.join()).not.toContain('planted');
  });

  test('the OAuth settings say that they are not supported yet', () => {
    expect(faultsOf({ SLACK_CLIENT_ID: '1.2' })[0]).toMatch(/not supported yet/);
  });

  test('all faults are told at once', () => {
    expect(faultsOf({ PORT: 'x', LOG_LEVEL: 'x', ...bot })).toHaveLength(3);
  });

  test('whatever a secret holds, no part of it is told', () => {
    const secrets = Object.entries(rows).flatMap(([name, row]) => ('secret' in row ? [name] : []));
    fc.assert(
      fc.property(fc.constantFrom(...secrets), fc.stringMatching(/^[!-~]{12,40}$/), (name, value) => {
        expect(faultsOf({ [name]: value }).join('\n')).not.toContain(value);
      }),
    );
  });
});

test('an empty value counts as absent', () => {
  expect(readSettings({ PORT: '', DATABASE_URL: ' ', SLACK_BOT_TOKEN: '' })).toEqual(readSettings({}));
});

test.each([
  'postgres://u:p@db.internal/keysteward',
  'postgres:///keysteward?host=/var/run/postgresql',
  'postgres://u:p@%2Fvar%2Frun%2Fpostgresql:5433/keysteward',
])('DATABASE_URL %s chooses the server, and local Slack stays', (url) => {
  const settings = readSettings({ DATABASE_URL: url });
  expect(settings.database).toEqual({ kind: 'server', url });
  expect(settings.slack.kind).toBe('local');
});

test('fake providers never answer for a real workspace', () => {
  expect(faultsOf({ ...bot, ...app, PROBE_MODE: 'local' })).toEqual([expect.stringMatching(/^PROBE_MODE /)]);
  const onThisMachine = { ...bot, ...app, PROBE_MODE: 'local', SLACK_API_URL: 'http://127.0.0.1:4000/api/' };
  expect(readSettings(onThisMachine).probes).toBe('local');
  expect(readSettings({ ...bot, ...app }).probes).toBe('on');
});

test('an encryption key is 32 bytes', () => {
  const key = Buffer.alloc(32, 7);
  expect(readSettings({ KEYSTEWARD_ENCRYPTION_KEY: key.toString('base64') }).encryptionKey).toEqual(key);
});

describe('the table', () => {
  test('has a row for every setting, and no secret has a default', () => {
    const table = settingsTable();
    for (const [name, row] of Object.entries(rows)) {
      expect(table).toContain(`| \`${name}\` |`);
      if ('secret' in row) expect('default' in row).toBe(false);
    }
  });

  test('every line has four cells', () => {
    for (const line of settingsTable().trim().split('\n')) expect(line.split('|')).toHaveLength(6);
  });

  test('every default passes its own check', () => {
    expect(
      faultsOf(
        Object.fromEntries(
          Object.entries(rows).flatMap(([name, row]) =>
            'default' in row && name !== 'SLACK_API_URL' ? [[name, row.default]] : [],
          ),
        ),
      ),
    ).toEqual([]);
  });
});
