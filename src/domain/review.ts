/** What a review of an incident says: the cause, and what shall be better. */

/** What let a key leak, worst habits first; `other` is explained in words. */
export const causes = {
  committed: 'Committed to a repository',
  shared: 'Sent in a chat, ticket or e-mail',
  logged: 'Printed in a log or error',
  machine: 'Taken from a machine or a laptop',
  vendor: 'Lost by an outside service',
  phished: 'Given away to a false page or person',
  insider: 'Taken by somebody who had access',
  unknown: 'Not known',
  other: 'Something else',
} as const;
export type Cause = keyof typeof causes;
