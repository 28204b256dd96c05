import { Policies } from '../domain/policies.ts';
import type { Scope } from '../store/database.ts';
import { thisWorkspace } from '../store/people.ts';

/** The rules of this team: the product's own but for what an admin changed. */
export const policiesHere = async (scope: Scope): Promise<Policies> =>
  Policies.parse((await thisWorkspace(scope)).policies);
