CREATE EXTENSION IF NOT EXISTS btree_gist;


CREATE TABLE api_client (
  tenant_id UUID NOT NULL,
  id UUID NOT NULL,
  version INTEGER NOT NULL,
  created_at TIMESTAMP WITH TIME ZONE NOT NULL,
  name VARCHAR NOT NULL,
  scopes VARCHAR[] NOT NULL,
  secret_hashes VARCHAR[] NOT NULL,
  disabled_at TIMESTAMP WITH TIME ZONE,
  CONSTRAINT api_client_pk PRIMARY KEY (tenant_id, id)
);

CREATE TABLE competency_framework (
  tenant_id UUID NOT NULL,
  id UUID NOT NULL,
  version INTEGER NOT NULL,
  created_at TIMESTAMP WITH TIME ZONE NOT NULL,
  code VARCHAR NOT NULL,
  title VARCHAR NOT NULL,
  description VARCHAR,
  language VARCHAR NOT NULL,
  version_label VARCHAR,
  source VARCHAR NOT NULL,
  source_identifier VARCHAR,
  scale JSONB NOT NULL,
  associations JSONB NOT NULL,
  content_hash VARCHAR NOT NULL,
  CONSTRAINT competency_framework_pk PRIMARY KEY (tenant_id, id),
  CONSTRAINT competency_framework_tenant_id_code_uq UNIQUE (tenant_id, code)
);

CREATE TABLE idempotency_key (
  tenant_id UUID NOT NULL,
  id UUID NOT NULL,
  version INTEGER NOT NULL,
  created_at TIMESTAMP WITH TIME ZONE NOT NULL,
  actor_id UUID NOT NULL,
  operation VARCHAR NOT NULL,
  key VARCHAR(255) NOT NULL,
  fingerprint VARCHAR NOT NULL,
  sealed_body BYTEA NOT NULL,
  row_id UUID,
  row_version INTEGER,
  CONSTRAINT idempotency_key_pk PRIMARY KEY (tenant_id, id),
  CONSTRAINT idempotency_key_tenant_id_actor_id_operation_key_uq UNIQUE (tenant_id, actor_id, operation, key)
);
CREATE INDEX idempotency_key_age_ix ON idempotency_key (tenant_id, created_at);

CREATE TABLE outbox_event (
  tenant_id UUID NOT NULL,
  id UUID NOT NULL,
  version INTEGER NOT NULL,
  created_at TIMESTAMP WITH TIME ZONE NOT NULL,
  type VARCHAR NOT NULL,
  revision INTEGER NOT NULL,
  subject_id UUID NOT NULL,
  sequence INTEGER NOT NULL,
  actor_id UUID NOT NULL,
  data JSONB NOT NULL,
  relayed_at TIMESTAMP WITH TIME ZONE,
  CONSTRAINT outbox_event_pk PRIMARY KEY (tenant_id, id),
  CONSTRAINT outbox_event_tenant_id_subject_id_sequence_uq UNIQUE (tenant_id, subject_id, sequence)
);
CREATE INDEX outbox_event_pending_ix ON outbox_event (tenant_id, sequence, id) WHERE relayed_at IS NULL;

CREATE TABLE person (
  tenant_id UUID NOT NULL,
  id UUID NOT NULL,
  version INTEGER NOT NULL,
  created_at TIMESTAMP WITH TIME ZONE NOT NULL,
  external_id VARCHAR NOT NULL,
  user_name VARCHAR NOT NULL,
  display_name VARCHAR NOT NULL,
  given_name VARCHAR,
  family_name VARCHAR,
  work_email VARCHAR,
  title VARCHAR,
  department VARCHAR,
  location VARCHAR,
  time_zone VARCHAR NOT NULL,
  locale VARCHAR NOT NULL,
  status VARCHAR(40) NOT NULL,
  starts_on DATE,
  CONSTRAINT person_pk PRIMARY KEY (tenant_id, id),
  CONSTRAINT person_tenant_id_external_id_uq UNIQUE (tenant_id, external_id),
  CONSTRAINT person_tenant_id_user_name_uq UNIQUE (tenant_id, user_name),
  CONSTRAINT person_status_ck CHECK (status IN ('active', 'on_leave', 'left'))
);

