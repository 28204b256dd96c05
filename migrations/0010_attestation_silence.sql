ALTER TABLE "attestations" ADD COLUMN "deputy" text;--> statement-breakpoint
ALTER TABLE "attestations" ADD COLUMN "deputy_asked_on" date;--> statement-breakpoint
ALTER TABLE "attestations" ADD COLUMN "lead_told_on" date;