/** Invariant 1: secrets are planted wherever one can type, and then looked for wherever anything is kept or said. */
import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { buildGatehouse, type Gatehouse, openGatehouse, shared } from '../doors/gatehouse.ts';
import { openHouse } from '../doors/house.ts';
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
async function everything(
  { database, slack, logged }: Gatehouse,
  said: readonly Typed[],
): Promise<Record<string, string>> {
  const tables = await inTurn(await tablesOf(database), async (table) => {
    const { rows } = await database.pool.query<{ row: string }>(`select t::text as row from ${table} t`);
    return [`table ${table}`, rows.map(({ row }) => row).join('\n')] as const;
  });
  return {
    ...Object.fromEntries(tables),
    log: logged(),
    'what Slack was sent': JSON.stringify(slack.sent),
    ...Object.fromEntries(said.map(({ where, said: words }) => [`answer to ${where}`, words])),
  };
}

function foundIn(places: Readonly<Record<string, string>>, secret: string): string[] {
  return Object.entries(places)
    .filter(([, text]) => traces(secret).some((trace) => text.includes(trace)))
    .map(([place]) => place);
}

/** Where nothing was said of a secret that was typed there. */
const unrefused = (typed: readonly Typed[]): string[] =>
  typed.filter(({ said }) => !said.includes('looks like a secret')).map(({ where }) => where);

describe('invariant 1: a secret typed anywhere is refused, and is nowhere afterwards', () => {
  const gatehouse = shared(buildGatehouse);

  test.each(Object.entries(secrets))('of the kind %s', async (_whose, secret) => {
    const { knock, things } = gatehouse();
    const saying = (text: string) => ({ knock, things, who: admin, text: () => text, atOnce: 8 });
    const bare = saying(secret);
    const inSentence = saying(`the new one is ${secret}, keep it safe`);
    const refusing = [
      ...(await typeAfterCommands(bare)),
      ...(await typeAfterCommands(inSentence)),
      ...(await typeIntoForms(bare)),
      ...(await typeIntoForms(inSentence)),
    ];
    const quiet = [
      ...(await typeIntoMenus(bare)),
      ...(await useOnMessage(saying(`oops, I posted ${secret}`))),
    ];
    expect(foundIn(await everything(gatehouse(), [...refusing, ...quiet]), secret)).toEqual([]);
    expect(unrefused(refusing)).toEqual([]);
  });

  test('over HTTP too, each place with one of them, and in what is told of people', async () => {
    const house = await openHouse();
    const all = Object.values(secrets);
    let places = 0;
    const next = (): string => all[places++ % all.length] ?? '';
    const typing = { knock: house.knockFromAfar, things: house.things, who: admin, text: next, atOnce: 8 };
    const refusing = [...(await typeAfterCommands(typing)), ...(await typeIntoForms(typing))];
    const quiet = [...(await typeIntoMenus(typing)), ...(await useOnMessage(typing))];
    expect(places).toBeGreaterThan(all.length);
    for (const secret of all) {
      const profile = { status_text: secret, title: secret, display_name: secret };
      await house.event({ type: 'user_change', user: { id: admin.person, ...slackPeople.U0ADMIN, profile } });
      const view = { private_metadata: secret };
      await house.event({ type: 'app_home_opened', user: admin.person, tab: 'home', view });
    }
    const kept = {
      ...(await everything(house, [...refusing, ...quiet])),
      metrics: await (await fetch(`${house.origin}/metrics`)).text(),
    };
    expect(all.flatMap((secret) => foundIn(kept, secret))).toEqual([]);
    expect(unrefused(refusing)).toEqual([]);
  });

  test('the search of this test would find what it looks for', async () => {
    const house = await openGatehouse();
    const secret = secrets['github'] ?? '';
    await house.database.pool.query('update services set runbook = $1', [`see ${secret.slice(20)}`]);
    expect(foundIn(await everything(house, []), secret)).toEqual(['table services']);
  });
});

test('invariant 1: a query that fails does not log or say the values that were bound to it', async () => {
  const house = await openGatehouse();
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
