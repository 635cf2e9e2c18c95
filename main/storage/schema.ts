/**
 * The tables of `lab.sqlite`, as the migrations that make them. A migration is never changed once it was released: a
 * new one comes after it, and `PRAGMA user_version` counts how many a file has had.
 */

/** 1: the lab of version 0.1. */
const LAB = `
CREATE TABLE preferences (id INTEGER PRIMARY KEY CHECK (id = 1), json TEXT NOT NULL) STRICT;

CREATE TABLE datasets (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL,
  created_at INTEGER NOT NULL,           -- ms since 1970
  origin TEXT NOT NULL,                  -- JSON, Origin of ipc/schemas/dataset.ts
  classes TEXT NOT NULL,                 -- JSON, class names in the order of the labels
  version INTEGER NOT NULL,
  test_frozen INTEGER NOT NULL DEFAULT 0,
  state TEXT NOT NULL CHECK (state IN ('importing', 'present', 'removed'))
) STRICT;

-- A picture's label, split and state now. Its pixels are number \`id\` in the dataset's pictures.u8.
CREATE TABLE pictures (
  dataset INTEGER NOT NULL REFERENCES datasets ON DELETE CASCADE,
  id INTEGER NOT NULL,
  split INTEGER NOT NULL,                -- 0 train, 1 validation, 2 test
  label INTEGER NOT NULL,
  first_label INTEGER NOT NULL,
  state INTEGER NOT NULL DEFAULT 0,      -- 0 present, 1 excluded, 2 deleted
  source TEXT NOT NULL,
  original TEXT,                         -- file name below originals/
  brightness REAL NOT NULL,
  sharpness REAL NOT NULL,
  exact_group INTEGER,
  near_group INTEGER,
  PRIMARY KEY (dataset, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX pictures_exact ON pictures (dataset, exact_group) WHERE exact_group IS NOT NULL;
CREATE INDEX pictures_near ON pictures (dataset, near_group) WHERE near_group IS NOT NULL;

-- One row an edit, an undo or a redo. Version 1 is the import.
CREATE TABLE versions (
  dataset INTEGER NOT NULL REFERENCES datasets ON DELETE CASCADE,
  version INTEGER NOT NULL,
  at INTEGER NOT NULL,
  summary TEXT NOT NULL,
  pictures INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('import', 'edit', 'undo', 'redo')),
  target INTEGER,                        -- of an undo or redo: the version whose edit it takes back or brings back
  PRIMARY KEY (dataset, version)
) STRICT, WITHOUT ROWID;

-- What a version changed, picture by picture: enough to show any version again, and to undo.
CREATE TABLE changes (
  dataset INTEGER NOT NULL,
  version INTEGER NOT NULL,
  picture INTEGER NOT NULL,
  split_before INTEGER NOT NULL, split_after INTEGER NOT NULL,
  label_before INTEGER NOT NULL, label_after INTEGER NOT NULL,
  state_before INTEGER NOT NULL, state_after INTEGER NOT NULL,
  PRIMARY KEY (dataset, version, picture),
  FOREIGN KEY (dataset, version) REFERENCES versions ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- Models whose answers on a dataset's test split were looked at.
CREATE TABLE test_looks (
  dataset INTEGER NOT NULL REFERENCES datasets ON DELETE CASCADE,
  model INTEGER NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (dataset, model)
) STRICT, WITHOUT ROWID;

CREATE TABLE run_groups (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE runs (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  settings TEXT NOT NULL,                -- JSON, RunSettings of ipc/schemas/run.ts
  dataset INTEGER NOT NULL,              -- no REFERENCES: a run outlives its dataset
  dataset_name TEXT NOT NULL,
  dataset_version INTEGER NOT NULL,
  parameters INTEGER NOT NULL,
  state TEXT NOT NULL,                   -- JSON, RunState; a queued one's place is in \`queue\`
  progress TEXT NOT NULL,                -- JSON, what the epochs come to: a list of runs need not count them
  queue REAL,                            -- ascending; NULL where it does not wait
  backend TEXT,                          -- JSON {id, why, device}
  run_group INTEGER REFERENCES run_groups,
  removed INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX runs_dataset ON runs (dataset, dataset_version);

CREATE TABLE epochs (
  run INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
  epoch INTEGER NOT NULL,
  cost REAL NOT NULL,
  seconds REAL NOT NULL,
  learning_rate REAL,
  train_accuracy REAL,
  validation_cost REAL,
  validation_accuracy REAL,
  PRIMARY KEY (run, epoch)
) STRICT, WITHOUT ROWID;

CREATE TABLE models (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  run INTEGER,                           -- the run that made it; NULL where a file was opened
  file TEXT NOT NULL,                    -- the opened file's name, or the run's
  labels TEXT NOT NULL,                  -- JSON
  bytes INTEGER NOT NULL,
  sha256 TEXT NOT NULL,
  card TEXT,                             -- JSON
  parity TEXT,                           -- JSON
  removed INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE UNIQUE INDEX models_run ON models (run) WHERE run IS NOT NULL;

-- Measured training pictures a second on this machine.
CREATE TABLE speeds (
  backend TEXT NOT NULL,
  preset TEXT NOT NULL,
  images_per_second REAL NOT NULL,
  measured_at INTEGER NOT NULL,
  PRIMARY KEY (backend, preset)
) STRICT, WITHOUT ROWID;
`;

