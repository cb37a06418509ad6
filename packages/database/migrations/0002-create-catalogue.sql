-- The catalogue side: venues, series, events, performances, ticket types.
--
-- Whatever a promoter owns refers to its parent by (promoter_id, id), so that no row can hang from another promoter's.
-- `listed` says that the public may see the event. Performances and ticket types carry it too, kept equal by the foreign
-- key's cascade, so that policies and partial indexes need no look at the event.

CREATE TABLE venues (
  id uuid PRIMARY KEY,
  slug text NOT NULL UNIQUE CHECK (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND length(slug) <= 120),
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  name_key text NOT NULL CHECK (length(name_key) <= 600),
  street text CHECK (length(street) BETWEEN 1 AND 200),
  city text NOT NULL CHECK (length(city) BETWEEN 1 AND 100),
  city_key text NOT NULL CHECK (length(city_key) <= 300),
  country text NOT NULL CHECK (country ~ '^[A-Z]{2}$'),
  zone text NOT NULL CHECK (length(zone) BETWEEN 1 AND 64),
  lat double precision CHECK (lat BETWEEN -90 AND 90),
  lon double precision CHECK (lon BETWEEN -180 AND 180),
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  CHECK ((lat IS NULL) = (lon IS NULL)),
  -- A venue is shared: the same name in the same city is the same place.
  UNIQUE (country, city_key, name_key)
);

CREATE TABLE series (
  id uuid PRIMARY KEY,
  promoter_id uuid NOT NULL REFERENCES promoters (id),
  slug text NOT NULL UNIQUE CHECK (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND length(slug) <= 120),
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  UNIQUE (promoter_id, id)
);

CREATE TABLE events (
  id uuid PRIMARY KEY,
  promoter_id uuid NOT NULL REFERENCES promoters (id),
  series_id uuid,
  slug text NOT NULL UNIQUE CHECK (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND length(slug) <= 120),
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  -- What lists sort by; compared by code point, as the in-memory query does.
  name_key text COLLATE "C" NOT NULL CHECK (length(name_key) <= 600),
  summary text NOT NULL DEFAULT '' CHECK (length(summary) <= 500),
  description text NOT NULL DEFAULT '' CHECK (length(description) <= 20000),
  genre text NOT NULL CHECK (genre ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND length(genre) <= 40),
  languages text[] NOT NULL DEFAULT '{}'
    CHECK (cardinality(languages) <= 20 AND length(array_to_string(languages, '')) <= 700),
  tags text[] NOT NULL DEFAULT '{}' CHECK (cardinality(tags) <= 30 AND length(array_to_string(tags, '')) <= 1500),
  url text CHECK (url ~ '^https?://' AND length(url) <= 2000),
  currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
  -- Over the visible ticket types, written in the same statement as they are.
  price_from bigint CHECK (price_from BETWEEN 0 AND 1000000000),
  price_to bigint CHECK (price_to BETWEEN price_from AND 1000000000),
  status text NOT NULL DEFAULT 'draft'
    CHECK (status IN ('draft', 'published', 'postponed', 'cancelled', 'archived')),
  listed boolean NOT NULL GENERATED ALWAYS AS (status IN ('published', 'postponed', 'cancelled')) STORED,
  -- Counts each change: the guard of If-Match.
  version integer NOT NULL DEFAULT 1 CHECK (version > 0),
  published_at timestamptz(3),
  changed_at timestamptz(3) NOT NULL DEFAULT now(),
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  CHECK ((price_from IS NULL) = (price_to IS NULL)),
  CHECK (published_at IS NOT NULL OR status IN ('draft', 'archived')),
  UNIQUE (promoter_id, id),
  UNIQUE (promoter_id, id, listed),
  FOREIGN KEY (promoter_id, series_id) REFERENCES series (promoter_id, id)
);
CREATE INDEX events_listed_by_name ON events (name_key, id) WHERE listed;
CREATE INDEX events_listed_by_publication ON events (published_at DESC, id DESC) WHERE listed;
CREATE INDEX events_listed_by_genre ON events (genre) WHERE listed;
CREATE INDEX events_of_series ON events (promoter_id, series_id) WHERE series_id IS NOT NULL;
CREATE INDEX events_of_promoter ON events (promoter_id, changed_at DESC, id DESC);

