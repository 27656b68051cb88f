-- A store as schema 1 had it: three students, one topic.
BEGIN TRANSACTION;
CREATE TABLE about (
	name VARCHAR(40) NOT NULL, 
	value TEXT NOT NULL, 
	PRIMARY KEY (name)
);
INSERT INTO "about" VALUES('schema','1');
INSERT INTO "about" VALUES('grader','0.1.0');
CREATE TABLE attempts (
	course VARCHAR(255) NOT NULL, 
	student VARCHAR(255) NOT NULL, 
	topic VARCHAR(255) NOT NULL, 
	number INTEGER NOT NULL, 
	submission_hash VARCHAR(64) NOT NULL, 
	problem TEXT NOT NULL, 
	PRIMARY KEY (course, student, topic, number, submission_hash)
)
 WITHOUT ROWID

;
INSERT INTO "attempts" VALUES('class','ada','vectors',1,'9f1dff9661cc27c2d2a6759a2622578c2d6f324ab9d5cf864220faf36667293d','');
INSERT INTO "attempts" VALUES('class','bob','vectors',1,'df000786eab5d88be3a62a09f4737fd28123c7695f1b5af22b9d10a526984044','');
INSERT INTO "attempts" VALUES('class','cyd','vectors',1,'absent','');
CREATE TABLE gradings (
	id INTEGER NOT NULL, 
	suite_id INTEGER NOT NULL, 
	submission_hash VARCHAR(64) NOT NULL, 
	outcome VARCHAR(16) NOT NULL, 
	message TEXT NOT NULL, 
	isolation VARCHAR(16) NOT NULL, 
	versions TEXT NOT NULL, 
	stale BOOLEAN NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (suite_id, submission_hash), 
	FOREIGN KEY(suite_id) REFERENCES suites (id)
);
INSERT INTO "gradings" VALUES(1,1,'absent','not_attempted','','process','grader 0.1.0, Python 3.11.7, numpy 2.4.6, torch 2.13.0+cpu, x86_64',0);
INSERT INTO "gradings" VALUES(2,1,'9f1dff9661cc27c2d2a6759a2622578c2d6f324ab9d5cf864220faf36667293d','graded','','process','grader 0.1.0, Python 3.11.7, numpy 2.4.6, torch 2.13.0+cpu, x86_64',0);
INSERT INTO "gradings" VALUES(3,1,'df000786eab5d88be3a62a09f4737fd28123c7695f1b5af22b9d10a526984044','graded','','process','grader 0.1.0, Python 3.11.7, numpy 2.4.6, torch 2.13.0+cpu, x86_64',0);
CREATE TABLE suite_tests (
	suite_id INTEGER NOT NULL, 
	position INTEGER NOT NULL, 
	name VARCHAR(255) NOT NULL, 
	title TEXT NOT NULL, 
	suite VARCHAR(16) NOT NULL, 
	function VARCHAR(255) NOT NULL, 
	points DOUBLE NOT NULL, 
	extra_credit BOOLEAN NOT NULL, 
	PRIMARY KEY (suite_id, position), 
	FOREIGN KEY(suite_id) REFERENCES suites (id)
);
INSERT INTO "suite_tests" VALUES(1,0,'test_sum_of_three_vectors','1 + 2 + 3 is 6','public','vectors_sum',1.0,0);
INSERT INTO "suite_tests" VALUES(1,1,'test_mean_of_three_vectors','The mean of 1, 2 and 3 is 2','public','vectors_mean',1.0,0);
INSERT INTO "suite_tests" VALUES(1,2,'test_vectors_like_the_reference','Any vector has the right sum','hidden','vectors_mean',1.0,0);
CREATE TABLE suites (
	id INTEGER NOT NULL, 
	suite_hash VARCHAR(64) NOT NULL, 
	topic VARCHAR(255) NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (suite_hash)
);
INSERT INTO "suites" VALUES(1,'a6681be01c881563f497616411dcb6534e4215c44f07edcf817b3ac6afa6c160','vectors');
CREATE TABLE tests (
	grading_id INTEGER NOT NULL, 
	position INTEGER NOT NULL, 
	outcome VARCHAR(16) NOT NULL, 
	message TEXT NOT NULL, 
	seconds DOUBLE NOT NULL, 
	misconception VARCHAR(255), 
	hint TEXT, 
	PRIMARY KEY (grading_id, position), 
	FOREIGN KEY(grading_id) REFERENCES gradings (id)
)
 WITHOUT ROWID

;
INSERT INTO "tests" VALUES(1,0,'not_attempted','Nothing was handed in for this topic.',0.0,NULL,NULL);
INSERT INTO "tests" VALUES(1,1,'not_attempted','Nothing was handed in for this topic.',0.0,NULL,NULL);
INSERT INTO "tests" VALUES(1,2,'not_attempted','Nothing was handed in for this topic.',0.0,NULL,NULL);
INSERT INTO "tests" VALUES(2,0,'passed','',0.119411,NULL,NULL);
INSERT INTO "tests" VALUES(2,1,'passed','',0.003243,NULL,NULL);
INSERT INTO "tests" VALUES(2,2,'passed','',0.010016,NULL,NULL);
INSERT INTO "tests" VALUES(3,0,'passed','',0.023023,NULL,NULL);
INSERT INTO "tests" VALUES(3,1,'failed','Wrong value: got 6.0, expected 2.0 (absolute error 4, relative 2, 6.8e+15
ULP). Allowed: relative 1e-09.
The last call was vectors_mean(array([1., 2., 3.]))',0.056444,NULL,NULL);
INSERT INTO "tests" VALUES(3,2,'failed','Wrong value: your result is a simple multiple or fraction of the expected one. Is it the sum where the mean is asked, or a factor too many?',0.019552,NULL,NULL);
COMMIT;