/** 2: the camera. */
const CAMERA = `
-- Pictures taken in one go; all of them are in one split.
CREATE TABLE sessions (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  dataset INTEGER NOT NULL REFERENCES datasets ON DELETE CASCADE,
  created_at INTEGER NOT NULL,
  name TEXT NOT NULL,
  hand TEXT NOT NULL,
  background TEXT NOT NULL,
  camera TEXT NOT NULL,
  split INTEGER NOT NULL
) STRICT;
CREATE INDEX sessions_dataset ON sessions (dataset);

-- Where a picture was cut out of the camera's frame. Its PNG is the square, as the net sees it.
CREATE TABLE captures (
  dataset INTEGER NOT NULL,
  picture INTEGER NOT NULL,
  session INTEGER NOT NULL REFERENCES sessions ON DELETE CASCADE,
  burst INTEGER NOT NULL,                -- number within the session
  at INTEGER NOT NULL,
  width INTEGER NOT NULL, height INTEGER NOT NULL, -- of the frame
  x INTEGER NOT NULL, y INTEGER NOT NULL, size INTEGER NOT NULL,
  flipped INTEGER NOT NULL,
  hash BLOB NOT NULL,                    -- SHA-256 of the 64x64 pixels
  PRIMARY KEY (dataset, picture),
  FOREIGN KEY (dataset, picture) REFERENCES pictures ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX captures_session ON captures (session);
CREATE INDEX captures_hash ON captures (dataset, hash);

-- Frames as a net saw them, in recordings/ID.
CREATE TABLE recordings (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  created_at INTEGER NOT NULL,
  name TEXT NOT NULL,
  model INTEGER NOT NULL,                -- no REFERENCES: a recording outlives its model
  model_name TEXT NOT NULL,
  labels TEXT NOT NULL,                  -- JSON
  frames INTEGER NOT NULL DEFAULT 0,
  duration REAL NOT NULL DEFAULT 0,      -- ms
  removed INTEGER NOT NULL DEFAULT 0
) STRICT;
`;

