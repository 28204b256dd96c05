import type { Scope } from '../../store/database.ts';
import type { Message } from '../views/kit.ts';

/** Draws a live message from stored state. `null`: there is nothing to show any more. */
export type Drawing = (scope: Scope, subject: string, slash: string) => Promise<Message | null>;
