"""`grader new`: a small exercise that is complete and valid, to be changed into the one an author has in mind."""
