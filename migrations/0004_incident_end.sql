CREATE TABLE "incident_attestations" (
	"workspace" text NOT NULL,
	"id" bigint GENERATED ALWAYS AS IDENTITY (sequence name "incident_attestations_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"incident" bigint NOT NULL,
	"person" text NOT NULL,
	"rung" text NOT NULL,
	"saw" text NOT NULL,
	"looked" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "incident_attestations_workspace_id_pk" PRIMARY KEY("workspace","id")
);
--> statement-breakpoint
CREATE TABLE "incident_follow_ups" (
	"workspace" text NOT NULL,
	"id" bigint GENERATED ALWAYS AS IDENTITY (sequence name "incident_follow_ups_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"incident" bigint NOT NULL,
	"what" text NOT NULL,
	"owner" text NOT NULL,
	"due_on" date NOT NULL,
	"added_by" text NOT NULL,
	"added_at" timestamp with time zone NOT NULL,
	"reminded_on" date,
	"done_by" text,
	"done_at" timestamp with time zone,
	CONSTRAINT "incident_follow_ups_workspace_id_pk" PRIMARY KEY("workspace","id")
);
--> statement-breakpoint
ALTER TABLE "incidents" ADD COLUMN "reopened_by" text;--> statement-breakpoint
ALTER TABLE "incidents" ADD COLUMN "reopened_because" text;--> statement-breakpoint
ALTER TABLE "incidents" ADD COLUMN "cause" text;--> statement-breakpoint
ALTER TABLE "incidents" ADD COLUMN "cause_says" text;--> statement-breakpoint
ALTER TABLE "incidents" ADD COLUMN "reviewed_by" text;--> statement-breakpoint
ALTER TABLE "incidents" ADD COLUMN "reviewed_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "workspaces" ADD COLUMN "drill_suggested_on" date;--> statement-breakpoint
ALTER TABLE "incident_attestations" ADD CONSTRAINT "incident_attestations_workspace_incident_incidents_workspace_id_fk" FOREIGN KEY ("workspace","incident") REFERENCES "public"."incidents"("workspace","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "incident_follow_ups" ADD CONSTRAINT "incident_follow_ups_workspace_incident_incidents_workspace_id_fk" FOREIGN KEY ("workspace","incident") REFERENCES "public"."incidents"("workspace","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "incident_attestations_of" ON "incident_attestations" USING btree ("workspace","incident");--> statement-breakpoint
CREATE INDEX "incident_follow_ups_of" ON "incident_follow_ups" USING btree ("workspace","incident");--> statement-breakpoint
CREATE INDEX "incident_follow_ups_due" ON "incident_follow_ups" USING btree ("due_on") WHERE done_at is null;