ALTER TABLE "incident_services" ADD COLUMN "switched_by" text;--> statement-breakpoint
ALTER TABLE "incident_services" ADD COLUMN "switched_at" timestamp with time zone;