CREATE TABLE performances (
  id uuid PRIMARY KEY,
  promoter_id uuid NOT NULL,
  event_id uuid NOT NULL,
  listed boolean NOT NULL DEFAULT false,
  -- The place is copied from the venue when the performance is written: a list reads one table.
  venue_id uuid REFERENCES venues (id),
  city text CHECK (length(city) BETWEEN 1 AND 100),
  city_key text CHECK (length(city_key) <= 300),
  country text CHECK (country ~ '^[A-Z]{2}$'),
  lat double precision CHECK (lat BETWEEN -90 AND 90),
  lon double precision CHECK (lon BETWEEN -180 AND 180),
  zone text NOT NULL CHECK (length(zone) BETWEEN 1 AND 64),
  online boolean NOT NULL DEFAULT false,
  local_date date NOT NULL,
  -- NULL when only the date is known; never midnight in its stead.
  local_time time(0),
  end_local_date date CHECK (end_local_date > local_date),
  starts_at timestamptz(3) NOT NULL,
  ends_at timestamptz(3) NOT NULL,
  status text NOT NULL DEFAULT 'scheduled' CHECK (status IN ('scheduled', 'cancelled', 'postponed')),
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  CHECK (ends_at > starts_at),
  -- A list in order of start looks back no further than this for what is still on.
  CHECK (ends_at <= starts_at + interval '9600 hours'),
  CHECK (starts_at BETWEEN '1970-01-01Z' AND '9999-01-01Z'),
  CHECK ((lat IS NULL) = (lon IS NULL)),
  CHECK ((city IS NULL) = (country IS NULL) AND (city IS NULL) = (city_key IS NULL)),
  CHECK (city IS NOT NULL OR (online AND venue_id IS NULL AND lat IS NULL)),
  UNIQUE (promoter_id, id),
  FOREIGN KEY (promoter_id, event_id, listed) REFERENCES events (promoter_id, id, listed) ON UPDATE CASCADE
);
CREATE INDEX performances_of_event ON performances (event_id, starts_at, id);
CREATE INDEX performances_of_promoter_event ON performances (promoter_id, event_id);
CREATE INDEX performances_listed_by_start ON performances (starts_at, event_id, ends_at) WHERE listed;
CREATE INDEX performances_listed_by_city ON performances (city_key, starts_at) WHERE listed;
CREATE INDEX performances_listed_by_country ON performances (country, starts_at) WHERE listed;
CREATE INDEX performances_listed_by_venue ON performances (venue_id, starts_at) WHERE listed;
CREATE INDEX performances_listed_by_latitude ON performances (lat, lon) WHERE listed;

CREATE TABLE ticket_types (
  id uuid PRIMARY KEY,
  promoter_id uuid NOT NULL,
  event_id uuid NOT NULL,
  listed boolean NOT NULL DEFAULT false,
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
  position integer NOT NULL CHECK (position >= 0),
  price_minor bigint NOT NULL CHECK (price_minor BETWEEN 0 AND 1000000000),
  hidden boolean NOT NULL DEFAULT false,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  UNIQUE (promoter_id, id),
  FOREIGN KEY (promoter_id, event_id, listed) REFERENCES events (promoter_id, id, listed) ON UPDATE CASCADE
);
CREATE INDEX ticket_types_of_event ON ticket_types (event_id, position, id);
CREATE INDEX ticket_types_of_promoter_event ON ticket_types (promoter_id, event_id);

GRANT SELECT ON venues, series, events, performances, ticket_types
  TO liveotter_promoter, liveotter_jobs, liveotter_reporting;
GRANT SELECT ON venues, performances, ticket_types TO liveotter_public;
GRANT SELECT (id, promoter_id, slug, name) ON series TO liveotter_public;
GRANT SELECT (id, promoter_id, series_id, slug, name, name_key, summary, description, genre, languages, tags, url, currency,
  price_from, price_to, status, listed, published_at, changed_at) ON events TO liveotter_public;
GRANT INSERT ON venues TO liveotter_promoter;
GRANT INSERT, UPDATE ON series, events TO liveotter_promoter;
GRANT INSERT, UPDATE, DELETE ON performances, ticket_types TO liveotter_promoter;

ALTER TABLE series ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY owner_all ON series TO liveotter_owner USING (true) WITH CHECK (true);
CREATE POLICY inside_reads ON series FOR SELECT TO liveotter_jobs, liveotter_reporting USING (true);
CREATE POLICY own ON series TO liveotter_promoter
  USING (promoter_id = current_promoter()) WITH CHECK (promoter_id = current_promoter());
-- A series shows itself with its first public event.
CREATE POLICY public_reads_listed ON series FOR SELECT TO liveotter_public USING (EXISTS (
  SELECT FROM events WHERE events.promoter_id = series.promoter_id AND events.series_id = series.id AND events.listed));

ALTER TABLE events ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY owner_all ON events TO liveotter_owner USING (true) WITH CHECK (true);
CREATE POLICY inside_reads ON events FOR SELECT TO liveotter_jobs, liveotter_reporting USING (true);
CREATE POLICY own ON events TO liveotter_promoter
  USING (promoter_id = current_promoter()) WITH CHECK (promoter_id = current_promoter());
CREATE POLICY public_reads_listed ON events FOR SELECT TO liveotter_public USING (listed);

ALTER TABLE performances ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY owner_all ON performances TO liveotter_owner USING (true) WITH CHECK (true);
CREATE POLICY inside_reads ON performances FOR SELECT TO liveotter_jobs, liveotter_reporting USING (true);
CREATE POLICY own ON performances TO liveotter_promoter
  USING (promoter_id = current_promoter()) WITH CHECK (promoter_id = current_promoter());
CREATE POLICY public_reads_listed ON performances FOR SELECT TO liveotter_public USING (listed);

ALTER TABLE ticket_types ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY owner_all ON ticket_types TO liveotter_owner USING (true) WITH CHECK (true);
CREATE POLICY inside_reads ON ticket_types FOR SELECT TO liveotter_jobs, liveotter_reporting USING (true);
CREATE POLICY own ON ticket_types TO liveotter_promoter
  USING (promoter_id = current_promoter()) WITH CHECK (promoter_id = current_promoter());
CREATE POLICY public_reads_listed ON ticket_types FOR SELECT TO liveotter_public USING (listed AND NOT hidden);
