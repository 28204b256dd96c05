CREATE TABLE "nudge_looks" (
	"workspace" text NOT NULL,
	"key" bigint NOT NULL,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "nudge_looks_workspace_key_pk" PRIMARY KEY("workspace","key")
);
--> statement-breakpoint
CREATE INDEX "nudge_looks_due" ON "nudge_looks" USING btree ("at");--> statement-breakpoint
INSERT INTO nudge_looks (workspace, key, at) SELECT workspace, id, '-infinity' FROM keys;
--> statement-breakpoint
-- Whatever may decide about the nudges of a key has it looked at again. Rows are locked in one order, as the planner does.
CREATE FUNCTION look_again_at_keys() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO nudge_looks (workspace, key, at) SELECT workspace, id, '-infinity' FROM changed ORDER BY workspace, id
  ON CONFLICT (workspace, key) DO UPDATE SET at = '-infinity';
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER look_again_when_recorded AFTER INSERT ON keys REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION look_again_at_keys();
--> statement-breakpoint
CREATE TRIGGER look_again_when_changed AFTER UPDATE ON keys REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION look_again_at_keys();
--> statement-breakpoint
-- Rotations and offers of custody: their row names the key.
CREATE FUNCTION look_again_at_key() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE nudge_looks SET at = '-infinity' WHERE workspace = NEW.workspace AND key = NEW.key AND at > '-infinity';
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER look_again AFTER INSERT OR UPDATE ON rotations FOR EACH ROW EXECUTE FUNCTION look_again_at_key();
--> statement-breakpoint
CREATE TRIGGER look_again AFTER INSERT OR UPDATE ON handovers FOR EACH ROW EXECUTE FUNCTION look_again_at_key();
--> statement-breakpoint
-- Somebody moved, left or came back: the keys they answer for or step in for.
CREATE FUNCTION look_again_at_keys_of_person() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE nudge_looks SET at = '-infinity' WHERE workspace = NEW.workspace AND key IN (
    SELECT l.key FROM keys k JOIN nudge_looks l ON l.workspace = k.workspace AND l.key = k.id
    WHERE k.workspace = NEW.workspace AND k.state = 'active' AND NEW.id IN (k.custodian, k.deputy)
    ORDER BY l.key FOR UPDATE OF l);
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER look_again_when_met AFTER INSERT ON people FOR EACH ROW EXECUTE FUNCTION look_again_at_keys_of_person();
--> statement-breakpoint
CREATE TRIGGER look_again_when_changed AFTER UPDATE ON people FOR EACH ROW
  WHEN (OLD.timezone IS DISTINCT FROM NEW.timezone OR OLD.standing IS DISTINCT FROM NEW.standing)
  EXECUTE FUNCTION look_again_at_keys_of_person();
--> statement-breakpoint
-- The team's time, rules or channel changed: all of its keys. A workspace that lost us is not looked at.
CREATE FUNCTION look_again_at_keys_of_team() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE nudge_looks SET at = CASE WHEN NEW.lost_at IS NULL THEN timestamptz '-infinity' ELSE 'infinity' END
  WHERE workspace = NEW.id AND key IN (
    SELECT l.key FROM keys k JOIN nudge_looks l ON l.workspace = k.workspace AND l.key = k.id
    WHERE k.workspace = NEW.id AND k.state = 'active' ORDER BY l.key FOR UPDATE OF l);
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER look_again AFTER UPDATE ON workspaces FOR EACH ROW
  WHEN ((OLD.timezone, OLD.work_from, OLD.work_to, OLD.work_days, OLD.holidays, OLD.policies, OLD.team_channel, OLD.lead_group, OLD.lost_at)
    IS DISTINCT FROM
    (NEW.timezone, NEW.work_from, NEW.work_to, NEW.work_days, NEW.holidays, NEW.policies, NEW.team_channel, NEW.lead_group, NEW.lost_at))
  EXECUTE FUNCTION look_again_at_keys_of_team();
