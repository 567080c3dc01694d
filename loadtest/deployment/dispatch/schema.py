"""The tables of the dispatch application. Moments are seconds of the Unix epoch, UTC."""

SCHEMA = """
CREATE TABLE IF NOT EXISTS counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL);

CREATE TABLE IF NOT EXISTS agencies (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    channel TEXT NOT NULL,
    acknowledge_timeout_s REAL NOT NULL
);

CREATE TABLE IF NOT EXISTS users (
    username TEXT PRIMARY KEY,
    password_hash TEXT NOT NULL,
    role TEXT NOT NULL,
    extension TEXT UNIQUE,
    agency TEXT REFERENCES agencies(id),
    state TEXT NOT NULL DEFAULT 'off',
    state_at REAL
);

CREATE TABLE IF NOT EXISTS sessions (
    token_hash TEXT PRIMARY KEY,
    username TEXT NOT NULL REFERENCES users(username),
    expires_at REAL NOT NULL
);

CREATE TABLE IF NOT EXISTS calls (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    acd_call_id TEXT NOT NULL UNIQUE,
    number TEXT NOT NULL,
    number_key TEXT NOT NULL,
    trunk TEXT,
    run TEXT,
    state TEXT NOT NULL,
    extension TEXT,
    arrived_at REAL, connected_at REAL, queued_at REAL, offered_at REAL, answered_at REAL,
    ended_at REAL, abandoned_at REAL, blocked_at REAL,
    claimed_by TEXT REFERENCES users(username),
    claimed_at REAL,
    closed_at REAL,
    disposition TEXT,
    note TEXT,
    incident_id INTEGER REFERENCES incidents(id)
);
CREATE INDEX IF NOT EXISTS calls_by_number ON calls(number_key, id);
CREATE INDEX IF NOT EXISTS calls_by_incident ON calls(incident_id);
CREATE INDEX IF NOT EXISTS calls_by_claimer ON calls(claimed_by, id);

CREATE TABLE IF NOT EXISTS incidents (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    number TEXT NOT NULL,
    state TEXT NOT NULL,
    kind TEXT NOT NULL,
    priority INTEGER NOT NULL,
    kecamatan TEXT,
    lat REAL, lon REAL,
    description TEXT,
    reference TEXT,
    created_by TEXT NOT NULL REFERENCES users(username),
    on_record_at REAL NOT NULL,
    taken_by TEXT REFERENCES users(username),
    taken_at REAL,
    forwarded_at REAL,
    closed_at REAL,
    disposition TEXT
);
CREATE UNIQUE INDEX IF NOT EXISTS incidents_open_reference
    ON incidents(reference) WHERE closed_at IS NULL;
CREATE INDEX IF NOT EXISTS incidents_by_reference ON incidents(reference);
CREATE INDEX IF NOT EXISTS incidents_queued ON incidents(priority, id) WHERE state = 'queued';

CREATE TABLE IF NOT EXISTS needs (
    incident_id INTEGER NOT NULL REFERENCES incidents(id),
    need INTEGER NOT NULL,
    agencies TEXT NOT NULL,
    units INTEGER NOT NULL,
    state TEXT NOT NULL,
    served_by TEXT REFERENCES agencies(id),
    PRIMARY KEY (incident_id, need)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS notifications (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    incident_id INTEGER NOT NULL REFERENCES incidents(id),
    need INTEGER NOT NULL,
    step INTEGER NOT NULL,
    agency TEXT NOT NULL REFERENCES agencies(id),
    channel TEXT NOT NULL,
    units INTEGER NOT NULL,
    state TEXT NOT NULL,
    recorded_by TEXT REFERENCES users(username),
    created_at REAL NOT NULL,
    sent_at REAL, delivered_at REAL, taken_at REAL, acknowledged_at REAL, ended_at REAL,
    due_at REAL
);
CREATE INDEX IF NOT EXISTS notifications_by_incident ON notifications(incident_id, id);
CREATE INDEX IF NOT EXISTS notifications_by_agency ON notifications(agency, id);
CREATE INDEX IF NOT EXISTS notifications_due ON notifications(due_at)
    WHERE state IN ('created', 'sent', 'delivered') AND due_at IS NOT NULL;

CREATE TABLE IF NOT EXISTS units (
    id TEXT PRIMARY KEY,
    position INTEGER NOT NULL,
    agency TEXT NOT NULL REFERENCES agencies(id),
    post TEXT NOT NULL,
    callsign TEXT NOT NULL,
    home_lat REAL NOT NULL, home_lon REAL NOT NULL,
    lat REAL NOT NULL, lon REAL NOT NULL,
    status TEXT NOT NULL DEFAULT 'available',
    status_at REAL,
    off_after_task INTEGER NOT NULL DEFAULT 0,
    assignment_id INTEGER
);
CREATE INDEX IF NOT EXISTS units_by_agency ON units(agency, position);

CREATE TABLE IF NOT EXISTS unit_requests (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    incident_id INTEGER NOT NULL REFERENCES incidents(id),
    need INTEGER NOT NULL,
    agency TEXT NOT NULL REFERENCES agencies(id),
    priority INTEGER NOT NULL,
    created_at REAL NOT NULL,
    state TEXT NOT NULL DEFAULT 'waiting'
);
CREATE INDEX IF NOT EXISTS unit_requests_waiting
    ON unit_requests(agency, priority, created_at, incident_id, id) WHERE state = 'waiting';
CREATE INDEX IF NOT EXISTS unit_requests_by_incident ON unit_requests(incident_id);

CREATE TABLE IF NOT EXISTS assignments (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    incident_id INTEGER NOT NULL REFERENCES incidents(id),
    need INTEGER NOT NULL,
    agency TEXT NOT NULL REFERENCES agencies(id),
    unit_id TEXT NOT NULL REFERENCES units(id),
    status TEXT NOT NULL,
    dispatched_at REAL NOT NULL,
    en_route_at REAL, on_scene_at REAL, leaving_scene_at REAL, at_hospital_at REAL,
    handed_over_at REAL, cleared_at REAL, returned_at REAL
);
CREATE INDEX IF NOT EXISTS assignments_by_incident ON assignments(incident_id, id);

CREATE TABLE IF NOT EXISTS events (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    at REAL NOT NULL,
    type TEXT NOT NULL,
    audience TEXT NOT NULL,
    data TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS events_by_audience ON events(audience, seq);
"""
