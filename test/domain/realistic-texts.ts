/** Labels, notes, vault paths, ids and addresses as teams write them; none of them holds a secret. */
import fc from 'fast-check';

const hex = (length: number) => fc.stringMatching(new RegExp(`^[0-9a-f]{${length}}$`));
const from = fc.constantFrom;
const team = from(
  'prop',
  'trading',
  'tax',
  'treasury',
  'market-making',
  'ci',
  'backoffice',
  'data',
  'Prop Desk',
  'MM',
  'growth',
);
const thing = from(
  'bot',
  'desk',
  'tracker',
  'report',
  'deployer',
  'reader',
  'rebalancer',
  'backup',
  'ledger-sync',
  'webhook',
);
const stage = from('prod', 'staging', 'dev', 'live', 'demo', 'test', 'eu-west-1', 'us-east-2');
const number = fc.integer({ min: 1, max: 99 });
const day = fc
  .integer({ min: 0, max: 3000 })
  .map((days) => new Date(Date.UTC(2024, 0, 1 + days)).toISOString());
const name = from(
  'Ana Lima',
  'Bea',
  'Carl Österberg',
  'D. Müller',
  'Eve',
  '<@U024BE7LH|ana>',
  '<@W0Z9Y8X7W6>',
);
const host = from('vault.example.com', 'grafana.internal', 'db-7.eu.example.net', 'wiki.example.org');
const slug = fc
  .tuple(team, thing, stage, number)
  .map(([a, b, c, d]) => `${a}-${b}-${c}-${d}`.toLowerCase().replaceAll(' ', '-'));
const camel = from(
  'okxTradingBotKey',
  'OkxPropDeskReadOnly2026',
  'KeyForTaxReportV2',
  'binanceMMkey3',
  'CoinTrackingReadKey',
);
const pod = fc.tuple(thing, hex(10), fc.stringMatching(/^[a-z0-9]{5}$/)).map((parts) => parts.join('-'));
const account = fc.stringMatching(/^[1-9][0-9]{11}$/);
const slackId = fc.stringMatching(/^[UCTDG]0[A-Z0-9]{8,9}$/);
const keyIds = fc.oneof(
  fc.uuid(),
  fc.stringMatching(/^AKIA[A-Z2-7]{16}$/),
  fc.stringMatching(/^SK[0-9a-f]{32}$/),
  fc.stringMatching(/^bg_[0-9a-f]{32}$/),
  fc.stringMatching(/^apikey_01[A-Za-z0-9]{22}$/),
  fc.stringMatching(/^key_[A-Za-z0-9]{16}$/),
  hex(7),
);
const digests = fc.oneof(
  hex(64).map((digest) => `sha256:${digest}`),
  hex(64).map((digest) => `image@sha256:${digest}`),
  hex(40).map((commit) => `commit ${commit}`),
  hex(32).map((digest) => `md5 ${digest}`),
  fc.stringMatching(/^[A-Za-z0-9+/]{43}$/).map((print) => `SHA256:${print}`),
);
const pointers = fc.oneof(
  slug.map((each) => `kv/data/trading/${each}`),
  slug.map((each) => `secret/${each}#okx`),
  fc
    .tuple(account, slug, fc.stringMatching(/^[A-Za-z]{6}$/))
    .map(([id, each, tail]) => `arn:aws:secretsmanager:eu-west-1:${id}:secret:${each}-${tail}`),
  slug.map((each) => `projects/acme-trading/secrets/${each}/versions/3`),
  fc.tuple(team, thing).map(([a, b]) => `1Password: ${a} / OKX ${b}`),
  slug.map((each) => `op://Ops/${each}/credential`),
  slug.map((each) => `vault://${each}`),
  fc.tuple(slug, stage).map(([each, where]) => `/run/secrets/${where}/${each}.env`),
  fc.uuid().map((id) => `https://vault.bitwarden.com/#/vault?itemId=${id}`),
);
const addresses = fc.oneof(
  fc.tuple(host, slug).map(([a, b]) => `https://${a}/runbooks/${b}?tab=2#delete`),
  hex(32).map((id) => `https://www.notion.so/acme/Runbook-${id}`),
  fc.stringMatching(/^1[A-Za-z0-9_-]{43}$/).map((id) => `https://docs.google.com/document/d/${id}/edit`),
  fc
    .tuple(slackId, fc.integer({ min: 1_700_000_000, max: 1_800_000_000 }))
    .map(([id, at]) => `https://acme.slack.com/archives/${id}/p${at}123456`),
  fc.tuple(thing, number).map(([a, b]) => `${a}.${b}@example.com`),
  fc.ipV4(),
  fc.ipV6(),
  fc.tuple(fc.ipV4(), number).map(([ip, bits]) => `${ip}/${bits % 33}`),
  fc.stringMatching(/^0x[0-9a-f]{40}$/).map((wallet) => `withdraws only to ${wallet}`),
);
const notes = fc.oneof(
  fc.tuple(name, team, thing).map(([who, a, b]) => `${who} looks after the ${a} ${b}; call before deleting.`),
  fc.tuple(day, name).map(([at, who]) => `Rotated ${at} by ${who}, see the review.`),
  fc
    .tuple(stage, number)
    .map(([where, count]) => `Runs in ${where} on ${count} hosts, secret is in the vault, passphrase too.`),
  fc.tuple(keyIds, team).map(([id, who]) => `Replaces key ${id} of ${who}`),
  fc.tuple(pod, day).map(([each, at]) => `${each} restarted at ${at}`),
  number.map(
    (count) => `JIRA OPS-${count}41: unbind IP, then delete. Password: ask the break-glass holder #${count}`,
  ),
  number.map(
    (count) =>
      `Sub-account sub${count}, 2FA on Ana's YubiKey ${count}; fee tier VIP${count % 9}, limit $${count}0,000/day`,
  ),
  slackId.map((id) => `#desk is ${id}, page on-call there`),
  from(
    'Read-only, portfolio tracker.',
    'Läuft bis Jahresende; danach löschen.',
    '読み取り専用。',
    'token: rotates every 90 days',
    'bearer instruments desk',
    'n/a',
    '-',
  ),
);

export const realisticTexts: fc.Arbitrary<string> = fc.oneof(
  slug,
  camel,
  keyIds,
  digests,
  pointers,
  addresses,
  notes,
  account,
  pod,
);