CREATE TABLE tenant (
  tenant_id UUID NOT NULL,
  id UUID NOT NULL,
  version INTEGER NOT NULL,
  created_at TIMESTAMP WITH TIME ZONE NOT NULL,
  name VARCHAR NOT NULL,
  time_zone VARCHAR NOT NULL,
  locale VARCHAR NOT NULL,
  anonymity_threshold INTEGER NOT NULL,
  CONSTRAINT tenant_pk PRIMARY KEY (tenant_id, id),
  CONSTRAINT tenant_is_its_own_ck CHECK (id = tenant_id),
  CONSTRAINT tenant_threshold_ck CHECK (anonymity_threshold >= 3)
);

CREATE TABLE webhook_endpoint (
  tenant_id UUID NOT NULL,
  id UUID NOT NULL,
  version INTEGER NOT NULL,
  created_at TIMESTAMP WITH TIME ZONE NOT NULL,
  url VARCHAR NOT NULL,
  description VARCHAR,
  event_types VARCHAR[] NOT NULL,
  sealed_secret BYTEA NOT NULL,
  enabled BOOLEAN NOT NULL,
  CONSTRAINT webhook_endpoint_pk PRIMARY KEY (tenant_id, id)
);

CREATE TABLE competency (
  tenant_id UUID NOT NULL,
  id UUID NOT NULL,
  version INTEGER NOT NULL,
  created_at TIMESTAMP WITH TIME ZONE NOT NULL,
  framework_id UUID NOT NULL,
  code VARCHAR NOT NULL,
  name VARCHAR NOT NULL,
  statement VARCHAR NOT NULL,
  identifier VARCHAR,
  parent_code VARCHAR,
  category VARCHAR,
  position INTEGER NOT NULL,
  levels JSONB NOT NULL,
  education_levels JSONB NOT NULL,
  status VARCHAR(40) NOT NULL,
  CONSTRAINT competency_pk PRIMARY KEY (tenant_id, id),
  CONSTRAINT competency_tenant_id_framework_id_fk FOREIGN KEY(tenant_id, framework_id) REFERENCES competency_framework (tenant_id, id),
  CONSTRAINT competency_tenant_id_framework_id_code_uq UNIQUE (tenant_id, framework_id, code),
  CONSTRAINT competency_status_ck CHECK (status IN ('active', 'retired'))
);
CREATE INDEX competency_framework_ix ON competency (tenant_id, framework_id, id);

CREATE TABLE conversation (
  tenant_id UUID NOT NULL,
  id UUID NOT NULL,
  version INTEGER NOT NULL,
  created_at TIMESTAMP WITH TIME ZONE NOT NULL,
  person_id UUID NOT NULL,
  partner_id UUID NOT NULL,
  topic VARCHAR NOT NULL,
  scheduled_at TIMESTAMP WITH TIME ZONE NOT NULL,
  status VARCHAR(40) NOT NULL,
  held_at TIMESTAMP WITH TIME ZONE,
  CONSTRAINT conversation_pk PRIMARY KEY (tenant_id, id),
  CONSTRAINT conversation_tenant_id_person_id_fk FOREIGN KEY(tenant_id, person_id) REFERENCES person (tenant_id, id),
  CONSTRAINT conversation_tenant_id_partner_id_fk FOREIGN KEY(tenant_id, partner_id) REFERENCES person (tenant_id, id),
  CONSTRAINT conversation_two_people_ck CHECK (person_id <> partner_id),
  CONSTRAINT conversation_status_ck CHECK (status IN ('scheduled', 'preparing', 'held')),
  CONSTRAINT conversation_held_ck CHECK ((status = 'held') = (held_at IS NOT NULL))
);
CREATE INDEX conversation_person_ix ON conversation (tenant_id, person_id, id);
CREATE INDEX conversation_partner_ix ON conversation (tenant_id, partner_id, id);

