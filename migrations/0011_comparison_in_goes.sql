ALTER TABLE "workspaces" ADD COLUMN "reconcile_since" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "workspaces" ADD COLUMN "reconcile_cursor" text;--> statement-breakpoint
ALTER TABLE "workspaces" ADD COLUMN "reconcile_members" integer DEFAULT 0 NOT NULL;