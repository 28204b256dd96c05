/** What becomes of two keys, told through Slack: one is replaced, one leaks. */
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
  values,
} from '../support/steward.ts';

export const OLD_ID = OKX_ID.replace('37c5', '47c5');
const NEW_ID = OKX_ID.replace('37c5', '57c5');

/** Registers, hands over, puts off, rotates, leaks and resolves. Moves the clock by months. */
export async function lifeOfKeys(steward: Steward): Promise<void> {
  const ana = steward.as('ana');
  await recordOkxKey(steward, ana);
  await recordOkxKey(steward, ana, { label: 'old-desk', keyId: OLD_ID });
  await steward.move({ minutes: 5 });
  await handOver(steward, ana);
  await putOffAndRotate(steward, ana);
  await leak(steward);
  await unknownLeak(steward);
}

async function handOver(steward: Steward, ana: Hands): Promise<void> {
  const desk = channelNamed(ana, 'trading-desk');
  await ask(ana, desk, 'show prop-desk');
  await press(ana, desk, 'Hand over');
  await opened(ana);
  ana.fill({ to: values.person(steward.as('dia').me.id), note: values.text('You run this desk now') });
  await submitted(ana);
  await steward.settled();
  const dia = steward.as('dia');
  await press(dia, dia.botDm(), 'Accept');
  await steward.settled();
}

/** The reminder comes, is put off, comes again, and is obeyed. */
async function putOffAndRotate(steward: Steward, ana: Hands): Promise<void> {
  await moveDays(steward, 84);
  await press(ana, ana.botDm(), 'Snooze');
  await opened(ana);
  ana.fill({ because: values.text('Quarter end first') });
  await submitted(ana);
  await steward.settled();
  const desk = channelNamed(ana, 'trading-desk');
  await ask(ana, desk, 'rotate old-desk');
  await steward.settled();
  await steward.okx.create(NEW_ID, 'global', 'live');
  await press(ana, ana.botDm(), 'Record the new key');
  await opened(ana);
  ana.fill({ keyId: values.text(NEW_ID), keptAt: values.text('vault: trading/okx/old-desk-2') });
  await submitted(ana);
  await steward.settled();
  await press(ana, ana.botDm(), 'Secret is stored');
  await steward.settled();
  await press(ana, ana.botDm(), 'Switched');
  await steward.settled();
  await steward.okx.delete(OLD_ID);
  await press(ana, ana.botDm(), 'Old key is deleted');
  await steward.settled();
  await steward.move({ minutes: 2 });
  await steward.settled();
}

/** A leak whose key is not known, its key found, and a message kept with it. */
async function unknownLeak(steward: Steward): Promise<void> {
  const eli = steward.as('eli');
  await ask(eli, channelNamed(eli, 'trading-desk'), 'leaked whatever the tax people use');
  await steward.settled();
  const room = channelNamed(eli, 'leak-2');
  await press(eli, room, 'I take it');
  await steward.settled();
  await press(eli, room, 'Close it');
  await opened(eli);
  eli.fill({ because: values.text('No key of ours') });
  await submitted(eli);
  await steward.settled();
}

/** A message of the incident's channel goes into its timeline. */
async function keepMessage(hands: Hands, room: string): Promise<void> {
  const said = hands.post(room, 'It was in the fork since Friday');
  await hands.messageShortcut(room, said.ts, 'add_to_timeline');
  await opened(hands);
  await hands.closeModal();
}

async function moveDays(steward: Steward, days: number): Promise<void> {
  await steward.move({ days });
  await steward.settled();
}

async function leak(steward: Steward): Promise<void> {
  const eli = steward.as('eli');
  await ask(eli, channelNamed(eli, 'trading-desk'), 'leaked prop-desk');
  await steward.settled();
  const cem = steward.as('cem');
  await press(cem, cem.botDm(), 'Yes, I delete it');
  await steward.settled();
  await steward.okx.delete(OKX_ID);
  await press(cem, cem.botDm(), 'I deleted it');
  await steward.settled();
  await steward.move({ seconds: 30 });
  await steward.settled();
  const room = channelNamed(cem, 'leak-1-prop-desk');
  const card = () => cem.messages(room).find((message) => buttonsIn(message).length > 0);
  for (let left = 12; left > 0 && !buttonsIn(card() ?? newest(cem, room)).includes('Resolve'); left -= 1) {
    await press(cem, room, 'Skip');
    await opened(cem);
    cem.fill({ deed: values.choice('skip'), note: values.text('not needed in this story') });
    await submitted(cem);
    await steward.settled();
  }
  await keepMessage(cem, room);
  await press(cem, room, 'Resolve');
  await steward.settled();
}

/** Submits the open form; what is shown in its place is closed. */
async function submitted(hands: Hands): Promise<void> {
  const outcome = await hands.submit();
  const errors = hands.modal()?.errors ?? {};
  if (outcome.kind !== 'accepted' || Object.keys(errors).length > 0) {
    throw new Error(`the form was not taken: ${JSON.stringify({ outcome, errors })}`);
  }
  if (hands.modal() !== undefined) await hands.closeModal();
}
