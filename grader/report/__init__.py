"""Reports as self-contained HTML pages: a class for its teachers, a student's own work for the student."""
