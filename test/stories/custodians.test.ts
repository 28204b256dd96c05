import { expect, test } from 'vitest';
import type { Hands } from '../../src/local/slack/contract.ts';
import { OKX_ID, recordOkxKey } from '../support/okx-key.ts';
import {
  ask,
  buttonsIn,
  channelNamed,
  newest,
  opened,
  press,
  type Steward,
  startSteward,
  values,
  wordsOf,
} from '../support/steward.ts';

const desk = (hands: Hands): string => channelNamed(hands, 'trading-desk');
const dm = (hands: Hands): string => {
  const found = hands.channels().find(({ kind }) => kind === 'dm');
  if (!found) throw new Error(`${hands.me.name} has no direct message`);
  return found.id;
};
const show = async (hands: Hands, label = 'prop-desk'): Promise<string> =>
  wordsOf(await ask(hands, desk(hands), `show ${label}`));
const rows = async (steward: Steward, query: string): Promise<Record<string, unknown>[]> =>
  (await steward.database.pool.query(query)).rows;

/** Submits the open form and gives back what it became. */
async function submitted(hands: Hands): Promise<string> {
  const outcome = await hands.submit();
  const modal = hands.modal();
  if (outcome.kind !== 'accepted' || Object.keys(modal?.errors ?? {}).length > 0) {
    throw new Error(`not taken: ${JSON.stringify({ outcome, errors: modal?.errors })}`);
  }
  return JSON.stringify(modal?.view.blocks ?? []);
}

test('a key changes hands by command when the other person accepts, and the history tells', async () => {
  const steward = await startSteward();
  const [ana, bea] = [steward.as('ana'), steward.as('bea')];
  await recordOkxKey(steward, ana);
  const asked = wordsOf(await ask(ana, desk(ana), `transfer prop @bea she runs it now`));
  expect(asked).toContain('was asked by direct message');
  await steward.settled();
  expect(wordsOf(newest(bea, dm(bea)))).toContain('she runs it now');
  expect(await rows(steward, 'select custodian from keys')).toEqual([{ custodian: ana.me.id }]);

  await press(bea, dm(bea), 'Accept');
  await steward.settled();
  expect(await rows(steward, 'select custodian, deputy from keys')).toEqual([
    { custodian: bea.me.id, deputy: null },
  ]);
  await ask(ana, desk(ana), 'show prop-desk');
  await press(ana, desk(ana), 'History');
  await steward.settled();
  const history = wordsOf(newest(ana, desk(ana)));
  expect(history.indexOf(bea.me.id)).toBeGreaterThan(-1);
  expect(history.indexOf(ana.me.id)).toBeGreaterThan(history.indexOf(bea.me.id));
});

test('a label alone opens the form for handing over', async () => {
  const steward = await startSteward();
  const ana = steward.as('ana');
  await recordOkxKey(steward, ana);
  await ana.command(desk(ana), '/key transfer prop-desk');
  expect((await opened(ana)).view.callback_id).toBe('hand-over');
});

test('a deputy is named by command and told; a tier 1 key keeps one', async () => {
  const steward = await startSteward();
  const [ana, bea, cem] = [steward.as('ana'), steward.as('bea'), steward.as('cem')];
  await recordOkxKey(steward, ana);
  // Whoever is named in the form for a new key as well.
  expect(wordsOf(newest(bea, dm(bea)))).toContain('steps in for the key');
  expect(wordsOf(await ask(ana, desk(ana), `deputy prop-desk @cem`))).toContain('steps in');
  await steward.settled();
  expect(wordsOf(newest(cem, dm(cem)))).toContain('steps in for the key');
  await ana.command(desk(ana), '/key deputy prop-desk');
  await opened(ana);
  ana.fill({ deputy: { value: { type: 'users_select', selected_user: null } } });
  await ana.submit();
  expect(ana.modal()?.errors).toEqual({ deputy: expect.stringMatching(/needs a deputy/) });
});

