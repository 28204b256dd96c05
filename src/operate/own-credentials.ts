/** What to do when one of Keysteward's own credentials leaked. Read without Slack, perhaps on paper. */

export interface OwnCredential {
  readonly title: string;
  /** The settings that hold it. */
  readonly settings: readonly string[];
  /** What a thief could do with it. */
  readonly danger: string;
  readonly steps: readonly string[];
}

/** The list of apps, and the one that the manifest makes. */
const APP = 'https://api.slack.com/apps, the app Keysteward (or what you named it)';

export const ownCredentials: readonly OwnCredential[] = [
  {
    title: 'Slack bot token',
    settings: ['SLACK_BOT_TOKEN'],
    danger:
      'Writes as Keysteward, reads incident channels and direct messages with it, changes its posted messages and files. It holds no key of yours.',
    steps: [
      'Tell the team by another way than Slack that messages of Keysteward are not to be trusted.',
      `Open ${APP}, OAuth & Permissions, Revoke tokens. Keysteward falls silent: nothing is lost, it waits.`,
      'Or on any machine, with the token typed there: call auth.revoke. token_revoked from auth.test says that it is dead.',
      'Install the app again on the same page. Put the new token into SLACK_BOT_TOKEN and restart every replica.',
      'Look into incident channels since the leak: messages, files and people that nobody knows. Compare the posted audit heads with npm run audit -- verify --head.',
      'Running incidents go on by the pages below until Keysteward is back; the database kept everything.',
    ],
  },
  {
    title: 'Slack app-level token',
    settings: ['SLACK_APP_TOKEN'],
    danger:
      'Receives what people send to Keysteward in Socket Mode, instead of it: commands, clicks and forms get lost or read by others.',
    steps: [
      `Open ${APP}, Basic Information, App-Level Tokens, the token, Revoke.`,
      'Generate a new one with connections:write. Put it into SLACK_APP_TOKEN and restart every replica.',
      'Ask who reported or clicked something since the leak that never arrived: /key incidents shows what did.',
    ],
  },
  {
    title: 'Slack signing secret and client secret',
    settings: ['SLACK_SIGNING_SECRET', 'SLACK_CLIENT_SECRET'],
    danger:
      'Makes deliveries that look as if Slack had sent them: commands and clicks in the name of anybody, where HTTP is on.',
    steps: [
      'Close the public address of /slack/events first, if a false click could do harm now.',
      `Open ${APP}, Basic Information, App Credentials, Regenerate beside what leaked.`,
      'Put the new value into its setting and restart every replica. Open the address again.',
      'Read the audit log since the leak: /key audit, or npm run audit -- export. Ask people whether they did what it says.',
    ],
  },
  {
    title: 'Database address',
    settings: ['DATABASE_URL'],
    danger:
      'Reads which keys the team owns, who answers for them, and incidents; can change all that. No secret of any key is there.',
    steps: [
      'Let no other machine reach the database: firewall or pg_hba.conf.',
      "As its owner: ALTER ROLE keysteward PASSWORD '…'; then end what is connected: select pg_terminate_backend(pid) from pg_stat_activity where usename = 'keysteward'.",
      'Put the new address into DATABASE_URL and restart every replica.',
      'npm run audit -- verify, with a head that was posted before the leak: it says whether the log was changed. It says nothing of other tables: compare them with a backup.',
    ],
  },
  {
    title: 'Encryption key and state secret',
    settings: ['KEYSTEWARD_ENCRYPTION_KEY', 'SLACK_STATE_SECRET'],
    danger: 'Alone it opens nothing. Together with the database it opens stored installation tokens.',
    steps: [
      'Assume that the database is out as well, and do its page.',
      'Revoke the bot token of every workspace that is installed, as above, and install anew.',
      'Make a new value (32 random bytes, base64), put it into the setting, restart every replica.',
    ],
  },
];
