BEGIN IMMEDIATE;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
CREATE TABLE files (
	file_id VARCHAR NOT NULL, 
	size INTEGER NOT NULL, 
	media_type VARCHAR DEFAULT '' NOT NULL, 
	pages INTEGER DEFAULT '0' NOT NULL, 
	state VARCHAR DEFAULT '' NOT NULL, 
	error VARCHAR DEFAULT '' NOT NULL, 
	access_copy VARCHAR DEFAULT '' NOT NULL, 
	depth INTEGER DEFAULT '0' NOT NULL, expected INTEGER DEFAULT '0' NOT NULL, repair VARCHAR DEFAULT '' NOT NULL, 
	PRIMARY KEY (file_id)
);
CREATE TABLE people (
	person_id INTEGER NOT NULL, 
	name VARCHAR NOT NULL, 
	since VARCHAR DEFAULT '' NOT NULL, 
	PRIMARY KEY (person_id), 
	UNIQUE (name)
);
CREATE TABLE room (
	name VARCHAR NOT NULL, 
	value VARCHAR DEFAULT '' NOT NULL, 
	PRIMARY KEY (name)
);
CREATE TABLE tasks (
	stage VARCHAR NOT NULL, 
	input VARCHAR NOT NULL, 
	file_id VARCHAR DEFAULT '' NOT NULL, 
	number INTEGER DEFAULT '0' NOT NULL, 
	version INTEGER NOT NULL, 
	state VARCHAR DEFAULT '' NOT NULL, 
	deaths INTEGER DEFAULT '0' NOT NULL, 
	holder VARCHAR DEFAULT '' NOT NULL, 
	error VARCHAR DEFAULT '' NOT NULL, 
	PRIMARY KEY (stage, input)
);
CREATE INDEX tasks_by_state ON tasks (state, stage, file_id, number);
CREATE TABLE trail (
	step INTEGER NOT NULL, 
	at VARCHAR DEFAULT '' NOT NULL, 
	who VARCHAR DEFAULT '' NOT NULL, 
	action VARCHAR DEFAULT '' NOT NULL, 
	subject VARCHAR DEFAULT '' NOT NULL, 
	details TEXT DEFAULT '' NOT NULL, 
	PRIMARY KEY (step)
);
CREATE TABLE decisions (
	decision_id INTEGER NOT NULL, 
	person_id INTEGER NOT NULL, 
	at VARCHAR DEFAULT '' NOT NULL, 
	kind VARCHAR DEFAULT '' NOT NULL, 
	subject VARCHAR DEFAULT '' NOT NULL, 
	value TEXT NOT NULL, 
	PRIMARY KEY (decision_id), 
	FOREIGN KEY(person_id) REFERENCES people (person_id)
);
CREATE INDEX decisions_by_subject ON decisions (subject, kind);
CREATE TABLE document_parts (
	document_id VARCHAR NOT NULL, 
	sequence INTEGER NOT NULL, 
	file_id VARCHAR NOT NULL, 
	paging INTEGER DEFAULT '1' NOT NULL, 
	first_page INTEGER NOT NULL, 
	last_page INTEGER NOT NULL, 
	PRIMARY KEY (document_id, sequence), 
	FOREIGN KEY(file_id) REFERENCES files (file_id)
);
CREATE TABLE pages (
	page_id VARCHAR NOT NULL, 
	file_id VARCHAR NOT NULL, 
	number INTEGER NOT NULL, 
	paging INTEGER DEFAULT '1' NOT NULL, 
	document_id VARCHAR DEFAULT '' NOT NULL, 
	state VARCHAR DEFAULT '' NOT NULL, 
	error VARCHAR DEFAULT '' NOT NULL, 
	source VARCHAR DEFAULT '' NOT NULL, 
	engine VARCHAR DEFAULT '' NOT NULL, 
	quality FLOAT, 
	words INTEGER DEFAULT '0' NOT NULL, 
	language VARCHAR DEFAULT '' NOT NULL, 
	width FLOAT, 
	height FLOAT, 
	turned INTEGER DEFAULT '0' NOT NULL, 
	reading_id INTEGER, 
	"indexed" INTEGER, layer VARCHAR DEFAULT '' NOT NULL, look VARCHAR DEFAULT '' NOT NULL, second VARCHAR DEFAULT '' NOT NULL, 
	PRIMARY KEY (page_id), 
	FOREIGN KEY(file_id) REFERENCES files (file_id)
);
CREATE INDEX pages_by_document ON pages (document_id);
CREATE INDEX pages_by_file ON pages (file_id, paging, number);
CREATE INDEX pages_by_state ON pages (state, file_id);
CREATE TABLE hidden (
	hidden_id INTEGER NOT NULL, 
	page_id VARCHAR NOT NULL, 
	"left" FLOAT NOT NULL, 
	top FLOAT NOT NULL, 
	"right" FLOAT NOT NULL, 
	bottom FLOAT NOT NULL, 
	reason VARCHAR DEFAULT '' NOT NULL, 
	words INTEGER NOT NULL, 
	PRIMARY KEY (hidden_id), 
	FOREIGN KEY(page_id) REFERENCES pages (page_id)
);
CREATE INDEX hidden_by_page ON hidden (page_id);
CREATE TRIGGER trail_no_update BEFORE UPDATE ON trail BEGIN SELECT RAISE(ABORT, 'the trail is only ever added to'); END;
CREATE TRIGGER trail_no_delete BEFORE DELETE ON trail BEGIN SELECT RAISE(ABORT, 'the trail is only ever added to'); END;
CREATE TABLE "sightings" (
	sighting_id INTEGER NOT NULL, 
	file_id VARCHAR NOT NULL, 
	path VARCHAR DEFAULT ('') NOT NULL, 
	production VARCHAR DEFAULT ('') NOT NULL, 
	received VARCHAR DEFAULT ('') NOT NULL, 
	sender VARCHAR DEFAULT ('') NOT NULL, 
	parent_id VARCHAR DEFAULT ('') NOT NULL, 
	added_at VARCHAR DEFAULT ('') NOT NULL, 
	added_by VARCHAR DEFAULT ('') NOT NULL, 
	PRIMARY KEY (sighting_id), 
	CONSTRAINT one_receipt UNIQUE (file_id, path, production, parent_id, received, sender), 
	FOREIGN KEY(file_id) REFERENCES files (file_id)
);
CREATE INDEX sightings_by_production ON sightings (production);
CREATE INDEX sightings_by_parent ON sightings (parent_id);
CREATE TABLE notes (
	note_id INTEGER NOT NULL, 
	page_id VARCHAR NOT NULL, 
	about VARCHAR DEFAULT '' NOT NULL, 
	anchor VARCHAR DEFAULT '' NOT NULL, 
	text TEXT NOT NULL, 
	folded TEXT NOT NULL, 
	person_id INTEGER NOT NULL, 
	at VARCHAR DEFAULT '' NOT NULL, 
	edited_by INTEGER, 
	edited_at VARCHAR DEFAULT '' NOT NULL, 
	standing INTEGER DEFAULT '1' NOT NULL, 
	PRIMARY KEY (note_id), 
	FOREIGN KEY(person_id) REFERENCES people (person_id), 
	FOREIGN KEY(edited_by) REFERENCES people (person_id)
);
CREATE INDEX notes_by_page ON notes (page_id, standing);
CREATE TABLE tags (
	tag_id INTEGER NOT NULL, 
	name VARCHAR NOT NULL, 
	"key" VARCHAR NOT NULL, 
	meaning VARCHAR DEFAULT '' NOT NULL, 
	merged_into INTEGER, 
	PRIMARY KEY (tag_id)
);
CREATE UNIQUE INDEX one_tag ON tags ("key") WHERE merged_into IS NULL;
CREATE TABLE tagged (
	tagged_id INTEGER NOT NULL, 
	tag_id INTEGER NOT NULL, 
	page_id VARCHAR NOT NULL, 
	about VARCHAR DEFAULT '' NOT NULL, 
	anchor VARCHAR DEFAULT '' NOT NULL, 
	person_id INTEGER NOT NULL, 
	at VARCHAR DEFAULT '' NOT NULL, 
	standing INTEGER DEFAULT '1' NOT NULL, 
	PRIMARY KEY (tagged_id), 
	FOREIGN KEY(tag_id) REFERENCES tags (tag_id), 
	FOREIGN KEY(person_id) REFERENCES people (person_id)
);
CREATE UNIQUE INDEX one_tagged ON tagged (tag_id, page_id, anchor) WHERE standing = 1;
CREATE INDEX tagged_by_page ON tagged (page_id, standing);
CREATE TABLE tag_changes (
	decision_id INTEGER NOT NULL, 
	tagged_id INTEGER NOT NULL, 
	standing INTEGER NOT NULL, 
	PRIMARY KEY (decision_id, tagged_id), 
	FOREIGN KEY(decision_id) REFERENCES decisions (decision_id), 
	FOREIGN KEY(tagged_id) REFERENCES tagged (tagged_id)
);
INSERT INTO alembic_version VALUES ('0004');
COMMIT;