CREATE TABLE plan (
  tenant_id UUID NOT NULL,
  id UUID NOT NULL,
  version INTEGER NOT NULL,
  created_at TIMESTAMP WITH TIME ZONE NOT NULL,
  person_id UUID NOT NULL,
  title VARCHAR NOT NULL,
  status VARCHAR(40) NOT NULL,
  CONSTRAINT plan_pk PRIMARY KEY (tenant_id, id),
  CONSTRAINT plan_tenant_id_person_id_fk FOREIGN KEY(tenant_id, person_id) REFERENCES person (tenant_id, id),
  CONSTRAINT plan_tenant_id_id_person_id_uq UNIQUE (tenant_id, id, person_id),
  CONSTRAINT plan_status_ck CHECK (status IN ('draft', 'active', 'completed', 'closed_early'))
);
CREATE INDEX plan_person_ix ON plan (tenant_id, person_id, id);

CREATE TABLE relationship (
  tenant_id UUID NOT NULL,
  id UUID NOT NULL,
  version INTEGER NOT NULL,
  created_at TIMESTAMP WITH TIME ZONE NOT NULL,
  person_id UUID NOT NULL,
  related_id UUID NOT NULL,
  kind VARCHAR(40) NOT NULL,
  starts_on DATE NOT NULL,
  ends_on DATE,
  CONSTRAINT relationship_pk PRIMARY KEY (tenant_id, id),
  CONSTRAINT relationship_tenant_id_person_id_fk FOREIGN KEY(tenant_id, person_id) REFERENCES person (tenant_id, id),
  CONSTRAINT relationship_tenant_id_related_id_fk FOREIGN KEY(tenant_id, related_id) REFERENCES person (tenant_id, id),
  CONSTRAINT relationship_kind_ck CHECK (kind IN ('manager', 'mentor', 'sponsor', 'people_partner')),
  CONSTRAINT relationship_two_people_ck CHECK (person_id <> related_id),
  CONSTRAINT relationship_order_ck CHECK (ends_on IS NULL OR ends_on >= starts_on),
  CONSTRAINT relationship_one_manager_ex EXCLUDE USING gist (tenant_id WITH =, person_id WITH =, daterange(starts_on, ends_on) WITH &&) WHERE (kind = 'manager')
);
CREATE INDEX relationship_to_ix ON relationship (tenant_id, related_id, kind);
CREATE INDEX relationship_of_ix ON relationship (tenant_id, person_id, kind);

CREATE TABLE webhook_delivery (
  tenant_id UUID NOT NULL,
  id UUID NOT NULL,
  version INTEGER NOT NULL,
  created_at TIMESTAMP WITH TIME ZONE NOT NULL,
  endpoint_id UUID NOT NULL,
  event_id UUID NOT NULL,
  event_type VARCHAR NOT NULL,
  subject_id UUID NOT NULL,
  sequence INTEGER NOT NULL,
  body VARCHAR NOT NULL,
  status VARCHAR(40) NOT NULL,
  attempts INTEGER NOT NULL,
  due_at TIMESTAMP WITH TIME ZONE NOT NULL,
  last_status INTEGER,
  last_error VARCHAR,
  delivered_at TIMESTAMP WITH TIME ZONE,
  CONSTRAINT webhook_delivery_pk PRIMARY KEY (tenant_id, id),
  CONSTRAINT webhook_delivery_tenant_id_endpoint_id_fk FOREIGN KEY(tenant_id, endpoint_id) REFERENCES webhook_endpoint (tenant_id, id) ON DELETE CASCADE,
  CONSTRAINT webhook_delivery_tenant_id_event_id_fk FOREIGN KEY(tenant_id, event_id) REFERENCES outbox_event (tenant_id, id),
  CONSTRAINT webhook_delivery_tenant_id_endpoint_id_event_id_uq UNIQUE (tenant_id, endpoint_id, event_id),
  CONSTRAINT webhook_delivery_status_ck CHECK (status IN ('pending', 'delivered', 'failed'))
);
CREATE INDEX webhook_delivery_order_ix ON webhook_delivery (tenant_id, endpoint_id, subject_id, sequence) WHERE status = 'pending';
CREATE INDEX webhook_delivery_due_ix ON webhook_delivery (tenant_id, due_at) WHERE status = 'pending';

