import { z } from 'zod';
import type { Field } from './fields.ts';
import { plain } from './views/kit.ts';

const FileState = z.object({ files: z.array(z.object({ id: z.string(), name: z.string() })).min(1) });

/** One file. Slack checks its ending only as a convenience, so what it is must be seen from its content. */
export const file = (endings: readonly string[]): Field<{ readonly id: string; readonly name: string }> => ({
  input: (name, look) => ({
    type: 'input',
    block_id: name,
    label: plain(look.label, 2000),
    element: { type: 'file_input', action_id: 'value', filetypes: [...endings], max_files: 1 },
    ...(look.hint ? { hint: plain(look.hint, 2000) } : {}),
  }),
  read: (raw) => {
    const [first] = FileState.safeParse(raw).data?.files ?? [];
    return first === undefined ? { ok: false, says: 'This is needed.' } : { ok: true, value: first };
  },
});
