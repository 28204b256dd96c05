CREATE TABLE "snoozes" (
	"workspace" text NOT NULL,
	"key" bigint NOT NULL,
	"due_on" date NOT NULL,
	"round" smallint NOT NULL,
	"days" smallint NOT NULL,
	"until_day" date NOT NULL,
	"because" text NOT NULL,
	"by" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "snoozes_workspace_key_due_on_round_pk" PRIMARY KEY("workspace","key","due_on","round")
);
--> statement-breakpoint
ALTER TABLE "nudges" DROP CONSTRAINT "nudges_once";--> statement-breakpoint
ALTER TABLE "handovers" ADD COLUMN "answer_note" text;--> statement-breakpoint
ALTER TABLE "nudges" ADD COLUMN "round" smallint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "rotations" ADD COLUMN "attested_by" text;--> statement-breakpoint
ALTER TABLE "rotations" ADD COLUMN "attested_because" text;--> statement-breakpoint
ALTER TABLE "snoozes" ADD CONSTRAINT "snoozes_workspace_key_keys_workspace_id_fk" FOREIGN KEY ("workspace","key") REFERENCES "public"."keys"("workspace","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "nudges" ADD CONSTRAINT "nudges_once" UNIQUE("workspace","key","due_on","stage","round");