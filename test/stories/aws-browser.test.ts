/**
 * The leak of an AWS key in a real browser: it can be switched off first, asking about it while it is in use is warned
 * of, AWS may have quarantined its user, and a drill of another key afterwards is marked as one everywhere. Pictures
 * are kept in `test/artifacts/`.
 */
import { expect } from 'vitest';
import { browserStory, keyOf, madeAt, startedAfter } from '../support/browser-story.ts';

const LEAKED = 'AKIAEXAMPLEKEYID2345';
const OTHER = 'AKIAEXAMPLEKEYID2346';
const account = '123456789012, user ci';

browserStory(
  'in the playground an AWS key is deactivated, deleted and proven dead; then another one is practised with',
  {
    pictures: 'aws',
    start: startedAfter(
      madeAt('aws', LEAKED),
      madeAt('aws', OTHER),
      keyOf('aws', { label: 'ci-deploys', keyId: LEAKED, account }),
      keyOf('aws', { label: 'ci-reports', keyId: OTHER, account }),
    ),
  },
  async ({ desk, page, sees, seesItDie }) => {
    const atConsole = async (keyId: string, deed: string): Promise<void> => {
      await desk.goTo('AWS console');
      await desk.test(`provider-${deed}-${keyId}`).click();
      await desk.settled();
    };
    const done = async (evidence: string): Promise<void> => {
      await desk.press('Done');
      await desk.modal.getByText('Evidence, or the reason').waitFor();
      await desk.fill('Evidence, or the reason for skipping', evidence);
      await desk.submit();
    };
    await desk.openAs('ana', 'trading-desk');
    await desk.type('/key add aws');
    await desk.field('Ask AWS now').waitFor();
    // Nobody chose it: a key in use would be disturbed.
    expect(await desk.field('Ask AWS now').locator('input').isChecked()).toBe(false);
    await desk.closeModal();
    await desk.type('/key leaked ci-deploys');
    await sees('Leak #1');

    await desk.become('cem');
    await desk.goTo('leak-1-ci-deploys');
    await sees('Deactivate the key');
    await page.getByText('Ask AWS whether it knows this key').last().click();
    await desk.test('confirm').getByText('may fail for about 5 seconds').waitFor();
    await desk.shot('aws-2-warned');
    await desk.test('confirm-yes').click();
    await sees('the key answers, as it should');

    // Cem's own user is quarantined: Bea is another admin.
    await desk.press('Yes, I delete it');
    await sees('Cem Aydin does it');
    await desk.press('Skip');
    await desk.modal.getByText('Evidence, or the reason').waitFor();
    await desk.fill('Evidence, or the reason for skipping', 'Access denied for user ci.');
    await desk.submit();
    await sees('Next: Access denied? AWS has quarantined the user');
    await desk.become('bea');
    await atConsole(LEAKED, 'deactivate');
    await desk.goTo('leak-1-ci-deploys');
    await sees('Another admin must do it, or root');
    await desk.shot('aws-4-quarantine');
    await done('V4 is there, support case 4711. Bea acted instead.');
    await sees('Next: Delete the key at AWS');
    await desk.press('Release');
    await desk.press('I do this');
    await sees('Bea Novak does it');
    await atConsole(LEAKED, 'delete');
    await desk.goTo('leak-1-ci-deploys');
    await seesItDie();
    await done('No service uses it.');
    await sees('Next: Cut sessions that outlive the key');

    await desk.goTo('trading-desk');
    await desk.type('/key drill ci-reports');
    await sees('DRILL #2');
    await desk.goToApp();
    await sees('DRILL #2');
    await desk.press('Yes, I practise it');
    await sees('Practice: go there and look, but change nothing');
    await desk.press('I would have deleted it');
    await desk.goTo('drill-2-ci-reports');
    await sees('this is practice');
    await desk.shot('aws-7-drill-card');
    const messages = page.locator('[data-test=message]');
    expect(await messages.count()).toBe(await messages.filter({ hasText: 'DRILL' }).count());
    await desk.goTo('AWS console');
    expect(await desk.test(`provider-key-${OTHER}`).getAttribute('data-state')).toBe('alive');
  },
);
