/** Columns that every table writes alike. */
import { bigint, date, text, timestamp } from 'drizzle-orm/pg-core';
import type { Day, PersonId, WorkspaceId } from '../../domain/words.ts';

export const workspace = () => text('workspace').$type<WorkspaceId>().notNull();
export const id = () => bigint('id', { mode: 'number' }).generatedAlwaysAsIdentity();
export const ref = (name: string) => bigint(name, { mode: 'number' });
export const person = (name: string) => text(name).$type<PersonId>();
export const moment = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' });
export const day = (name: string) => date(name, { mode: 'string' }).$type<Day>();
