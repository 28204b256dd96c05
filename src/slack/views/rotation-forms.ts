/** The forms of a rotation: the new key, where it was seen working, more time, not waiting, giving up. */
import type { ModalView } from '@slack/types';
import type { Day, RotationRef, ServiceRef } from '../../domain/words.ts';
import type { NewKeyOffer } from '../../rotation/new-key.ts';
import type { RotationCard } from '../../rotation/rotation-card.ts';
import * as forms from '../forms/rotation.ts';
import { newKeyInputs } from './add-key.ts';
import { factsOf } from './edit-key.ts';
import { context, section } from './kit.ts';
import { bold, code, lines, md } from './text.ts';

/** The provider's own form, filled with the facts of the old key. */
export function newKeyModal(rotation: RotationRef, { old, label }: NewKeyOffer, today: Day): ModalView {
  const { key, provider, services } = old;
  const draft = {
    ...factsOf(old),
    label,
    // Its account has its holders already, and it ends another day.
    holders: [],
    breakGlass: null,
    expires: null,
    custodian: key.custodian,
    deputy: key.deputy,
    today,
  };
  const names = services.map(({ name }) => name).join(', ');
  const note =
    services.length === 0
      ? md`No service uses ${key.label}, as far as we know.`
      : md`Services stay with ${key.label} until each has switched: ${names}`;
  return forms.newKey.draw({
    title: 'The new key',
    submit: 'Record new key',
    hidden: { rotation, provider: provider.id },
    blocks: [
      section(
        md`It takes the place of ${bold(key.label)}. The same permissions and allowlist or less: what it shall do more is changed later, by itself.`,
      ),
      ...newKeyInputs(provider, draft, context(note)),
    ],
  });
}

export const newKeyWorksModal = (card: RotationCard): ModalView =>
  forms.newKeyWorks.draw({
    title: 'The new key works',
    submit: 'It works',
    hidden: { rotation: card.id },
    blocks: [
      section(
        card.newKey === null || card.newKey.inPlace
          ? md`The new value of ${bold(card.label)} (${card.provider}).`
          : md`${bold(card.newKey.label)} (${card.provider}): ${code(card.newKey.keyId)}`,
      ),
      forms.newKeyWorks.fields.says.input('says', {
        label: 'Where did you see it working?',
        hint: 'It is kept in the audit log with your name. No secret, no log lines with one.',
        placeholder: 'Orders of trading-bot since 10:00; the key page shows a last use today.',
      }),
    ],
  });

export function notYetModal(
  ids: { rotation: RotationRef; service: ServiceRef },
  { service, label, today }: { service: string; label: string; today: Day },
): ModalView {
  const { fields } = forms.notYetSwitched;
  return forms.notYetSwitched.draw({
    title: 'Not yet',
    submit: 'Save',
    hidden: ids,
    blocks: [
      section(md`${bold(service)} goes on using ${bold(label)}. We ask again on the day you name.`),
      fields.until.input('until', { label: 'Switched by', initial: today }),
      fields.says.input('says', {
        label: 'What does it wait for?',
        hint: 'Whoever answers for the key reads it on the card.',
        placeholder: 'The release on Thursday.',
      }),
    ],
  });
}

export const doNotWaitModal = (card: RotationCard): ModalView =>
  forms.doNotWait.draw({
    title: 'Do not wait',
    submit: 'Do not wait',
    hidden: { rotation: card.id },
    blocks: [
      section(
        lines(
          md`${bold(card.label)} may then be deleted although something is missing:`,
          ...card.missing.map((sentence) => md`• ${sentence}`),
          md`*Whatever still uses it stops when it is deleted.* Tell the owners first.`,
        ),
      ),
      forms.doNotWait.fields.because.input('because', {
        label: 'Why not wait?',
        hint: 'It stands on the card and in the audit log with your name.',
      }),
    ],
  });

export const giveUpModal = (card: RotationCard): ModalView =>
  forms.giveUpRotation.draw({
    title: 'Give up the rotation',
    submit: 'Give up',
    hidden: { rotation: card.id },
    blocks: [
      section(
        lines(
          md`*What stays*`,
          md`• ${bold(card.label)} lives on, and the reminders of it start again.`,
          ...newKeyStays(card),
        ),
      ),
      forms.giveUpRotation.fields.because.input('because', {
        label: 'Why?',
        hint: 'It is kept in the audit log with your name.',
      }),
    ],
  });

/** What becomes of a new key that has nothing to replace any more. */
export function newKeyStays({ newKey, services }: RotationCard) {
  if (newKey === null || newKey.inPlace) return [];
  const switched = services.filter((each) => each.switched !== null).map(({ name }) => name);
  return [
    md`• ${bold(newKey.label)} stays, with reminders of its own.`,
    switched.length === 0
      ? md`• No service has switched to it. Delete it at the provider, then retire it, unless you start again soon.`
      : md`• These use it already: ${switched.slice(0, 10).join(', ')}. Starting again goes on with it.`,
  ];
}