CREATE TABLE goal (
  tenant_id UUID NOT NULL,
  id UUID NOT NULL,
  version INTEGER NOT NULL,
  created_at TIMESTAMP WITH TIME ZONE NOT NULL,
  plan_id UUID NOT NULL,
  person_id UUID NOT NULL,
  title VARCHAR NOT NULL,
  aspiration VARCHAR,
  success_criteria VARCHAR,
  horizon_on DATE,
  status VARCHAR(40) NOT NULL,
  CONSTRAINT goal_pk PRIMARY KEY (tenant_id, id),
  CONSTRAINT goal_tenant_id_plan_id_person_id_fk FOREIGN KEY(tenant_id, plan_id, person_id) REFERENCES plan (tenant_id, id, person_id),
  CONSTRAINT goal_tenant_id_id_plan_id_uq UNIQUE (tenant_id, id, plan_id),
  CONSTRAINT goal_status_ck CHECK (status IN ('planned', 'active', 'achieved', 'released'))
);
CREATE INDEX goal_plan_ix ON goal (tenant_id, plan_id, id);

CREATE TABLE note (
  tenant_id UUID NOT NULL,
  id UUID NOT NULL,
  version INTEGER NOT NULL,
  created_at TIMESTAMP WITH TIME ZONE NOT NULL,
  conversation_id UUID NOT NULL,
  author_id UUID NOT NULL,
  audience VARCHAR(40) NOT NULL,
  body VARCHAR NOT NULL,
  CONSTRAINT note_pk PRIMARY KEY (tenant_id, id),
  CONSTRAINT note_tenant_id_conversation_id_fk FOREIGN KEY(tenant_id, conversation_id) REFERENCES conversation (tenant_id, id),
  CONSTRAINT note_tenant_id_author_id_fk FOREIGN KEY(tenant_id, author_id) REFERENCES person (tenant_id, id),
  CONSTRAINT note_audience_ck CHECK (audience IN ('author', 'participants'))
);
CREATE INDEX note_conversation_ix ON note (tenant_id, conversation_id, id);

CREATE TABLE preparation (
  tenant_id UUID NOT NULL,
  id UUID NOT NULL,
  version INTEGER NOT NULL,
  created_at TIMESTAMP WITH TIME ZONE NOT NULL,
  conversation_id UUID NOT NULL,
  author_id UUID NOT NULL,
  talking_points VARCHAR NOT NULL,
  hopes VARCHAR,
  CONSTRAINT preparation_pk PRIMARY KEY (tenant_id, id),
  CONSTRAINT preparation_tenant_id_conversation_id_fk FOREIGN KEY(tenant_id, conversation_id) REFERENCES conversation (tenant_id, id),
  CONSTRAINT preparation_tenant_id_author_id_fk FOREIGN KEY(tenant_id, author_id) REFERENCES person (tenant_id, id),
  CONSTRAINT preparation_tenant_id_conversation_id_author_id_uq UNIQUE (tenant_id, conversation_id, author_id)
);