/** 3: tuning. The command line keeps a sweep in the same tables, in the \`sweep.sqlite\` of its own folder. */
const TUNING = `
CREATE TABLE sweeps (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL,
  created_at INTEGER NOT NULL,           -- ms since 1970
  plan TEXT NOT NULL,                    -- JSON, SweepPlan of native-bridge/tuning/plan.ts
  dataset INTEGER,                       -- no REFERENCES: a sweep outlives its dataset; NULL on the command line
  dataset_name TEXT NOT NULL,
  dataset_version INTEGER,               -- NULL on the command line
  data TEXT,                             -- what --data named; NULL in the lab
  sha256 TEXT,                           -- of the pictures; NULL until they were read
  classes TEXT NOT NULL,                 -- JSON, in the order of the labels; [] until they were read
  continues INTEGER,                     -- sweep with whose trials it began
  state TEXT NOT NULL,                   -- JSON, SweepState of ipc/schemas/sweep.ts
  queue REAL,                            -- ascending; NULL where it does not wait
  backend TEXT,                          -- JSON {id, why, device, lanes}
  elapsed REAL NOT NULL DEFAULT 0,       -- seconds of all sessions so far
  removed INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE trials (
  sweep INTEGER NOT NULL REFERENCES sweeps ON DELETE CASCADE,
  number INTEGER NOT NULL,
  "values" TEXT NOT NULL,                -- JSON, by dimension
  origin TEXT NOT NULL,
  state TEXT NOT NULL,                   -- TrialState of native-bridge/tuning/trial.ts
  scores TEXT,                           -- JSON, one an objective
  score REAL,                            -- the first of them: the list of sweeps sorts by it
  replicates TEXT NOT NULL,              -- JSON
  low REAL, high REAL,                   -- 95 % interval of the score
  best_epoch INTEGER,
  epochs INTEGER NOT NULL,
  seconds REAL NOT NULL,
  parameters INTEGER,
  reason TEXT,
  began_at INTEGER,
  ended_at INTEGER,
  PRIMARY KEY (sweep, number)
) STRICT, WITHOUT ROWID;

-- Curves, 256 epochs a row: 1 000 trials of 100 epochs are read in a few ms, as single rows they take a tenth of a second.
CREATE TABLE trial_epochs (
  sweep INTEGER NOT NULL,
  trial INTEGER NOT NULL,
  first INTEGER NOT NULL,                -- epoch of the first figures
  figures BLOB NOT NULL,                 -- float64, least significant byte first: cost, validation loss and accuracy of each
  PRIMARY KEY (sweep, trial, first),
  FOREIGN KEY (sweep, trial) REFERENCES trials ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- What the time line shows.
CREATE TABLE sweep_pieces (
  id INTEGER PRIMARY KEY,
  sweep INTEGER NOT NULL REFERENCES sweeps ON DELETE CASCADE,
  trial INTEGER NOT NULL,
  worker TEXT NOT NULL,
  lane INTEGER NOT NULL,
  from_epoch INTEGER NOT NULL,
  until_epoch INTEGER NOT NULL,
  began_at REAL NOT NULL,
  ended_at REAL NOT NULL
) STRICT;
CREATE INDEX sweep_pieces_sweep ON sweep_pieces (sweep);

-- The pictures that trials are judged by, once for all trials with the same ones.
CREATE TABLE sweep_pictures (
  sweep INTEGER NOT NULL REFERENCES sweeps ON DELETE CASCADE,
  number INTEGER NOT NULL,
  split TEXT NOT NULL,
  places BLOB NOT NULL,                  -- int32, least significant byte first: places in that split
  labels BLOB NOT NULL,                  -- int32
  PRIMARY KEY (sweep, number)
) STRICT;

CREATE TABLE trial_answers (
  sweep INTEGER NOT NULL,
  trial INTEGER NOT NULL,
  pictures INTEGER NOT NULL,
  predicted BLOB NOT NULL,               -- uint16, least significant byte first: the class of each of those pictures
  PRIMARY KEY (sweep, trial),
  FOREIGN KEY (sweep, trial) REFERENCES trials ON DELETE CASCADE,
  FOREIGN KEY (sweep, pictures) REFERENCES sweep_pictures (sweep, number)
) STRICT;

-- The best trials, trained again with seeds that the sweep has not seen.
CREATE TABLE fresh_scores (
  sweep INTEGER NOT NULL,
  trial INTEGER NOT NULL,
  seed INTEGER NOT NULL,
  score REAL NOT NULL,
  PRIMARY KEY (sweep, trial, seed),
  FOREIGN KEY (sweep, trial) REFERENCES trials ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- Runs that were made of trials.
CREATE TABLE sweep_runs (
  sweep INTEGER NOT NULL REFERENCES sweeps ON DELETE CASCADE,
  trial INTEGER NOT NULL,
  run INTEGER NOT NULL REFERENCES runs ON DELETE CASCADE,
  PRIMARY KEY (sweep, run)
) STRICT, WITHOUT ROWID;
CREATE INDEX sweep_runs_run ON sweep_runs (run);

-- Seconds of a batch of one through ONNX Runtime on this machine, by the SHA-256 of the model.
CREATE TABLE latencies (
  sha256 TEXT PRIMARY KEY,
  seconds REAL NOT NULL
) STRICT, WITHOUT ROWID;
`;

/** What is done to a lab folder only once, even if a person has changed it since. */
const ONCE = 'CREATE TABLE done_once (what TEXT PRIMARY KEY) STRICT;';

/** Training accuracy measured while training; train_accuracy is of a full pass after the epoch. */
const DURING = 'ALTER TABLE epochs ADD COLUMN during_accuracy REAL;';

/** The model that comes with the lab, once a page has asked for it. */
const BASE = 'ALTER TABLE models ADD COLUMN base INTEGER NOT NULL DEFAULT 0;';

/** The preset `camera` became another net; what was trained with the previous one gets that one's new name. */
const THREE_BLOCK = `
UPDATE runs SET settings = json_set(settings, '$.preset', 'three-block') WHERE json_extract(settings, '$.preset') = 'camera';
UPDATE runs SET settings = json_set(settings, '$.network.name', 'three-block')
  WHERE json_extract(settings, '$.network.name') = 'camera';
-- In a plan and in a trial's values that word is nothing else: the preset, a choice of it, or the name of its network.
UPDATE sweeps SET plan = replace(plan, '"camera"', '"three-block"');
UPDATE trials SET "values" = replace("values", '"camera"', '"three-block"');
UPDATE speeds SET preset = 'three-block' WHERE preset = 'camera';
`;

export const MIGRATIONS: readonly string[] = [LAB, CAMERA, TUNING, ONCE, DURING, BASE, THREE_BLOCK];
