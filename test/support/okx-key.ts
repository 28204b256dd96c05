import type { Hands } from '../../src/local/slack/contract.ts';
import { COMMAND, channelNamed, opened, press, type Steward, values } from './steward.ts';

export const OKX_ID = '37c541a1-0000-4000-8000-10fe7a038418';

export interface FormWishes {
  readonly label?: string;
  readonly keyId?: string;
  readonly permissions?: readonly string[];
  readonly custodian?: string;
  readonly deputy?: string | null;
  readonly holders?: readonly string[];
  readonly allowlist?: string;
  readonly services?: readonly string[];
  readonly region?: string;
  readonly created?: string;
  readonly rotation?: string;
  readonly askNow?: boolean;
  readonly keptAt?: string;
  readonly account?: string;
}

/** Opens the form for an OKX key and fills it in; the person still has to submit. */
export async function fillOkxForm(steward: Steward, hands: Hands, wishes: FormWishes = {}): Promise<void> {
  const person = (handle: string): string => steward.as(handle).me.id;
  await hands.command(channelNamed(hands, 'trading-desk'), `${COMMAND} add okx`);
  await opened(hands);
  const services = await Promise.all(
    (wishes.services ?? ['trading-bot']).map(async (name) => {
      const offers = await hands.suggest({ in: 'modal' }, 'services', 'pick-services', name);
      const offer = offers.find(({ text }) => text.endsWith(name));
      if (!offer) throw new Error(`no service ${name} offered`);
      return offer;
    }),
  );
  const deputy = wishes.deputy === undefined ? 'bea' : wishes.deputy;
  hands.fill({
    label: values.text(wishes.label ?? 'prop-desk'),
    keyId: values.text(wishes.keyId ?? OKX_ID),
    account: values.text(wishes.account ?? 'Main account'),
    region: values.choice(wishes.region ?? 'global'),
    environment: values.choice('live'),
    permissions: values.boxes(...(wishes.permissions ?? ['read', 'trade', 'withdraw'])),
    ...(wishes.allowlist === undefined ? {} : { allowlist: values.text(wishes.allowlist) }),
    services: values.found('pick-services', ...services),
    custodian: values.person(person(wishes.custodian ?? hands.me.name)),
    ...(deputy === null ? {} : { deputy: values.person(person(deputy)) }),
    holders: values.people(...(wishes.holders ?? ['cem', 'bea']).map(person)),
    keptAt: values.text(wishes.keptAt ?? 'vault: trading/okx/prop-desk'),
    ...(wishes.created === undefined ? {} : { created: values.day(wishes.created) }),
    rotation: values.choice(wishes.rotation ?? 'exposure'),
    askNow: values.boxes(...((wishes.askNow ?? true) ? ['yes'] : [])),
  });
}

/** Records an OKX key that the imitated OKX knows. */
export async function recordOkxKey(steward: Steward, hands: Hands, wishes: FormWishes = {}): Promise<void> {
  await steward.okx.create(wishes.keyId ?? OKX_ID, wishes.region ?? 'global', 'live');
  await fillOkxForm(steward, hands, wishes);
  const outcome = await hands.submit();
  const errors = hands.modal()?.errors ?? {};
  if (outcome.kind !== 'accepted' || Object.keys(errors).length > 0) {
    throw new Error(`the key was not taken: ${JSON.stringify({ outcome, errors })}`);
  }
  await hands.closeModal();
  await steward.settled();
}

/** On the newest rotation card: the old key may go without a new one. */
export async function doNotWait(steward: Steward, hands: Hands): Promise<void> {
  await press(hands, hands.botDm(), 'Do not wait');
  await opened(hands);
  hands.fill({ because: values.text('Nothing uses it any more.') });
  await hands.submit();
  await steward.settled();
}
