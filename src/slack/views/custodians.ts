/** Forms and answers about who has a key: deputy, the end of a key, and who ever held it. */
import type { ModalView } from '@slack/types';
import type { CustodyHistory } from '../../custody/custody-history.ts';
import type { KeyCard } from '../../custody/key-card.ts';
import type { SharedKey } from '../../custody/rotate-by.ts';
import type { AttestationAnswer } from '../../domain/custody-checks.ts';
import { addDays } from '../../domain/days.ts';
import { issuerOf } from '../../domain/provider.ts';
import { quarterName } from '../../domain/quarter.ts';
import type { KeyRef, PersonId } from '../../domain/words.ts';
import { findProvider } from '../../providers/index.ts';
import type { RetireOffer } from '../../rotation/retire-key.ts';
import { deputy, ownKeys, retire } from '../forms/custodians.ts';
import { context, header, type Message, message, section } from './kit.ts';
import { named } from './people.ts';
import { bold, code, constantLink, joined, lines, md, mention, onDay, when } from './text.ts';

export const deputyModal = (key: KeyCard['key']): ModalView =>
  deputy.draw({
    title: 'Name a deputy',
    submit: 'Save',
    hidden: { key: key.id },
    blocks: [
      section(md`Who steps in for ${bold(key.label)} when ${mention(key.custodian)} cannot? They are told.`),
      deputy.fields.deputy.input('deputy', {
        label: 'Deputy',
        hint:
          key.tier === 1
            ? 'An active full member. A tier 1 key needs one.'
            : 'An active full member. Empty: nobody.',
        initial: key.deputy,
      }),
    ],
  });

export const deputyNamedMessage = (label: string, who: PersonId | null): Message =>
  message(
    section(
      who === null
        ? md`Nobody steps in for ${bold(label)} any more.`
        : md`${mention(who)} steps in for ${bold(label)} from now on.`,
    ),
  );

/** A month is enough for most services to be given a key of their own. */
const OWN_KEYS_IN = 30;

export const ownKeysModal = (key: KeyRef, { label, services, dueOn, today }: SharedKey): ModalView =>
  ownKeys.draw({
    title: 'A key for each service',
    submit: 'Save',
    hidden: { key },
    blocks: [
      section(
        md`${services} services share ${bold(label)}: when it leaks, all of them stop. Until which day shall each have its own, so that this one can go?`,
      ),
      context(md`It is due on ${onDay(dueOn)} now. An earlier day stays.`),
      ownKeys.fields.day.input('day', { label: 'By', initial: addDays(today, OWN_KEYS_IN) }),
    ],
  });

const NAMED = 10;

/** @param because what was said already. */
export function retireModal({ key, services }: RetireOffer, because?: string): ModalView {
  const provider = findProvider(key.provider);
  const page = provider.regions.find(({ id }) => id === key.region)?.keysPage ?? null;
  const used = joined(services.slice(0, NAMED).map(({ name }) => bold(name)));
  return retire.draw({
    title: 'Retire a key',
    submit: key.state === 'gone' ? 'Put it away' : 'I deleted it',
    hidden: { key: key.id },
    blocks: [
      section(
        key.state === 'gone'
          ? md`${bold(key.label)} is gone already. It is only put away now.`
          : lines(
              md`*Delete ${bold(key.label)} at ${issuerOf(provider)} first*, account ${bold(key.accountName)}: ${code(key.keyId)}`,
              page === null ? null : constantLink(page, `Open the key page of ${issuerOf(provider)}`),
            ),
      ),
      services.length > 0
        ? section(
            md`*Still used by* ${used}${services.length > NAMED ? ` and ${services.length - NAMED} more` : ''}. They stop.`,
          )
        : null,
      key.state === 'gone'
        ? null
        : context(
            md`Then ${issuerOf(provider)} is asked for proof. Where it cannot be asked, a second person has to look.`,
          ),
      retire.fields.because.input('because', {
        label: services.length > 0 ? 'Why all the same?' : 'Why?',
        hint: services.length > 0 ? 'Needed, since services use it.' : 'Optional, since no service uses it.',
        ...(because === undefined ? {} : { initial: because }),
      }),
    ],
  });
}

const saidWords: Readonly<Record<AttestationAnswer, string>> = {
  still_mine: 'yes',
  not_mine: 'not theirs',
  not_needed: 'not needed',
  settled: 'no answer',
};

/** Who ever answered for a key, the newest first. */
export function historyMessage({ label, holdings, answers, gone }: CustodyHistory): Message {
  return message(
    header(`Who had ${label}`),
    holdings.length === 0
      ? section(md`Nobody that the audit log tells of.`)
      : section(
          lines(
            ...holdings.map(
              ({ custodian, since, by }) =>
                md`• ${named(custodian, gone)} since ${when(since)}${by === custodian || by === 'clock' ? '' : md`, by ${mention(by)}`}`,
            ),
          ),
        ),
    answers.length > 0
      ? section(
          lines(
            md`*Still theirs, still needed?*`,
            ...answers.map(
              ({ quarter, answer, person, at }) =>
                md`• ${quarterName(quarter)}: ${saidWords[answer]}, said ${named(person, gone)} ${when(at)}`,
            ),
          ),
        )
      : null,
    context(md`From the audit log. Offers that were declined or taken back changed nothing.`),
  );
}
