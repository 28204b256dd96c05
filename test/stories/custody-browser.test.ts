/** Custody as people see it in a real browser: add, hand over, import, Home, calendar. Pictures in `test/artifacts/`. */
import { browserStory, startedAfter } from '../support/browser-story.ts';
import { goodRow, keyFile } from '../support/key-files.ts';

const OKX_ID = '37c541a1-0000-4000-8000-10fe7a038418';

/** 1,000 keys that fall due over the year, twenty of them with something wrong. */
const keys = keyFile(
  Array.from({ length: 1_000 }, (_, n) =>
    goodRow(n, {
      Created: `2026-${String(1 + (n % 10)).padStart(2, '0')}-${String(1 + (n % 28)).padStart(2, '0')}`,
      'Rotation days': '365',
      Custodian: n % 3 === 0 ? 'U000000BEA' : 'U000000ANA',
      Deputy: 'U000000CEM',
      ...(n % 50 === 7 ? { Permissions: 'fly' } : {}),
    }),
  ),
);

browserStory(
  'in the playground a key changes hands, a file of 1,000 keys is brought, and everybody has a Home and a calendar',
  { pictures: '19', start: startedAfter(), height: 1000 },
  async ({ desk, page, sees }) => {
    const shows = (text: string) => desk.test('home-view').getByText(text).first().waitFor();
    await desk.openAs('ana', 'trading-desk');
    await desk.type('/key add okx');
    await desk.field('Label').waitFor();
    await desk.fill('Label', 'prop-desk');
    await desk.fill('API key', OKX_ID);
    await desk.fill('Account or sub-account', 'Main account');
    await desk.fill('Permissions', ['Read', 'Trade']);
    await desk.fill('Services that use it', 'trading-bot');
    await desk.fill('Deputy', 'Dia Rahman');
    await desk.fill('Who can log in there', ['Cem Aydin', 'Bea Novak']);
    await desk.fill('Where the secret is kept', 'vault: trading/okx/prop-desk');
    await desk.submit();
    await desk.modal.getByText('prop-desk').first().waitFor();
    await desk.closeModal();

    await desk.type('/key transfer prop-desk @bea I change desks');
    await sees('was asked by direct message');
    await desk.become('bea');
    await desk.goToApp();
    await sees('I change desks');
    await desk.press('Accept');
    await desk.goTo('trading-desk');
    await desk.type('/key who prop-desk');
    await sees('Bea Novak');

    await desk.become('ana');
    await desk.type('/key import');
    await desk.modal.locator('input[type=file]').waitFor();
    await desk.modal.locator('input[type=file]').setInputFiles({
      name: 'keys.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(keys),
    });
    await desk.settled();
    await desk.submit();
    await desk.closeModal();
    await desk.goToApp();
    await sees('Cannot be used');
    await desk.shot('22-import-preview');
    await desk.press('Write 980 keys');
    await sees('Keys imported');

    await desk.goTo('trading-desk');
    await desk.type('/key calendar');
    await sees('due in the next 12 weeks');
    await desk.goToApp();
    await page.locator('img.picture').last().waitFor();
    await desk.shot('25-calendar-picture');

    for (const [place, who, says] of [
      ['26-home-admin', 'ana', 'Your keys'],
      ['27-home-custodian', 'bea', 'See all'],
      ['28-home-console-holder', 'cem', 'The team'],
      ['29-home-no-role', 'eli', 'You hold no key'],
    ] as const) {
      await desk.become(who);
      await desk.goTo('Home');
      await shows(says);
      await desk.shot(place);
    }
    await desk.press('Report a leaked key');
    await desk.modal.getByText('Which key').first().waitFor();
  },
);
