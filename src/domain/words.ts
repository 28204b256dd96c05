/** The design's words as types. Row ids are branded so that one kind never stands in for another. */

declare const brand: unique symbol;
type Branded<Base, Name extends string> = Base & { readonly [brand]: Name };

/** Slack team id, `T…`. Every row belongs to one. */
export type WorkspaceId = Branded<string, 'WorkspaceId'>;
/** Slack user id, `U…` or `W…`. */
export type PersonId = Branded<string, 'PersonId'>;
/** Row id of a key. The provider's public identifier is called `keyId` and is plain text. */
export type KeyRef = Branded<number, 'KeyRef'>;
export type AccountRef = Branded<number, 'AccountRef'>;
export type ServiceRef = Branded<number, 'ServiceRef'>;
export type IncidentRef = Branded<number, 'IncidentRef'>;
export type TriageRef = Branded<number, 'TriageRef'>;
export type RotationRef = Branded<number, 'RotationRef'>;
export type NudgeRef = Branded<number, 'NudgeRef'>;
export type HandoverRef = Branded<number, 'HandoverRef'>;

export const workspaceId = (text: string): WorkspaceId => text as WorkspaceId;
export const personId = (text: string): PersonId => text as PersonId;

/** Who may do what is decided on these; `guest` and `outsider` may do nothing. */
export type Role = 'admin' | 'lead' | 'member' | 'guest' | 'outsider';

/** How bad a thief could make it: 1 is worst. */
export type Tier = 1 | 2 | 3;

/** What we may say about a key's death. Belief is kept apart: these follow from observations only. */
export type Proof = 'dead' | 'alive' | 'unknown' | 'cannot_check';

/** A calendar day, `YYYY-MM-DD`, without a time zone. */
export type Day = Branded<string, 'Day'>;
