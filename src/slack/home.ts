import { homeCard } from '../custody/home-card.ts';
import type { PersonId } from '../domain/words.ts';
import type { Scope } from '../store/database.ts';
import { homeViewOf } from './views/home.ts';

/** A person's Home, drawn from stored state. */
export const homeView = async (scope: Scope, person: string, slash: string) =>
  homeViewOf(await homeCard(scope, person as PersonId), slash);
