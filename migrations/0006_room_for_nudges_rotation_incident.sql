CREATE TABLE "attestations" (
	"workspace" text NOT NULL,
	"id" bigint GENERATED ALWAYS AS IDENTITY (sequence name "attestations_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"quarter" date NOT NULL,
	"key" bigint NOT NULL,
	"person" text NOT NULL,
	"asked_at" timestamp with time zone NOT NULL,
	"reminded_on" date,
	"answer" text,
	"answered_by" text,
	"answered_at" timestamp with time zone,
	"note" text,
	CONSTRAINT "attestations_workspace_id_pk" PRIMARY KEY("workspace","id"),
	CONSTRAINT "attestations_once" UNIQUE("workspace","quarter","key")
);
--> statement-breakpoint
CREATE TABLE "departure_keys" (
	"workspace" text NOT NULL,
	"departure" bigint NOT NULL,
	"key" bigint NOT NULL,
	"held_as" text NOT NULL,
	"settled_at" timestamp with time zone,
	"settled_by" text,
	"settled_how" text,
	CONSTRAINT "departure_keys_workspace_departure_key_pk" PRIMARY KEY("workspace","departure","key")
);
--> statement-breakpoint
CREATE TABLE "departures" (
	"workspace" text NOT NULL,
	"id" bigint GENERATED ALWAYS AS IDENTITY (sequence name "departures_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"person" text NOT NULL,
	"noticed_at" timestamp with time zone NOT NULL,
	"noticed_by" text NOT NULL,
	"reminded_on" date,
	"ended_at" timestamp with time zone,
	CONSTRAINT "departures_workspace_id_pk" PRIMARY KEY("workspace","id")
);
--> statement-breakpoint
CREATE TABLE "incident_notes" (
	"workspace" text NOT NULL,
	"id" bigint GENERATED ALWAYS AS IDENTITY (sequence name "incident_notes_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"incident" bigint NOT NULL,
	"author" text,
	"said_at" timestamp with time zone NOT NULL,
	"says" text NOT NULL,
	"masked" boolean NOT NULL,
	"channel" text NOT NULL,
	"ts" text NOT NULL,
	"added_by" text NOT NULL,
	"added_at" timestamp with time zone NOT NULL,
	CONSTRAINT "incident_notes_workspace_id_pk" PRIMARY KEY("workspace","id"),
	CONSTRAINT "incident_notes_once" UNIQUE("workspace","incident","channel","ts")
);
--> statement-breakpoint
CREATE TABLE "incident_responders" (
	"workspace" text NOT NULL,
	"incident" bigint NOT NULL,
	"person" text NOT NULL,
	"joined_at" timestamp with time zone NOT NULL,
	CONSTRAINT "incident_responders_workspace_incident_person_pk" PRIMARY KEY("workspace","incident","person")
);
--> statement-breakpoint
CREATE TABLE "triages" (
	"workspace" text NOT NULL,
	"id" bigint GENERATED ALWAYS AS IDENTITY (sequence name "triages_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"number" integer NOT NULL,
	"provider" text,
	"key_id" text,
	"says" text,
	"abuse_seen" boolean DEFAULT false NOT NULL,
	"reported_by" text NOT NULL,
	"reported_at" timestamp with time zone NOT NULL,
	"origin_channel" text,
	"claimed_by" text,
	"claimed_at" timestamp with time zone,
	"calls" integer DEFAULT 0 NOT NULL,
	"called_at" timestamp with time zone,
	"state" text DEFAULT 'open' NOT NULL,
	"incident" bigint,
	"ended_by" text,
	"ended_at" timestamp with time zone,
	"ended_because" text,
	CONSTRAINT "triages_workspace_id_pk" PRIMARY KEY("workspace","id"),
	CONSTRAINT "triages_number" UNIQUE("workspace","number")
);
--> statement-breakpoint
CREATE TABLE "troubles" (
	"workspace" text NOT NULL,
	"id" bigint GENERATED ALWAYS AS IDENTITY (sequence name "troubles_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"what" text NOT NULL,
	"since" timestamp with time zone NOT NULL,
	"noticed_at" timestamp with time zone NOT NULL,
	"said_at" timestamp with time zone,
	"over_at" timestamp with time zone,
	CONSTRAINT "troubles_workspace_id_pk" PRIMARY KEY("workspace","id")
);
--> statement-breakpoint
CREATE TABLE "rotation_services" (
	"workspace" text NOT NULL,
	"rotation" bigint NOT NULL,
	"service" bigint NOT NULL,
	"owner" text NOT NULL,
	"asked_at" timestamp with time zone,
	"not_before" date,
	"not_yet_says" text,
	"switched_by" text,
	"switched_at" timestamp with time zone,
	"reminded_on" date,
	CONSTRAINT "rotation_services_workspace_rotation_service_pk" PRIMARY KEY("workspace","rotation","service")
);
--> statement-breakpoint
ALTER TABLE "nudges" DROP CONSTRAINT "nudges_once";--> statement-breakpoint
ALTER TABLE "nudges" ALTER COLUMN "recipient" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "keys" ADD COLUMN "rotate_by" date;--> statement-breakpoint
ALTER TABLE "keys" ADD COLUMN "rotate_by_cause" text;--> statement-breakpoint
ALTER TABLE "keys" ADD COLUMN "rotate_by_because" text;--> statement-breakpoint
ALTER TABLE "keys" ADD COLUMN "in_use_on" date;--> statement-breakpoint
ALTER TABLE "keys" ADD COLUMN "disowned_by" text;--> statement-breakpoint
ALTER TABLE "keys" ADD COLUMN "disowned_because" text;--> statement-breakpoint
ALTER TABLE "keys" ADD COLUMN "disowned_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "keys" ADD COLUMN "replaces" bigint;--> statement-breakpoint
ALTER TABLE "incident_services" ADD COLUMN "chases" smallint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "incident_services" ADD COLUMN "chased_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "incident_steps" ADD COLUMN "chases" smallint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "incident_steps" ADD COLUMN "chased_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "incidents" ADD COLUMN "known_where" text;--> statement-breakpoint
ALTER TABLE "incidents" ADD COLUMN "known_how" text;--> statement-breakpoint
ALTER TABLE "incidents" ADD COLUMN "known_by" text;--> statement-breakpoint
ALTER TABLE "incidents" ADD COLUMN "known_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "incidents" ADD COLUMN "scribe" text;--> statement-breakpoint
ALTER TABLE "incidents" ADD COLUMN "triage" bigint;--> statement-breakpoint
ALTER TABLE "incidents" ADD COLUMN "sibling_of" bigint;--> statement-breakpoint
ALTER TABLE "incidents" ADD COLUMN "calls" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "incidents" ADD COLUMN "called_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "incidents" ADD COLUMN "override_alone_because" text;--> statement-breakpoint
ALTER TABLE "incidents" ADD COLUMN "false_alarm_alone_because" text;--> statement-breakpoint
ALTER TABLE "workspaces" ADD COLUMN "reconciled_on" date;--> statement-breakpoint
ALTER TABLE "nudges" ADD COLUMN "kind" text DEFAULT 'rotation' NOT NULL;--> statement-breakpoint
ALTER TABLE "nudges" ADD COLUMN "audience" text DEFAULT 'custodian' NOT NULL;--> statement-breakpoint
ALTER TABLE "rotations" ADD COLUMN "new_key" bigint;--> statement-breakpoint
ALTER TABLE "rotations" ADD COLUMN "new_key_by" text;--> statement-breakpoint
ALTER TABLE "rotations" ADD COLUMN "new_key_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "rotations" ADD COLUMN "stored_by" text;--> statement-breakpoint
ALTER TABLE "rotations" ADD COLUMN "stored_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "rotations" ADD COLUMN "working_by" text;--> statement-breakpoint
ALTER TABLE "rotations" ADD COLUMN "working_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "rotations" ADD COLUMN "working_says" text;--> statement-breakpoint
ALTER TABLE "rotations" ADD COLUMN "override_by" text;--> statement-breakpoint
ALTER TABLE "rotations" ADD COLUMN "override_because" text;--> statement-breakpoint
ALTER TABLE "rotations" ADD COLUMN "override_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "rotations" ADD COLUMN "aborted_by" text;--> statement-breakpoint
ALTER TABLE "rotations" ADD COLUMN "aborted_because" text;--> statement-breakpoint
ALTER TABLE "rotations" ADD COLUMN "reminded_on" date;--> statement-breakpoint
ALTER TABLE "attestations" ADD CONSTRAINT "attestations_workspace_key_keys_workspace_id_fk" FOREIGN KEY ("workspace","key") REFERENCES "public"."keys"("workspace","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "departure_keys" ADD CONSTRAINT "departure_keys_workspace_departure_departures_workspace_id_fk" FOREIGN KEY ("workspace","departure") REFERENCES "public"."departures"("workspace","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "departure_keys" ADD CONSTRAINT "departure_keys_workspace_key_keys_workspace_id_fk" FOREIGN KEY ("workspace","key") REFERENCES "public"."keys"("workspace","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "incident_notes" ADD CONSTRAINT "incident_notes_workspace_incident_incidents_workspace_id_fk" FOREIGN KEY ("workspace","incident") REFERENCES "public"."incidents"("workspace","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "incident_responders" ADD CONSTRAINT "incident_responders_workspace_incident_incidents_workspace_id_fk" FOREIGN KEY ("workspace","incident") REFERENCES "public"."incidents"("workspace","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "rotation_services" ADD CONSTRAINT "rotation_services_workspace_rotation_rotations_workspace_id_fk" FOREIGN KEY ("workspace","rotation") REFERENCES "public"."rotations"("workspace","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "rotation_services" ADD CONSTRAINT "rotation_services_workspace_service_services_workspace_id_fk" FOREIGN KEY ("workspace","service") REFERENCES "public"."services"("workspace","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "attestations_open" ON "attestations" USING btree ("workspace","person") WHERE answer is null;--> statement-breakpoint
CREATE INDEX "departure_keys_open" ON "departure_keys" USING btree ("workspace","key") WHERE settled_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX "departures_open" ON "departures" USING btree ("workspace","person") WHERE ended_at is null;--> statement-breakpoint
CREATE INDEX "triages_open" ON "triages" USING btree ("workspace") WHERE state = 'open';--> statement-breakpoint
CREATE UNIQUE INDEX "troubles_open" ON "troubles" USING btree ("workspace","what") WHERE over_at is null;--> statement-breakpoint
CREATE INDEX "nudges_open" ON "nudges" USING btree ("workspace","key") WHERE answer is null;--> statement-breakpoint
ALTER TABLE "nudges" ADD CONSTRAINT "nudges_once" UNIQUE("workspace","key","kind","due_on","stage","round","audience");