"""What an author runs: does an exercise mark as it should?"""
