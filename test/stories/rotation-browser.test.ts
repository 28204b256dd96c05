/**
 * A key is replaced, as people see it in a real browser: from the reminder, over three services and four people, to the
 * old key proven dead. Pictures are kept in `test/artifacts/`.
 */
import { browserStory, daysLater, keyOf, madeAt, serviceOf, startedAfter } from '../support/browser-story.ts';

const OLD_ID = '37c541a1-0000-4000-8000-10fe7a038418';
const NEW_ID = '47c541a1-0000-4000-8000-10fe7a038419';

browserStory(
  'in the playground four people replace a key that three services use, until the old one is proven dead',
  {
    pictures: '49',
    start: startedAfter(
      madeAt('okx', OLD_ID),
      serviceOf('tracker', 'U000000CEM'),
      serviceOf('tax-report', 'U000000DIA'),
      keyOf('okx', {
        label: 'prop-desk',
        keyId: OLD_ID,
        account: 'Main account',
        permissions: ['read', 'trade'],
        // Without it OKX deletes an idle key, and the reminder would have a second reason.
        allowlist: '203.0.113.7',
        services: ['new:tracker', 'new:tax-report', 'new:trading-bot'],
        custodian: 'U000000BEA',
        deputy: 'U000000ANA',
        holders: ['U000000BEA', 'U000000CEM'],
        keptAt: 'vault: trading/okx/prop-desk',
        rotation: '30',
        askNow: true,
      }),
    ),
  },
  async ({ desk, local, sees }) => {
    const at = async (who: string): Promise<void> => {
      await desk.become(who);
      await desk.goToApp();
    };
    await desk.openAs('bea');
    await daysLater(local.url, 14);
    await desk.later('7d');
    await desk.goToApp();
    await sees('has to be replaced');
    await desk.shot('40-nudge');
    await desk.press('Start rotation');
    await sees('Make the new key');
    await desk.shot('41-make-the-new-key');
    await desk.goTo('OKX console');
    await desk.test('provider-key-id').fill(NEW_ID);
    await desk.test('provider-create').click();
    await desk.settled();
    await desk.goToApp();
    await desk.press('Record the new key');
    await desk.field('API key').waitFor();
    await desk.fill('API key', NEW_ID);
    await desk.fill('Where the secret is kept', 'vault: trading/okx/prop-desk-2');
    await desk.submit();
    await sees('prop-desk-2');
    await desk.press('Secret is stored');
    await sees('We wait for');

    await at('cem');
    await sees('Switch tracker to a new key.');
    await desk.press('Switched');
    await sees('switched it');
    await at('dia');
    await sees('Switch tax-report to a new key.');
    await desk.press('Not yet');
    await desk.field('What does it wait for?').waitFor();
    await desk.fill('What does it wait for?', 'The release this afternoon');
    await desk.submit();
    await sees('The release this afternoon');
    await desk.press('Switched');
    await sees('switched it');
    await at('bea');
    await sees('Switch trading-bot to a new key.');
    await desk.press('Switched');
    // OKX itself has said that it knows the new key: nobody has to.
    await sees('OKX said so');
    await sees('There is no off switch');
    await desk.shot('44-may-be-deleted');
    await desk.goTo('OKX console');
    await desk.test(`provider-delete-${OLD_ID}`).click();
    await desk.settled();
    await desk.goToApp();
    await desk.press('Old key is deleted');
    await sees('deleted the old key');
    await desk.later('1m');
    await desk.later('1m');
    await sees('Done.');
    await desk.shot('45-gone');
  },
);
