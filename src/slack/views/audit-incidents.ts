/** Rows of the audit log about leaks: incidents, and reports whose key was not known at first. */
import { because, detailOf, type Sentence } from './audit-told.ts';
import { md } from './text.ts';

export const sentencesOfIncidents: Readonly<Record<string, Sentence>> = {
  'incident declared': ({ who, what }) => md`${who} reported ${what} as leaked`,
  'drill declared': ({ who, what }) => md`${who} started the drill ${what}`,
  'reported again': ({ who, what }) => md`${who} reported ${what} once more`,
  'said what is known': ({ who, what, facts }) => md`${who} said what is known of ${what}${facts()}`,
  'message put into the timeline': ({ who, what, person }) =>
    md`${who} put a message of ${person('author')} into the timeline of ${what}`,
  'sibling reported': ({ who, what, text }) =>
    md`${who} reported another key because of ${what}: incident #${text('incident')}`,
  'triage opened': ({ who, what, text }) =>
    md`${who} reported ${what}, whose key is not known${detailOf(text('says'))}`,
  'triage claimed': ({ who, what }) => md`${who} took up ${what}`,
  'triage called out': ({ what, text, person }) =>
    text('silent') === ''
      ? md`Keysteward called people to ${what}, which nobody had taken up`
      : md`Keysteward called people to ${what}: nothing was heard of ${person('silent')}`,
  'still works on the triage': ({ who, what }) => md`${who} is still on ${what}`,
  'provider named': ({ who, what, text }) => md`${who} said whose key ${what} is about: ${text('provider')}`,
  'triage matched': ({ who, what, text }) =>
    md`${who} found the key of ${what}: incident #${text('incident')}`,
  'triage closed': ({ who, what, text }) => md`${who} closed ${what}${because(text('because'))}`,
  'asked who can log in': ({ who, what, people }) =>
    md`${who} asked ${people('asked')} to log in for ${what}`,
  'called because of silence': ({ who, what, text, people }) =>
    md`${who} called ${text('level') === 'channel' ? 'the team channel' : people('people')} in ${what}: silence about “${text('title')}”`,
  'said they can log in': ({ who, what }) => md`${who} can log in for ${what}`,
  'said they cannot log in': ({ who, what }) => md`${who} cannot log in for ${what}`,
  'took part': ({ what, person }) => md`${person('person')} takes part in ${what}`,
  'took the lead': ({ who, what, person }) => md`${who} took the lead of ${what} from ${person('from')}`,
  'keeps the record': ({ who, what }) => md`${who} keeps the record of ${what}`,
  'step handed over': ({ who, what, text, person }) =>
    md`${who} gave “${text('title')}” in ${what} to ${person('to')}`,
  'called a second person': ({ who, what, people }) =>
    md`${who} called a second person for ${what}: ${people('people')}`,
  'break-glass: an override by one person': ({ who, what, text }) =>
    md`${who} decided alone that ${what} may end without proof${because(text('because'))}`,
  'break-glass: a false alarm by one person': ({ who, what, text }) =>
    md`${who} decided alone that ${what} is a false alarm${because(text('because'))}`,
  'step claimed': ({ who, what, text }) => md`${who} took on “${text('title')}” in ${what}`,
  'step released': ({ who, what, text }) => md`${who} gave back “${text('title')}” in ${what}`,
  'step done': ({ who, what, text }) => md`${who} did “${text('title')}” in ${what}${detailOf(text('note'))}`,
  'step skipped': ({ who, what, text }) =>
    md`${who} skipped “${text('title')}” in ${what}${because(text('note'))}`,
  'step taken back': ({ who, what, text }) => md`${who} took “${text('title')}” back in ${what}`,
  'service off the leaked key': ({ who, what, service }) =>
    md`${who} said that ${service()} runs on a new key, for ${what}`,
  'service acknowledged': ({ who, what, service }) => md`${who} acknowledged ${what} for ${service()}`,
  'abuse seen': ({ who, what }) => md`${who} said that the key of ${what} is being abused`,
  'order changed': ({ what, text }) =>
    md`The order in ${what} became ${text('order').replace('_', ' ')}${because(text('because'))}`,
  'override asked for': ({ who, what, text }) =>
    md`${who} asked to end ${what} without proof${because(text('because'))}`,
  'override confirmed': ({ who, what }) => md`${who} confirmed that ${what} may end without proof`,
  'false alarm suggested': ({ who, what, text }) =>
    md`${who} called ${what} a false alarm${because(text('because'))}`,
  'override withdrawn': ({ who, what }) => md`${who} took back the wish to end ${what} without proof`,
  'override lapsed': ({ what, text, person }) =>
    md`The wish of ${person('askedBy')} to end ${what} without proof lapsed${because(text('because'))}`,
  'false alarm withdrawn': ({ who, what }) => md`${who} took back the wish to close ${what} as a false alarm`,
  'false alarm lapsed': ({ what, text, person }) =>
    md`The wish of ${person('askedBy')} to close ${what} as a false alarm lapsed${because(text('because'))}`,
  'closed as a false alarm': ({ who, what, text }) =>
    md`${who} closed ${what} as a false alarm${because(text('because'))}`,
  'incident resolved': ({ who, what }) => md`${who} resolved ${what}`,
  'incident reopened': ({ who, what, text }) => md`${who} opened ${what} again${because(text('because'))}`,
  'incident reviewed': ({ who, what, text }) =>
    md`${who} wrote the review of ${what}${detailOf(text('note'))}`,
  'follow-up added': ({ who, what, text, person }) =>
    md`${who} asked ${person('owner')} after ${what} for “${text('title')}”`,
  'follow-up done': ({ who, what, text }) => md`${who} did “${text('title')}” after ${what}`,
  'follow-up reminded': ({ who, what, text }) => md`${who} reminded of “${text('title')}” after ${what}`,
  'report sent': ({ who, what }) => md`${who} took the report of ${what}`,
  'drill suggested': ({ who, what }) => md`${who} suggested a drill of ${what}`,
  'signed that the key is gone': ({ who, what, text }) =>
    md`${who} signed that the key of ${what} is gone${detailOf(text('note'))}`,
  'saw the key still there': ({ who, what, text }) =>
    md`${who} saw the key of ${what} still there${detailOf(text('note'))}`,
};
