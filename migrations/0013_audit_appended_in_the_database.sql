-- Puts entries at the end of a workspace's audit chain, in their order. The end stays locked until the transaction is
-- over. An entry's hash covers the one before and the entry's canonical text, which comes in two pieces: its number stands
-- between them and is known only here (src/domain/audit-chain.ts).
CREATE FUNCTION append_audit(in_workspace text, at_moment timestamptz, by_actor text, through_door text, entries jsonb)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  chain record;
  entry record;
BEGIN
  SELECT seq, hash INTO chain FROM audit_heads WHERE workspace = in_workspace FOR UPDATE;
  IF NOT FOUND THEN
    INSERT INTO audit_heads (workspace, seq, hash) VALUES (in_workspace, 0, repeat('0', 64)) ON CONFLICT DO NOTHING;
    SELECT seq, hash INTO STRICT chain FROM audit_heads WHERE workspace = in_workspace FOR UPDATE;
  END IF;
  FOR entry IN
    SELECT e.deed, e.subject, e.detail, e.before, e.after
    FROM ROWS FROM (jsonb_to_recordset(entries)
      AS (deed text, subject text, detail jsonb, before text, after text)) WITH ORDINALITY
      AS e (deed, subject, detail, before, after, nth)
    ORDER BY e.nth
  LOOP
    chain.seq := chain.seq + 1;
    chain.hash := encode(sha256(convert_to(
      chain.hash || E'\n' || entry.before || chain.seq || entry.after, 'UTF8')), 'hex');
    INSERT INTO audit (workspace, seq, at, actor, door, deed, subject, detail, hash)
    VALUES (in_workspace, chain.seq, at_moment, by_actor, through_door, entry.deed, entry.subject, entry.detail, chain.hash);
  END LOOP;
  UPDATE audit_heads SET seq = chain.seq, hash = chain.hash WHERE workspace = in_workspace;
END $$;
