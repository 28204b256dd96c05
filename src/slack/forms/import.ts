import { z } from 'zod';
import { file } from '../file-field.ts';
import { form } from '../form.ts';

export const importKeys = form('import-keys', z.object({}), { file: file(['csv', 'tsv', 'txt']) });