test('what is recorded of a key changes with its tier and due day, with before and after in the audit log', async () => {
  const steward = await startSteward();
  const ana = steward.as('ana');
  await recordOkxKey(steward, ana, { permissions: ['read'], deputy: null, holders: ['cem'] });
  const [before] = await rows(steward, 'select tier, due_on::text from keys');
  await ana.command(desk(ana), '/key edit prop-desk');
  const { view } = await opened(ana);
  expect(JSON.stringify(view.blocks)).toContain('another id is another key');
  ana.fill({ permissions: values.boxes('read', 'withdraw') });
  const said = await submitted(ana);
  expect(said).toContain('is tier 1 now');
  expect(said).toContain('needs a deputy');
  expect(said).toContain('needs two people');
  const [after] = await rows(steward, 'select tier, due_on::text from keys');
  expect(before).toMatchObject({ tier: 3 });
  expect(after).toMatchObject({ tier: 1 });
  expect(after?.['due_on']).not.toBe(before?.['due_on']);
  const audited = await rows(steward, `select detail from audit where deed = 'key changed'`);
  expect(audited).toEqual([
    {
      detail: {
        permissions: ['read', 'withdraw'],
        tier: 1,
        rotationDays: 90,
        dueOn: after?.['due_on'],
        before: { permissions: ['read'], tier: 3, rotationDays: 365, dueOn: before?.['due_on'] },
      },
    },
  ]);
  await ana.closeModal();
  await ana.command(desk(ana), '/key edit prop-desk');
  await opened(ana);
  expect(await submitted(ana)).toContain('nothing was changed');
});

test('a stranger to the key may not change it', async () => {
  const steward = await startSteward();
  const ana = steward.as('ana');
  await recordOkxKey(steward, ana);
  const eve = steward.as('cem');
  await eve.command(desk(eve), '/key edit prop-desk');
  expect(JSON.stringify((await opened(eve)).view.blocks)).toContain('Only the custodian or deputy');
});

test('a key in use is retired only with a reason, and is put away when the provider twice does not know it', async () => {
  const steward = await startSteward();
  const ana = steward.as('ana');
  await recordOkxKey(steward, ana);
  // A question sooner after the baseline would have to wait.
  await steward.move({ minutes: 15 });
  await ask(ana, desk(ana), `transfer prop-desk @cem`);
  await steward.okx.delete(OKX_ID);
  await ana.command(desk(ana), '/key retire prop-desk');
  expect(JSON.stringify((await opened(ana)).view.blocks)).toContain('Still used by');
  await ana.submit();
  expect(ana.modal()?.errors).toEqual({ because: expect.stringMatching(/1 service uses/) });
  ana.fill({ because: values.text('The desk is closed') });
  expect(await submitted(ana)).toContain('Not replaced: The desk is closed');
  await steward.settled();
  expect(await rows(steward, 'select answer from handovers')).toEqual([{ answer: 'withdrawn' }]);
  expect(await rows(steward, 'select state from keys')).toEqual([{ state: 'active' }]);
  await steward.move({ minutes: 15 });
  await steward.settled();
  expect(await rows(steward, 'select state, retired_because from keys')).toEqual([
    { state: 'retired', retired_because: 'The desk is closed' },
  ]);
  expect(await rows(steward, 'select count(*)::int as n from rotations where ended_at is null')).toEqual([
    { n: 0 },
  ]);
  expect(await show(ana)).toContain('The desk is closed');
  expect(buttonsIn(newest(ana, desk(ana)))).toEqual(['Add another like it', 'History', 'All that was done']);
  expect(wordsOf(await ask(ana, desk(ana), 'retire prop-desk'))).toBeDefined();
});

test('where the provider cannot tell, a second person confirms that a retired key is gone', async () => {
  const steward = await startSteward();
  const [ana, bea] = [steward.as('ana'), steward.as('bea')];
  await recordOkxKey(steward, ana, { askNow: false });
  await steward.okx.delete(OKX_ID);
  await ana.command(desk(ana), '/key retire prop-desk');
  await opened(ana);
  ana.fill({ because: values.text('Nobody needs it') });
  expect(await submitted(ana)).toContain('Somebody else than');
  await steward.settled();
  await press(bea, dm(bea), 'I checked: it is gone');
  await opened(bea);
  bea.fill({ because: values.text('The list is empty') });
  await submitted(bea);
  expect(await rows(steward, 'select state, retired_because from keys')).toEqual([
    { state: 'retired', retired_because: 'Nobody needs it' },
  ]);
});

