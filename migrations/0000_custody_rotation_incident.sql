CREATE TABLE "accounts" (
	"workspace" text NOT NULL,
	"id" bigint GENERATED ALWAYS AS IDENTITY (sequence name "accounts_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"provider" text NOT NULL,
	"region" text NOT NULL,
	"name" text NOT NULL,
	"name_key" text NOT NULL,
	"break_glass" text,
	CONSTRAINT "accounts_workspace_id_pk" PRIMARY KEY("workspace","id"),
	CONSTRAINT "accounts_workspace_provider_region_name_key_unique" UNIQUE("workspace","provider","region","name_key")
);
--> statement-breakpoint
CREATE TABLE "audit" (
	"workspace" text NOT NULL,
	"seq" bigint NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"actor" text NOT NULL,
	"door" text NOT NULL,
	"deed" text NOT NULL,
	"subject" text NOT NULL,
	"detail" jsonb NOT NULL,
	"hash" text NOT NULL,
	CONSTRAINT "audit_workspace_seq_pk" PRIMARY KEY("workspace","seq")
);
--> statement-breakpoint
CREATE TABLE "audit_heads" (
	"workspace" text PRIMARY KEY NOT NULL,
	"seq" bigint NOT NULL,
	"hash" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "console_holders" (
	"workspace" text NOT NULL,
	"account" bigint NOT NULL,
	"person" text NOT NULL,
	"position" smallint NOT NULL,
	CONSTRAINT "console_holders_workspace_account_person_pk" PRIMARY KEY("workspace","account","person")
);
--> statement-breakpoint
CREATE TABLE "deliveries" (
	"workspace" text NOT NULL,
	"id" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "deliveries_workspace_id_pk" PRIMARY KEY("workspace","id")
);
--> statement-breakpoint
CREATE TABLE "gates" (
	"workspace" text NOT NULL,
	"gate" text NOT NULL,
	"next_at" timestamp with time zone NOT NULL,
	CONSTRAINT "gates_workspace_gate_pk" PRIMARY KEY("workspace","gate")
);
--> statement-breakpoint
CREATE TABLE "handovers" (
	"workspace" text NOT NULL,
	"id" bigint GENERATED ALWAYS AS IDENTITY (sequence name "handovers_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"key" bigint NOT NULL,
	"from_person" text NOT NULL,
	"to_person" text NOT NULL,
	"note" text,
	"asked_at" timestamp with time zone NOT NULL,
	"answer" text,
	"answered_at" timestamp with time zone,
	CONSTRAINT "handovers_workspace_id_pk" PRIMARY KEY("workspace","id")
);
--> statement-breakpoint
CREATE TABLE "heartbeats" (
	"replica" text NOT NULL,
	"job" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "heartbeats_replica_job_pk" PRIMARY KEY("replica","job")
);
--> statement-breakpoint
CREATE TABLE "inbox" (
	"workspace" text NOT NULL,
	"event_id" text NOT NULL,
	"type" text NOT NULL,
	"fields" jsonb NOT NULL,
	"received_at" timestamp with time zone NOT NULL,
	"lease_until" timestamp with time zone,
	"attempts" integer DEFAULT 0 NOT NULL,
	"worked_at" timestamp with time zone,
	CONSTRAINT "inbox_workspace_event_id_pk" PRIMARY KEY("workspace","event_id")
);
--> statement-breakpoint
CREATE TABLE "incident_logins" (
	"workspace" text NOT NULL,
	"incident" bigint NOT NULL,
	"person" text NOT NULL,
	"position" smallint NOT NULL,
	"asked_at" timestamp with time zone,
	"can_log_in" boolean,
	"answered_at" timestamp with time zone,
	CONSTRAINT "incident_logins_workspace_incident_person_pk" PRIMARY KEY("workspace","incident","person")
);
--> statement-breakpoint
CREATE TABLE "incident_services" (
	"workspace" text NOT NULL,
	"incident" bigint NOT NULL,
	"service" bigint NOT NULL,
	"owner" text NOT NULL,
	"told_at" timestamp with time zone NOT NULL,
	"acknowledged_by" text,
	"acknowledged_at" timestamp with time zone,
	CONSTRAINT "incident_services_workspace_incident_service_pk" PRIMARY KEY("workspace","incident","service")
);
--> statement-breakpoint
CREATE TABLE "incident_steps" (
	"workspace" text NOT NULL,
	"incident" bigint NOT NULL,
	"step" text NOT NULL,
	"position" smallint NOT NULL,
	"frozen" jsonb NOT NULL,
	"state" text DEFAULT 'open' NOT NULL,
	"by" text,
	"at" timestamp with time zone,
	"claimed_at" timestamp with time zone,
	"note" text,
	CONSTRAINT "incident_steps_workspace_incident_step_pk" PRIMARY KEY("workspace","incident","step")
);
--> statement-breakpoint
CREATE TABLE "incidents" (
	"workspace" text NOT NULL,
	"id" bigint GENERATED ALWAYS AS IDENTITY (sequence name "incidents_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"number" integer NOT NULL,
	"key" bigint NOT NULL,
	"drill" boolean NOT NULL,
	"state" text DEFAULT 'open' NOT NULL,
	"tier" smallint NOT NULL,
	"abuse_seen" boolean DEFAULT false NOT NULL,
	"step_order" text NOT NULL,
	"order_because" text NOT NULL,
	"lead" text NOT NULL,
	"reported_by" text NOT NULL,
	"reported_at" timestamp with time zone NOT NULL,
	"origin_channel" text,
	"override_by" text,
	"override_because" text,
	"override_at" timestamp with time zone,
	"override_confirmed_by" text,
	"override_confirmed_at" timestamp with time zone,
	"false_alarm_by" text,
	"false_alarm_because" text,
	"false_alarm_at" timestamp with time zone,
	"ended_by" text,
	"ended_at" timestamp with time zone,
	"reopened_at" timestamp with time zone,
	CONSTRAINT "incidents_workspace_id_pk" PRIMARY KEY("workspace","id"),
	CONSTRAINT "incidents_number" UNIQUE("workspace","number")
);
--> statement-breakpoint
CREATE TABLE "key_services" (
	"workspace" text NOT NULL,
	"key" bigint NOT NULL,
	"service" bigint NOT NULL,
	CONSTRAINT "key_services_workspace_key_service_pk" PRIMARY KEY("workspace","key","service")
);
--> statement-breakpoint
CREATE TABLE "keys" (
	"workspace" text NOT NULL,
	"id" bigint GENERATED ALWAYS AS IDENTITY (sequence name "keys_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"provider" text NOT NULL,
	"label" text NOT NULL,
	"label_key" text NOT NULL,
	"key_id" text NOT NULL,
	"account" bigint NOT NULL,
	"environment" text NOT NULL,
	"permissions" text[] NOT NULL,
	"allowlist" text[] NOT NULL,
	"tier" smallint NOT NULL,
	"custodian" text NOT NULL,
	"deputy" text,
	"kept_at" text NOT NULL,
	"created_on" date NOT NULL,
	"expires_on" date,
	"rotation_days" integer NOT NULL,
	"due_on" date NOT NULL,
	"state" text DEFAULT 'active' NOT NULL,
	"snoozed_until" date,
	"snoozes" integer DEFAULT 0 NOT NULL,
	"recorded_by" text NOT NULL,
	"recorded_at" timestamp with time zone NOT NULL,
	CONSTRAINT "keys_workspace_id_pk" PRIMARY KEY("workspace","id"),
	CONSTRAINT "keys_label" UNIQUE("workspace","label_key"),
	CONSTRAINT "keys_public_id" UNIQUE("workspace","provider","key_id")
);
--> statement-breakpoint
CREATE TABLE "local_clock" (
	"only" boolean PRIMARY KEY DEFAULT true NOT NULL,
	"offset_seconds" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "nudges" (
	"workspace" text NOT NULL,
	"id" bigint GENERATED ALWAYS AS IDENTITY (sequence name "nudges_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"key" bigint NOT NULL,
	"due_on" date NOT NULL,
	"stage" smallint NOT NULL,
	"recipient" text NOT NULL,
	"planned_at" timestamp with time zone NOT NULL,
	"message" text NOT NULL,
	"answer" text,
	"answered_by" text,
	"answered_at" timestamp with time zone,
	"answer_note" text,
	CONSTRAINT "nudges_workspace_id_pk" PRIMARY KEY("workspace","id"),
	CONSTRAINT "nudges_once" UNIQUE("workspace","key","due_on","stage")
);
--> statement-breakpoint
CREATE TABLE "observations" (
	"workspace" text NOT NULL,
	"id" bigint GENERATED ALWAYS AS IDENTITY (sequence name "observations_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"key" bigint NOT NULL,
	"incident" bigint,
	"at" timestamp with time zone NOT NULL,
	"host" text NOT NULL,
	"environment" text NOT NULL,
	"result" text NOT NULL,
	"code" text,
	"reason" text NOT NULL,
	"purpose" text NOT NULL,
	CONSTRAINT "observations_workspace_id_pk" PRIMARY KEY("workspace","id")
);
--> statement-breakpoint
CREATE TABLE "outbox" (
	"workspace" text NOT NULL,
	"id" bigint GENERATED ALWAYS AS IDENTITY (sequence name "outbox_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"name" text NOT NULL,
	"effect" jsonb NOT NULL,
	"lane" smallint NOT NULL,
	"gate" text NOT NULL,
	"after_name" text,
	"wanted" integer DEFAULT 1 NOT NULL,
	"done" integer DEFAULT 0 NOT NULL,
	"due_at" timestamp with time zone NOT NULL,
	"lease_until" timestamp with time zone,
	"attempts" integer DEFAULT 0 NOT NULL,
	"last_error" text,
	"gave_up_at" timestamp with time zone,
	"channel" text,
	"ts" text,
	"progress" text,
	"wanted_at" timestamp with time zone NOT NULL,
	"done_at" timestamp with time zone,
	CONSTRAINT "outbox_workspace_id_pk" PRIMARY KEY("workspace","id"),
	CONSTRAINT "outbox_name" UNIQUE("workspace","name")
);
--> statement-breakpoint
CREATE TABLE "people" (
	"workspace" text NOT NULL,
	"id" text NOT NULL,
	"name" text NOT NULL,
	"timezone" text NOT NULL,
	"standing" text NOT NULL,
	"is_admin" boolean NOT NULL,
	"checked_at" timestamp with time zone NOT NULL,
	CONSTRAINT "people_workspace_id_pk" PRIMARY KEY("workspace","id")
);
--> statement-breakpoint
CREATE TABLE "proof_questions" (
	"workspace" text NOT NULL,
	"id" bigint GENERATED ALWAYS AS IDENTITY (sequence name "proof_questions_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"key" bigint NOT NULL,
	"incident" bigint,
	"purpose" text NOT NULL,
	"asked_by" text NOT NULL,
	"due_at" timestamp with time zone NOT NULL,
	"lease_until" timestamp with time zone,
	"attempts" integer DEFAULT 0 NOT NULL,
	"answered_at" timestamp with time zone,
	CONSTRAINT "proof_questions_workspace_id_pk" PRIMARY KEY("workspace","id")
);
--> statement-breakpoint
CREATE TABLE "rotations" (
	"workspace" text NOT NULL,
	"id" bigint GENERATED ALWAYS AS IDENTITY (sequence name "rotations_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"key" bigint NOT NULL,
	"started_by" text NOT NULL,
	"started_at" timestamp with time zone NOT NULL,
	"deleted_by" text,
	"deleted_at" timestamp with time zone,
	"ended_at" timestamp with time zone,
	CONSTRAINT "rotations_workspace_id_pk" PRIMARY KEY("workspace","id")
);
--> statement-breakpoint
CREATE TABLE "services" (
	"workspace" text NOT NULL,
	"id" bigint GENERATED ALWAYS AS IDENTITY (sequence name "services_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"name" text NOT NULL,
	"name_key" text NOT NULL,
	"owner" text NOT NULL,
	"channel" text,
	"runbook" text,
	CONSTRAINT "services_workspace_id_pk" PRIMARY KEY("workspace","id"),
	CONSTRAINT "services_workspace_name_key_unique" UNIQUE("workspace","name_key")
);
--> statement-breakpoint
CREATE TABLE "workspaces" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"bot_user" text NOT NULL,
	"team_channel" text,
	"timezone" text DEFAULT 'UTC' NOT NULL,
	"installed_at" timestamp with time zone NOT NULL,
	"lost_at" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "console_holders" ADD CONSTRAINT "console_holders_workspace_account_accounts_workspace_id_fk" FOREIGN KEY ("workspace","account") REFERENCES "public"."accounts"("workspace","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "handovers" ADD CONSTRAINT "handovers_workspace_key_keys_workspace_id_fk" FOREIGN KEY ("workspace","key") REFERENCES "public"."keys"("workspace","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "incident_logins" ADD CONSTRAINT "incident_logins_workspace_incident_incidents_workspace_id_fk" FOREIGN KEY ("workspace","incident") REFERENCES "public"."incidents"("workspace","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "incident_services" ADD CONSTRAINT "incident_services_workspace_incident_incidents_workspace_id_fk" FOREIGN KEY ("workspace","incident") REFERENCES "public"."incidents"("workspace","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "incident_steps" ADD CONSTRAINT "incident_steps_workspace_incident_incidents_workspace_id_fk" FOREIGN KEY ("workspace","incident") REFERENCES "public"."incidents"("workspace","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "incidents" ADD CONSTRAINT "incidents_workspace_key_keys_workspace_id_fk" FOREIGN KEY ("workspace","key") REFERENCES "public"."keys"("workspace","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "key_services" ADD CONSTRAINT "key_services_workspace_key_keys_workspace_id_fk" FOREIGN KEY ("workspace","key") REFERENCES "public"."keys"("workspace","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "key_services" ADD CONSTRAINT "key_services_workspace_service_services_workspace_id_fk" FOREIGN KEY ("workspace","service") REFERENCES "public"."services"("workspace","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "keys" ADD CONSTRAINT "keys_workspace_account_accounts_workspace_id_fk" FOREIGN KEY ("workspace","account") REFERENCES "public"."accounts"("workspace","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "nudges" ADD CONSTRAINT "nudges_workspace_key_keys_workspace_id_fk" FOREIGN KEY ("workspace","key") REFERENCES "public"."keys"("workspace","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "observations" ADD CONSTRAINT "observations_workspace_key_keys_workspace_id_fk" FOREIGN KEY ("workspace","key") REFERENCES "public"."keys"("workspace","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "proof_questions" ADD CONSTRAINT "proof_questions_workspace_key_keys_workspace_id_fk" FOREIGN KEY ("workspace","key") REFERENCES "public"."keys"("workspace","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "rotations" ADD CONSTRAINT "rotations_workspace_key_keys_workspace_id_fk" FOREIGN KEY ("workspace","key") REFERENCES "public"."keys"("workspace","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "audit_of_subject" ON "audit" USING btree ("workspace","subject","seq");--> statement-breakpoint
CREATE INDEX "deliveries_age" ON "deliveries" USING btree ("at");--> statement-breakpoint
CREATE UNIQUE INDEX "handovers_pending" ON "handovers" USING btree ("workspace","key") WHERE answer is null;--> statement-breakpoint
CREATE INDEX "inbox_waiting" ON "inbox" USING btree ("received_at") WHERE worked_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX "incidents_open" ON "incidents" USING btree ("workspace","key","drill") WHERE state = 'open';--> statement-breakpoint
CREATE INDEX "keys_of_service" ON "key_services" USING btree ("workspace","service");--> statement-breakpoint
CREATE INDEX "keys_due" ON "keys" USING btree ("due_on") WHERE state = 'active';--> statement-breakpoint
CREATE INDEX "keys_of_account" ON "keys" USING btree ("workspace","account");--> statement-breakpoint
CREATE INDEX "keys_of_custodian" ON "keys" USING btree ("workspace","custodian");--> statement-breakpoint
CREATE INDEX "nudges_of_message" ON "nudges" USING btree ("workspace","message");--> statement-breakpoint
CREATE INDEX "observations_of_key" ON "observations" USING btree ("workspace","key");--> statement-breakpoint
CREATE INDEX "outbox_pending" ON "outbox" USING btree ("due_at") WHERE wanted > done and gave_up_at is null;--> statement-breakpoint
CREATE INDEX "proof_questions_due" ON "proof_questions" USING btree ("due_at") WHERE answered_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX "rotations_running" ON "rotations" USING btree ("workspace","key") WHERE ended_at is null;