/** Rows of the audit log about what people were asked: nudges, whose keys are still needed, what somebody left behind. */
import { because, dayOf, type Sentence } from './audit-told.ts';
import { md } from './text.ts';

const wasWords: Readonly<Record<string, string>> = {
  custodian: 'custodian',
  once_custodian: 'custodian once',
  deputy: 'deputy',
  console_holder: 'one who can log in',
};

/** What the day of a nudge is, by its kind. */
const reminded: Readonly<Record<string, string>> = {
  rotation: 'due on',
  expiry: 'which ends on',
  self_destruct: 'which its provider ends on',
  ownerless: 'nobody’s since',
  no_deputy: 'without a deputy since',
  handover_pending: 'offered on',
};

export const sentencesOfNudges: Readonly<Record<string, Sentence>> = {
  'asked whether still needed': ({ who, what, person }) =>
    md`${who} asked ${person('person')} whether ${what} is still theirs and needed`,
  'reminded whether still needed': ({ who, what, person }) =>
    md`${who} asked ${person('person')} once more whether ${what} is still theirs and needed`,
  'deputy asked whether still needed': ({ who, what, person }) =>
    md`${who} asked ${person('deputy')} whether ${what} is still needed, since ${person('person')} has not answered`,
  'lead told that it is unanswered whether still needed': ({ who, what, person }) =>
    md`${who} told a lead that ${person('person')} has not answered whether ${what} is still needed`,
  'attested as still needed': ({ who, what }) => md`${who} said that ${what} is still theirs and needed`,
  'attested as not theirs': ({ who, what, text }) =>
    md`${who} said that ${what} is not theirs${because(text('because'))}`,
  'attested as not needed': ({ who, what, text }) =>
    md`${who} said that ${what} is not needed any more${because(text('because'))}`,
  'attestation over': ({ what }) =>
    md`The question whether ${what} is still needed was over without an answer`,
  'departure noticed': ({ who, person }) => md`${who} noticed that ${person('person')} left`,
  'left behind': ({ what, person, text }) =>
    md`${person('person')} left: to ${what} they were ${wasWords[text('heldAs')] ?? 'tied'}`,
  'left key taken care of': ({ who, what, person, text }) =>
    md`${who} settled ${what}, which ${person('person')} left behind: ${text('how')}`,
  'departure taken care of': ({ person }) =>
    md`All keys that ${person('person')} left behind are taken care of`,
  'departure reminded': ({ who, person }) =>
    md`${who} reminded of the keys that ${person('person')} left behind`,
  'nudge planned': ({ who, what, text, person }) =>
    md`${who} reminded ${text('recipient') === '' ? 'the team channel' : person('recipient')} of ${what}, ${reminded[text('kind')] ?? 'due'} ${dayOf(text('dueOn'))}`,
  'nudge answered': ({ who, what }) => md`${who} answered what was asked about ${what}`,
  'nudge settled': ({ what }) => md`What was asked about ${what} settled itself`,
  'nudge reopened': ({ what }) => md`What was asked about ${what} holds again`,
  'nudge withdrawn': ({ what, person }) =>
    md`What ${person('recipient')} was to be asked about ${what} was taken back: they had left`,
};
