"""From evidence to a verdict: met, missed or inconclusive, and what a region is told."""