test('another key of the same account asks only what differs', async () => {
  const steward = await startSteward();
  const ana = steward.as('ana');
  await recordOkxKey(steward, ana, { allowlist: '203.0.113.7' });
  const second = OKX_ID.replace('37c5', '47c5');
  await steward.okx.create(second, 'global', 'live');
  await ask(ana, desk(ana), 'show prop-desk');
  await press(ana, desk(ana), 'Add another like it');
  await opened(ana);
  ana.fill({
    label: values.text('prop-desk-2'),
    keyId: values.text(second),
    keptAt: values.text('vault: trading/okx/prop-desk-2'),
  });
  await submitted(ana);
  const [first, copy] = await rows(
    steward,
    'select account, environment, permissions, allowlist, custodian, deputy from keys order by id',
  );
  expect(copy).toEqual(first);
  expect(
    await rows(steward, 'select count(distinct service)::int as s, count(*)::int as n from key_services'),
  ).toEqual([{ s: 1, n: 2 }]);
});

test('keys whose custodian left, and tier 1 keys without a deputy, are in their queues; a gone owner shows', async () => {
  const steward = await startSteward();
  const ana = steward.as('ana');
  await recordOkxKey(steward, ana);
  expect(wordsOf(await ask(ana, desk(ana), 'list unowned'))).toContain('No key fits');
  expect(wordsOf(await ask(ana, desk(ana), 'list nodeputy'))).toContain('No key fits');
  const who = steward.as('bea').me.id;
  await steward.database.pool.query(
    `insert into people (workspace, id, name, timezone, standing, is_admin, checked_at)
      select id, $1, 'bea', 'UTC', 'deactivated', false, steward_now() from workspaces
      on conflict (workspace, id) do update set standing = 'deactivated'`,
    [who],
  );
  await steward.database.pool.query('update services set owner = $1', [who]);
  expect(wordsOf(await ask(ana, desk(ana), 'list nodeputy'))).toContain('prop-desk');
  await steward.database.pool.query('update keys set custodian = $1', [who]);
  expect(wordsOf(await ask(ana, desk(ana), 'list unowned'))).toContain('prop-desk');
  const gone = `<@${who}> (gone)`;
  expect(await show(ana)).toContain(gone);
  expect(wordsOf(await ask(ana, desk(ana), 'who trading-bot'))).toContain(gone);
  expect(wordsOf(await ask(ana, desk(ana), 'service list'))).toContain(gone);
  const accounts = wordsOf(await ask(ana, desk(ana), 'account list'));
  expect(accounts).toContain('Only one person can log in');
  expect(accounts).toContain(gone);
});

test('an account is added, shown and changed by those who may', async () => {
  const steward = await startSteward();
  const [ana, bea, cem] = [steward.as('ana'), steward.as('bea'), steward.as('cem')];
  await ana.command(desk(ana), '/key account add okx Vault account');
  await opened(ana);
  await ana.submit();
  expect(ana.modal()?.errors).toEqual({ holders: expect.stringMatching(/at least one/) });
  ana.fill({ holders: values.people(bea.me.id) });
  await submitted(ana);
  await ana.closeModal();
  expect(wordsOf(await ask(ana, desk(ana), 'account show vault'))).toContain(bea.me.id);
  await cem.command(desk(cem), '/key account edit vault');
  expect(JSON.stringify((await opened(cem)).view.blocks)).toContain('Only who can log in');
  await bea.command(desk(bea), '/key account edit vault');
  await opened(bea);
  bea.fill({ holders: values.people(bea.me.id, cem.me.id), name: values.text('Main vault') });
  await submitted(bea);
  const shown = wordsOf(await ask(ana, desk(ana), 'account show main'));
  expect(shown).toContain(cem.me.id);
  expect(
    await rows(
      steward,
      `select detail from audit where deed = 'console holders set' order by seq desc limit 1`,
    ),
  ).toEqual([{ detail: { before: [bea.me.id], holders: [bea.me.id, cem.me.id] } }]);
});

test('a key id that looks like its secret is taken only after its owner said which one it is', async () => {
  const steward = await startSteward();
  const ana = steward.as('ana');
  await ana.command(desk(ana), '/key add generic');
  await opened(ana);
  ana.fill({
    label: values.text('newsletter'),
    keyId: values.text('key-1234'),
    account: values.text('Main'),
    custodian: values.person(ana.me.id),
    holders: values.people(ana.me.id),
    keptAt: values.text('vault: newsletter'),
  });
  await ana.submit();
  expect(ana.modal()?.errors).toEqual({ idConfirmed: expect.stringMatching(/Tick this/) });
  expect(await rows(steward, 'select 1 from keys')).toEqual([]);
  ana.fill({ idConfirmed: values.boxes('yes') });
  await submitted(ana);
  expect(await show(ana, 'newsletter')).toContain('newsletter');
});
