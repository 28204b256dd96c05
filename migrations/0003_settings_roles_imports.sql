CREATE TABLE "group_members" (
	"workspace" text NOT NULL,
	"group_id" text NOT NULL,
	"person" text NOT NULL,
	"checked_at" timestamp with time zone NOT NULL,
	CONSTRAINT "group_members_workspace_group_id_person_pk" PRIMARY KEY("workspace","group_id","person")
);
--> statement-breakpoint
CREATE TABLE "imports" (
	"workspace" text NOT NULL,
	"id" bigint GENERATED ALWAYS AS IDENTITY (sequence name "imports_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"by" text NOT NULL,
	"file_name" text NOT NULL,
	"read_at" timestamp with time zone NOT NULL,
	"rows" jsonb NOT NULL,
	"state" text DEFAULT 'preview' NOT NULL,
	"written" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "imports_workspace_id_pk" PRIMARY KEY("workspace","id")
);
--> statement-breakpoint
ALTER TABLE "keys" ADD COLUMN "retired_because" text;--> statement-breakpoint
ALTER TABLE "services" ADD COLUMN "owner_group" text;--> statement-breakpoint
ALTER TABLE "services" ADD COLUMN "criticality" text DEFAULT 'normal' NOT NULL;--> statement-breakpoint
ALTER TABLE "workspaces" ADD COLUMN "admin_group" text;--> statement-breakpoint
ALTER TABLE "workspaces" ADD COLUMN "lead_group" text;--> statement-breakpoint
ALTER TABLE "workspaces" ADD COLUMN "work_from" smallint DEFAULT 9 NOT NULL;--> statement-breakpoint
ALTER TABLE "workspaces" ADD COLUMN "work_to" smallint DEFAULT 17 NOT NULL;--> statement-breakpoint
ALTER TABLE "workspaces" ADD COLUMN "work_days" smallint[] DEFAULT '{1,2,3,4,5}' NOT NULL;--> statement-breakpoint
ALTER TABLE "workspaces" ADD COLUMN "holidays" date[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "workspaces" ADD COLUMN "policies" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "workspaces" ADD COLUMN "head_posted_on" date;