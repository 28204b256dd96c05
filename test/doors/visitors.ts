/** Who comes to the doors, and what Slack says of them. */
import type { Visitor } from './knock.ts';
import { ELSEWHERE, HOME } from './quiet-slack.ts';
import type { People } from './team.ts';

const full = { name: 'x', real_name: 'X', tz: 'UTC', team_id: HOME };

/** What Slack says about people; who is not here is unknown to it. */
export const slackPeople = {
  U0ADMIN: { ...full, is_admin: true },
  U0LEAD: full,
  U0MEMBER: full,
  U0OTHER: full,
  U0CUSTODIAN: full,
  U0DEPUTY: full,
  U0OWNER: full,
  U0HOLDER: full,
  U0LAYMAN: full,
  U0GUEST: { ...full, is_restricted: true },
  U0SINGLE: { ...full, is_restricted: true, is_ultra_restricted: true },
  U0GONE: { ...full, deleted: true },
  U0ROBOT: { ...full, is_bot: true },
  U0STRANGER: { ...full, is_stranger: true },
  U0OUTSIDER: { ...full, team_id: ELSEWHERE, is_stranger: true },
} as const;

export const people = { admin: 'U0ADMIN', member: 'U0MEMBER', other: 'U0OTHER' } as const;

/** Every part is somebody else's, who is no more than a member. */
export const apart: People = {
  ...people,
  custodian: 'U0CUSTODIAN',
  deputy: 'U0DEPUTY',
  owner: 'U0OWNER',
  holder: 'U0HOLDER',
};

export const admin: Visitor = { person: people.admin, team: HOME };
export const lead: Visitor = { person: 'U0LEAD', team: HOME };
export const member: Visitor = { person: people.member, team: HOME };
