/** The workspace as it is on the first morning: who works here and where they talk. */
import type { LocalPerson } from './contract.ts';
import type { ChannelRow } from './rows.ts';

export const team = { id: 'T000000DSK', name: 'Local Desk', domain: 'local-desk' } as const;
export const outsideTeam = {
  id: 'T000000OUT',
  name: 'Outside Partners',
  domain: 'outside-partners',
} as const;
export const appId = 'A000000KEY';
export const botId = 'B000000KEY';
export const botUserId = 'U000000KEY';

const person = (
  id: string,
  name: string,
  realName: string,
  timezone: string,
  kind: LocalPerson['kind'],
): LocalPerson => ({
  id,
  name,
  realName,
  timezone,
  kind,
  teamId: kind === 'outsider' ? outsideTeam.id : team.id,
});

/** Everybody, the app's own bot user last. */
export const firstPeople = (botName: string): LocalPerson[] => [
  person('U000000ANA', 'ana', 'Ana Oliveira', 'Europe/Lisbon', 'admin'),
  person('U000000BEA', 'bea', 'Bea Novak', 'Europe/Prague', 'member'),
  person('U000000CEM', 'cem', 'Cem Aydin', 'Europe/Istanbul', 'member'),
  person('U000000DIA', 'dia', 'Dia Rahman', 'Asia/Singapore', 'member'),
  person('U000000ELI', 'eli', 'Eli Brooks', 'America/New_York', 'member'),
  person('U000000GUS', 'gus', 'Gus Hartl', 'Europe/Vienna', 'guest'),
  person('U00000DORA', 'dora', 'Dora Lindqvist', 'Europe/Stockholm', 'deactivated'),
  person('U00000OLGA', 'olga', 'Olga Marchetti', 'Europe/Rome', 'outsider'),
  person(botUserId, botName.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-'), botName, 'UTC', 'bot'),
];

const staff = ['U000000ANA', 'U000000BEA', 'U000000CEM', 'U000000DIA', 'U000000ELI'];

const channel = (id: string, name: string, members: readonly string[], topic: string): ChannelRow => ({
  id,
  name,
  kind: 'public',
  creator: 'U000000ANA',
  created: 1_700_000_000,
  members,
  topic,
  archived: false,
  pinned: [],
  bookmarks: [],
  externallyShared: name === 'shared-desk',
});

/** A channel of everybody, with the bot. */
export const publicChannel = (id: string, name: string): ChannelRow =>
  channel(id, name, [...staff, botUserId], '');

/** The bot was invited to the desk and the platform channel, not to the other two. */
export const firstChannels: readonly ChannelRow[] = [
  channel('C00GENERAL', 'general', staff, 'Company-wide announcements'),
  channel('C00TRADING', 'trading-desk', [...staff, 'U000000GUS', botUserId], 'Markets, bots and positions'),
  channel('C0PLATFORM', 'platform', [...staff, botUserId], 'Infrastructure and releases'),
  channel('C000SHARED', 'shared-desk', [...staff, 'U00000OLGA'], 'Shared with Outside Partners'),
];

export const userGroups = [
  { id: 'S0000ONCALL', handle: 'oncall', name: 'On call', users: ['U000000BEA', 'U000000CEM'] },
  { id: 'S000TRADERS', handle: 'traders', name: 'Traders', users: ['U000000ANA', 'U000000BEA'] },
] as const;
