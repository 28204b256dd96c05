/** A leak is reported while the database is away: steps all the same, plain words, and a question when it is back. */
import { expect, test } from 'vitest';
import {
  ask,
  buttonsIn,
  channelNamed,
  newest,
  opened,
  press,
  startSteward,
  values,
  wordsOf,
} from '../support/steward.ts';
import { layWire } from '../support/wire.ts';

test('without the database a reporter gets the steps, is told that nothing was recorded, and is asked once later', {
  timeout: 60_000,
}, async () => {
  const wire = await layWire();
  const steward = await startSteward('socket', (url) => wire.to(url));
  const dia = steward.as('dia');
  const desk = channelNamed(dia, 'trading-desk');
  await dia.globalShortcut('key_leaked');
  await opened(dia);
  await wire.cut();

  // The form knows the provider, so its steps come.
  dia.fill({ provider: values.choice('github_pat') });
  await dia.submit();
  expect(JSON.stringify(dia.modal())).toContain('Delete the token at GitHub');
  await dia.closeModal();

  const offline = wordsOf(await ask(dia, desk, 'leaked okx zebra-crossing'));
  expect(offline).toContain('Nothing was recorded and nobody was told');
  expect(offline).toContain('Delete the key at OKX');
  expect(offline).not.toContain('zebra');
  expect(offline, 'a step of no key in particular').not.toContain('{keyId}');
  expect(wordsOf(await ask(dia, desk, 'list'))).toContain('cannot reach its database');
  await ask(dia, desk, 'compromised okx');

  await wire.mend();
  await steward.bot.tick();
  await steward.settled();
  const app = dia.channels().find(({ kind }) => kind === 'dm');
  if (app === undefined) throw new Error('no direct message came');
  const asked = newest(dia, app.id);
  expect(wordsOf(asked)).toContain('Nothing was recorded and nobody was told');
  expect(buttonsIn(asked)).toEqual(['Report it now']);
  await press(dia, app.id, 'Report it now');

  // Once, whatever else happens; and nothing that was typed is anywhere.
  await steward.bot.tick();
  await steward.settled();
  expect(dia.messages(app.id).filter((message) => buttonsIn(message).includes('Report it now'))).toHaveLength(
    1,
  );
  expect(steward.logged()).not.toContain('zebra');
});
