import { describe, expect, test } from 'vitest';
import { fillOkxForm, OKX_ID, recordOkxKey } from '../support/okx-key.ts';
import { ask, channelNamed, opened, startSteward, values, wordsOf } from '../support/steward.ts';

describe.each(['socket', 'http'] as const)('over %s, a key is registered', (mode) => {
  test('and its card, the list and "who" tell what was said, without the secret', async () => {
    const steward = await startSteward(mode);
    const ana = steward.as('ana');
    const desk = channelNamed(ana, 'trading-desk');
    await recordOkxKey(steward, ana);

    const card = wordsOf(await ask(ana, desk, 'show prop'));
    expect(card).toContain('prop-desk');
    expect(card).toContain('Tier 1');
    expect(card).toContain('withdraw from any address');
    expect(card).toContain('trading-bot');
    expect(card).toContain('vault: trading/okx/prop-desk');
    expect(wordsOf(await ask(ana, desk, 'list mine'))).toContain('prop-desk');
    expect(wordsOf(await ask(ana, desk, 'who trading-bot'))).toContain('prop-desk');
    expect(wordsOf(await ask(ana, desk, `who ${OKX_ID}`))).toContain('trading-bot');
    expect(wordsOf(await ask(ana, desk, 'status'))).toContain('reachable');
    expect(wordsOf(await ask(ana, desk, 'help'))).toContain('leaked');
  });
});

describe('what does not fit is refused beside its field, and nothing is recorded', () => {
  const cases: readonly [string, Parameters<typeof fillOkxForm>[2], string, RegExp][] = [
    ['an OKX secret as key id', { keyId: 'AB'.repeat(16) }, 'keyId', /looks like a secret/],
    [
      'an OKX secret where the vault path belongs',
      { keptAt: 'AB'.repeat(16) },
      'keptAt',
      /looks like a secret/,
    ],
    ['a passphrase in a wrong field', { keptAt: 'Correct7!horse' }, 'keptAt', /looks like a secret/],
    ['a wrong key id', { keyId: 'prop-desk-key' }, 'keyId', /API key/],
    ['a wrong address', { allowlist: '203.0.113.999' }, 'allowlist', /Entry 1/],
    ['a day that has not come', { created: '2099-01-01' }, 'created', /not come yet/],
    ['tier 1 without a deputy', { deputy: null }, 'deputy', /needs a deputy/],
    ['tier 1 with one console holder', { holders: ['cem'] }, 'holders', /at least two/],
    ['a guest as custodian', { custodian: 'gus' }, 'custodian', /full member/],
  ];

  test.each(cases)('%s', async (_what, wishes, field, says) => {
    const steward = await startSteward();
    const ana = steward.as('ana');
    // The guest is known to us once he has tried something himself.
    await steward.as('gus').command(channelNamed(steward.as('gus'), 'trading-desk'), '/key help');
    await fillOkxForm(steward, ana, wishes);
    await ana.submit();
    if (says.source.includes('secret')) {
      // The answer lies on top of the form, which is still there, and says what it means and what to do now.
      const shown = JSON.stringify(ana.modal()?.view.blocks);
      expect(shown).toMatch(says);
      expect(shown).toContain('pick-leaked');
      expect(shown).not.toContain('ABABAB');
      await ana.closeModal();
      expect(ana.modal()?.view.callback_id).toBe('add-key');
    } else expect(ana.modal()?.errors).toEqual({ [field]: expect.stringMatching(says) });
    const { rows } = await steward.database.pool.query('select 1 from keys');
    expect(rows).toEqual([]);
  });
});

test('a label or key id that is taken says by which key', async () => {
  const steward = await startSteward();
  const ana = steward.as('ana');
  await recordOkxKey(steward, ana);
  await fillOkxForm(steward, ana);
  await ana.submit();
  expect(Object.keys(ana.modal()?.errors ?? {})).toEqual(['label', 'keyId']);
});

test('the console holders of an account are asked once and reused for its next key', async () => {
  const steward = await startSteward();
  const ana = steward.as('ana');
  await recordOkxKey(steward, ana);
  await recordOkxKey(steward, ana, {
    label: 'prop-desk-2',
    keyId: OKX_ID.replace('37c5', '47c5'),
    holders: [],
  });
  const card = wordsOf(await ask(ana, channelNamed(ana, 'trading-desk'), 'show prop-desk-2'));
  expect(card).toContain(steward.as('cem').me.id);
});

test('typing mistakes get the nearest command or label, and a pasted secret is not repeated', async () => {
  const steward = await startSteward();
  const ana = steward.as('ana');
  const desk = channelNamed(ana, 'trading-desk');
  await recordOkxKey(steward, ana);
  expect(wordsOf(await ask(ana, desk, 'lisst'))).toContain('/key list');
  expect(wordsOf(await ask(ana, desk, 'show prob-desk'))).toContain('prop-desk');
  const secret = 'AKIAIOSFODNN7EXAMPLE wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
  const refused = wordsOf(await ask(ana, desk, `show ${secret}`));
  expect(refused).toContain('looks like a secret');
  expect(refused).not.toContain('wJalr');
  expect(steward.logged()).not.toContain('wJalr');
});

test('a service is added, listed and shown', async () => {
  const steward = await startSteward();
  const ana = steward.as('ana');
  const desk = channelNamed(ana, 'trading-desk');
  await ana.command(desk, '/key service add tax-report');
  await opened(ana);
  ana.fill({ owner: values.person(steward.as('bea').me.id) });
  await ana.submit();
  await ana.closeModal();
  expect(wordsOf(await ask(ana, desk, 'service list'))).toContain('tax-report');
  expect(wordsOf(await ask(ana, desk, 'service show tax'))).toContain(steward.as('bea').me.id);
});