CREATE TABLE milestone (
  tenant_id UUID NOT NULL,
  id UUID NOT NULL,
  version INTEGER NOT NULL,
  created_at TIMESTAMP WITH TIME ZONE NOT NULL,
  plan_id UUID NOT NULL,
  goal_id UUID,
  person_id UUID NOT NULL,
  owner_id UUID NOT NULL,
  kind VARCHAR(40) NOT NULL,
  title VARCHAR NOT NULL,
  success_measure VARCHAR,
  due_on DATE NOT NULL,
  status VARCHAR(40) NOT NULL,
  progress INTEGER NOT NULL,
  evidence VARCHAR,
  started_at TIMESTAMP WITH TIME ZONE,
  reached_at TIMESTAMP WITH TIME ZONE,
  CONSTRAINT milestone_pk PRIMARY KEY (tenant_id, id),
  CONSTRAINT milestone_tenant_id_plan_id_person_id_fk FOREIGN KEY(tenant_id, plan_id, person_id) REFERENCES plan (tenant_id, id, person_id),
  CONSTRAINT milestone_tenant_id_goal_id_plan_id_fk FOREIGN KEY(tenant_id, goal_id, plan_id) REFERENCES goal (tenant_id, id, plan_id),
  CONSTRAINT milestone_tenant_id_owner_id_fk FOREIGN KEY(tenant_id, owner_id) REFERENCES person (tenant_id, id),
  CONSTRAINT milestone_status_ck CHECK (status IN ('planned', 'in_progress', 'reached', 'waived')),
  CONSTRAINT milestone_kind_ck CHECK (kind IN ('stretch_assignment', 'mentoring', 'coaching', 'training', 'rotation', 'shadowing', 'lateral_move', 'project', 'certification', 'community', 'reading', 'next_step', 'checkpoint')),
  CONSTRAINT milestone_progress_ck CHECK (progress BETWEEN 0 AND 100),
  CONSTRAINT milestone_reached_ck CHECK ((status = 'reached') = (reached_at IS NOT NULL))
);
CREATE INDEX milestone_goal_ix ON milestone (tenant_id, goal_id, due_on, id);
CREATE INDEX milestone_owner_ix ON milestone (tenant_id, owner_id, due_on, id);
CREATE INDEX milestone_plan_ix ON milestone (tenant_id, plan_id, due_on, id);
CREATE INDEX milestone_person_ix ON milestone (tenant_id, person_id, due_on, id);
CREATE INDEX milestone_due_ix ON milestone (tenant_id, due_on, id);

CREATE TABLE agreed_step (
  tenant_id UUID NOT NULL,
  id UUID NOT NULL,
  version INTEGER NOT NULL,
  created_at TIMESTAMP WITH TIME ZONE NOT NULL,
  conversation_id UUID NOT NULL,
  milestone_id UUID NOT NULL,
  CONSTRAINT agreed_step_pk PRIMARY KEY (tenant_id, id),
  CONSTRAINT agreed_step_tenant_id_conversation_id_fk FOREIGN KEY(tenant_id, conversation_id) REFERENCES conversation (tenant_id, id),
  CONSTRAINT agreed_step_tenant_id_milestone_id_fk FOREIGN KEY(tenant_id, milestone_id) REFERENCES milestone (tenant_id, id),
  CONSTRAINT agreed_step_tenant_id_milestone_id_uq UNIQUE (tenant_id, milestone_id)
);
CREATE INDEX agreed_step_conversation_ix ON agreed_step (tenant_id, conversation_id);

-- Row-level security, forced on every table of a tenant. `nullif` is needed because the
-- setting reads '' and not null after the first transaction that set it.
DO $$
DECLARE
  tenanted text;
BEGIN
  FOR tenanted IN
    SELECT table_name FROM information_schema.columns
    WHERE table_schema = current_schema() AND column_name = 'tenant_id'
    ORDER BY table_name
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', tenanted);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', tenanted);
    EXECUTE format(
      'CREATE POLICY tenant ON %I TO career_app '
      'USING (tenant_id = nullif(current_setting(''app.tenant_id'', true), '''')::uuid) '
      'WITH CHECK (tenant_id = nullif(current_setting(''app.tenant_id'', true), '''')::uuid)',
      tenanted
    );
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO career_app', tenanted);
  END LOOP;
  EXECUTE format('GRANT USAGE ON SCHEMA %I TO career_app, career_worker', current_schema());
END
$$;

GRANT SELECT ON alembic_version TO career_app;

-- The worker's role may learn which tenants have something to do, and nothing else.
CREATE POLICY work ON outbox_event FOR SELECT TO career_worker USING (relayed_at IS NULL);
CREATE POLICY work ON webhook_delivery FOR SELECT TO career_worker USING (status = 'pending');
GRANT SELECT (tenant_id, relayed_at) ON outbox_event TO career_worker;
GRANT SELECT (tenant_id, status, due_at) ON webhook_delivery TO career_worker;
