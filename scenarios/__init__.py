"""What a region is, and what both halves must compute alike from it."""
