-- A look's row is written anew by everything that decides about its key, also while it waits already: the planner tells
-- by its version whether what it has read still holds.
CREATE OR REPLACE FUNCTION look_again_at_key() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE nudge_looks SET at = '-infinity' WHERE workspace = NEW.workspace AND key = NEW.key;
  RETURN NULL;
END $$;
