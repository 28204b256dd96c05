/** Invariant 1: secrets are planted wherever one can type, and then looked for wherever anything is kept or said. */
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { type House, openHouse } from '../doors/house.ts';
import { tablesOf } from '../doors/print.ts';
import { admin, slackPeople } from '../doors/visitors.ts';
import {
  inTurn,
  type Typed,
  typeAfterCommands,
  typeIntoForms,
  typeIntoMenus,
  useOnMessage,
} from './everywhere.ts';

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const alnum = `${letters}0123456789`;

/** Text that looks as random as a real secret and is the same in every run. */
function random(name: string, length: number, alphabet = alnum): string {
  const bytes = Array.from({ length: Math.ceil(length / 32) }, (_, part) =>
    createHash('sha256').update(`${name} ${part}`).digest(),
  );
  return [...Buffer.concat(bytes).subarray(0, length)]
    .map((byte) => alphabet[byte % alphabet.length])
    .join('');
}

const pemBody = random('pem', 64, `${alnum}+/`);

/** Named here so that no scanner takes this file for a leak: they are put together. */
const secrets: Readonly<Record<string, string>> = {
  okx: random('okx', 32, '0123456789ABCDEF'),
  binance: random('binance', 64),
  aws: random('aws', 40, `${alnum}/`),
  github: ['ghp', random('github', 36)].join('_'),
  stripe: ['sk', 'live', random('stripe', 24)].join('_'),
  npm: ['npm', random('npm', 36)].join('_'),
  anthropic: ['sk-ant-api03', `${random('anthropic', 93)}AA`].join('-'),
  slack: ['xoxb', random('slack', 12, '0123456789'), random('slack', 24)].join('-'),
  sendgrid: ['SG', random('sendgrid', 22), random('sendgrid', 43)].join('.'),
  kraken: `${random('kraken', 86, `${alnum}+/`)}==`,
  jwt: ['eyJhbGciOiJIUzI1NiJ9', `eyJ${random('payload', 40)}`, random('signature', 43)].join('.'),
  pem: `-----BEGIN PRIVATE KEY-----\n${pemBody}\n-----END PRIVATE KEY-----`,
};

/** A secret, and both its halves: a cut one is as bad. */
function traces(secret: string): string[] {
  const core = secret.includes(pemBody) ? pemBody : secret;
  const middle = Math.floor(core.length / 2);
  return [core, core.slice(0, middle), core.slice(middle)];
}

/** All that is kept anywhere or was said to anybody. */
async function everything(house: House, said: readonly Typed[]): Promise<Record<string, string>> {
  const tables = await inTurn(await tablesOf(house.database), async (table) => {
    const { rows } = await house.database.pool.query<{ row: string }>(
      `select t::text as row from ${table} t`,
    );
    return [`table ${table}`, rows.map(({ row }) => row).join('\n')] as const;
  });
  return {
    ...Object.fromEntries(tables),
    log: house.logged(),
    metrics: await (await fetch(`${house.origin}/metrics`)).text(),
    'what Slack was sent': JSON.stringify(house.slack.sent),
    ...Object.fromEntries(said.map(({ where, said: words }) => [`answer to ${where}`, words])),
  };
}

function foundIn(places: Readonly<Record<string, string>>, secret: string): string[] {
  return Object.entries(places)
    .filter(([, text]) => traces(secret).some((trace) => text.includes(trace)))
    .map(([place]) => place);
}

test.each(Object.entries(secrets))(
  'invariant 1: a secret (%s) typed anywhere is refused, and is nowhere afterwards',
  { timeout: 120_000 },
  async (_whose, secret) => {
    const house = await openHouse();
    const refusing = [
      ...(await typeAfterCommands(house, admin, secret)),
      ...(await typeAfterCommands(house, admin, `the new one is ${secret}, keep it safe`)),
      ...(await typeIntoForms(house, admin, secret)),
      ...(await typeIntoForms(house, admin, `rotated it, now ${secret}`)),
    ];
    const quiet = [
      ...(await typeIntoMenus(house, admin, secret)),
      ...(await useOnMessage(house, admin, `oops, I posted ${secret}`)),
    ];
    const profile = { status_text: secret, title: secret, display_name: secret };
    await house.event({ type: 'user_change', user: { id: admin.person, ...slackPeople.U0ADMIN, profile } });
    await house.event({
      type: 'app_home_opened',
      user: admin.person,
      tab: 'home',
      view: { private_metadata: secret },
    });
    await house.settled();

    const places = await everything(house, [...refusing, ...quiet]);
    expect(foundIn(places, secret)).toEqual([]);
    expect(
      refusing.filter(({ said }) => !said.includes('looks like a secret')).map(({ where }) => where),
    ).toEqual([]);
  },
);

test('the search of this test would find what it looks for', async () => {
  const house = await openHouse();
  const secret = secrets['github'] ?? '';
  await house.database.pool.query('update services set runbook = $1', [`see ${secret.slice(20)}`]);
  expect(foundIn(await everything(house, []), secret)).toEqual(['table services']);
});

test('invariant 1: a query that fails does not log or say the values that were bound to it', async () => {
  const house = await openHouse();
  const marker = 'canary-4711';
  const answers = {
    name: { value: { type: 'plain_text_input', value: marker } },
    owner: { value: { type: 'users_select', selected_user: admin.person } },
    criticality: {
      value: {
        type: 'static_select',
        selected_option: { text: { type: 'plain_text', text: 'x' }, value: 'normal' },
      },
    },
    runbook: { value: { type: 'plain_text_input', value: `note of ${marker}` } },
  };
  const add = () =>
    house.knock({ kind: 'form', id: 'service' }, admin, { about: { service: null }, answers });

  await house.database.pool.query(`
    create function angry() returns trigger language plpgsql as
      $$ begin raise exception 'no room for % and %', new.name, new.runbook using detail = new.name; end $$;
    create trigger angry before insert on services for each row execute function angry()`);
  const refused = await add();
  await house.database.pool.query(
    'drop trigger angry on services; alter table services add check (length(name) < 3) not valid',
  );
  const unfit = await add();
  await house.database.pool.query('alter table services rename column name to other');
  const broken = await house.knock({ kind: 'command', id: 'service show' }, admin, { text: marker });

  for (const { said } of [refused, unfit, broken]) {
    expect(said).toMatch(/Something went wrong on our side and nothing was recorded/);
    expect(said).not.toContain(marker);
  }
  // The driver's own error, which carries the values, does not even reach the log.
  expect(house.logged().match(/"name":"StoreFault".*"a visit failed"/g)).toHaveLength(3);
  expect(house.logged()).not.toContain(marker);
});
